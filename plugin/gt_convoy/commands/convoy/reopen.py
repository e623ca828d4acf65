"""`convoy reopen`: open a closed convoy again."""

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import convoy_number, shown
from gt_convoy.convoys import closing
from gt_convoy.domain.answers import Answer
from gt_convoy.messages import command_answers


def run(call: CommandContext, convoy: str) -> Answer:
    """Open it; one that is open already stays so."""
    number = convoy_number(call, convoy)
    was_open = closing.reopen(call.app, number)
    return shown(call, number, command_answers.reopened(number, already=was_open), touched=(number,))


DETAILS = Details(
    access="write",
    run=run,
    params=(click.Argument(["convoy"], metavar="CONVOY"),),
    examples=("convoy reopen hq-cv-12",),
)
