"""`convoy check`: look at convoys now, without waiting for an event."""

import click

from gt_convoy import hq
from gt_convoy.replies import asked

from .call import Answer, Call, Command, convoy_number


def run(call: Call, convoy: str | None, dry_run: bool) -> Answer:
    """Look at one convoy, or at every active one, each apart."""
    if not dry_run:
        call.leave_to_runner()
    if convoy is not None:
        numbers = [convoy_number(call, convoy)]
    else:
        numbers = [read.convoy.thread.number for read in hq.read_all(call.desk, "open")]
    looked = [call.look(number, dry=dry_run) for number in numbers]
    return Answer(
        text=asked.checked(looked, dry_run=dry_run),
        data=[one.json() for one in looked],
        refs=tuple(call.desk.config.names.convoy_ref(number) for number in numbers),
    )


COMMAND = Command(
    path=("convoy", "check"),
    summary="Look at a convoy now, or at every active one; --dry-run only tells the plan.",
    access="write",
    run=run,
    params=(
        click.Argument(["convoy"], required=False, metavar="[CONVOY]"),
        click.Option(["--dry-run"], is_flag=True, help="Print the plan and change nothing."),
    ),
    examples=("convoy check hq-cv-12 --dry-run",),
)
