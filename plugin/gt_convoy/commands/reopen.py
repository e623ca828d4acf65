"""`convoy reopen`: open a closed convoy again."""

import click

from gt_convoy import closing
from gt_convoy.replies import asked

from .call import Answer, Call, Command, convoy_number, shown


def run(call: Call, convoy: str) -> Answer:
    """Open it; one that is open already stays so."""
    number = convoy_number(call, convoy)
    was_open = closing.reopen(call.desk, number)
    return shown(call, number, asked.reopened(number, already=was_open), touched=(number,))


COMMAND = Command(
    path=("convoy", "reopen"),
    summary="Open a closed convoy again.",
    access="write",
    run=run,
    params=(click.Argument(["convoy"], metavar="CONVOY"),),
    examples=("convoy reopen hq-cv-12",),
)
