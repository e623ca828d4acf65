"""`convoy list`: the dashboard."""

from collections.abc import Sequence
from typing import Literal

import click

from gt_convoy import hq
from gt_convoy.reading import Read
from gt_convoy.replies import status

from .call import Answer, Call, Command

States = Literal["open", "closed", "all"]


def run(call: Call, every: bool, state: States | None, tree: bool) -> Answer:
    """Read and show."""
    wanted: States = state or ("all" if every else "open")
    return answer_with(call, hq.read_all(call.desk, wanted), tree=tree)


def answer_with(call: Call, reads: Sequence[Read], *, tree: bool = False) -> Answer:
    """The dashboard of these convoys."""
    convoys = [read.convoy for read in reads]
    return Answer(
        text=status.dashboard(convoys, call.audience, tree=tree),
        data=[status.convoy_json(convoy, call.audience) for convoy in convoys],
        refs=tuple(status.refs_of(convoys) if tree else [convoy.thread.ref for convoy in convoys]),
    )


COMMAND = Command(
    path=("convoy", "list"),
    summary="List convoys: the open ones, unless you ask for others.",
    access="read",
    changes=False,
    run=run,
    params=(
        click.Option(["--all", "every"], is_flag=True, help="Closed ones too."),
        click.Option(["--status", "state"], type=click.Choice(["open", "closed", "all"]), help="Only these."),
        click.Option(["--tree"], is_flag=True, help="With what each one tracks."),
    ),
    examples=("convoy list", "convoy list --all --tree", "convoy list --status=closed"),
)
