"""`convoy reopen`: open a closed convoy again."""

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import convoy_number, shown
from gt_convoy.convoys.sync import sync
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.requests import Reopen
from gt_convoy.messages import command_answers


def run(call: CommandContext, convoy: str) -> Answer:
    """Open it; one that is open already stays so."""
    number = convoy_number(call, convoy)
    already = not sync(call.app, number, Reopen()).effects
    return shown(call, number, command_answers.reopened(number, already=already), touched=(number,))


DETAILS = Details(
    access="write",
    run=run,
    params=(click.Argument(["convoy"], metavar="CONVOY"),),
    examples=("convoy reopen hq-cv-12",),
)
