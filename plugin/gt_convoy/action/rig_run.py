"""A run in a rig: it sends HQ an event for each issue to read again, and does nothing else."""

from collections.abc import Sequence

from gt_convoy.action import dispatch
from gt_convoy.action.action_context import ActionContext
from gt_convoy.domain.errors import UserError
from gt_convoy.events.payloads import Event


def tell(action: ActionContext, events: Sequence[Event]) -> None:
    """Send HQ a `repository_dispatch` for each issue to read again. Raises UserError if only HQ does that."""
    hq = action.app.config.hq
    if action.inputs.command or not events:
        what = "a command" if action.inputs.command else f"the event `{action.inputs.event}`"
        raise UserError(
            f"{what} is for the workflow of {hq}; {action.inputs.repository} only tells it of changes"
        )
    for where in dispatch.targets(events, action.app.config):
        action.app.writer.dispatch(hq, dispatch.EVENT_TYPE, where.payload)
