"""A run in a rig: it tells HQ where to look, and does nothing else."""

from collections.abc import Sequence

from gt_convoy.errors import Refused
from gt_convoy.events import Event

from . import dispatch
from .desk import Bench


def tell(bench: Bench, events: Sequence[Event]) -> None:
    """Send HQ a `repository_dispatch` for each place. Raises Refused for what only HQ does."""
    hq = bench.desk.config.hq
    if bench.inputs.command or not events:
        what = "a command" if bench.inputs.command else f"the event `{bench.inputs.event}`"
        raise Refused(
            f"{what} is for the workflow of {hq}; {bench.inputs.repository} only tells it of changes"
        )
    for where in dispatch.places(events):
        bench.desk.github.dispatch(hq, dispatch.EVENT_TYPE, where.payload)
