"""`convoy list`: the dashboard."""

from collections.abc import Sequence
from typing import Literal

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.convoys import repository
from gt_convoy.document.snapshot import ConvoySnapshot
from gt_convoy.domain.answers import Answer
from gt_convoy.messages import convoy_status

States = Literal["open", "closed", "all"]


def run(call: CommandContext, every: bool, state: States | None, tree: bool) -> Answer:
    """Read the convoys and show them as the dashboard."""
    wanted: States = state or ("all" if every else "open")
    return answer_with(call, repository.read_all(call.app, wanted), tree=tree)


def answer_with(call: CommandContext, reads: Sequence[ConvoySnapshot], *, tree: bool = False) -> Answer:
    """The dashboard of these convoys."""
    convoys = [read.convoy for read in reads]
    return Answer(
        text=convoy_status.dashboard(convoys, call.audience, tree=tree),
        data=[convoy_status.convoy_json(convoy, call.audience) for convoy in convoys],
        refs=tuple(convoy_status.refs_of(convoys) if tree else [convoy.thread.ref for convoy in convoys]),
    )


DETAILS = Details(
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
