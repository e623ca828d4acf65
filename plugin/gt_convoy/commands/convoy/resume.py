"""`convoy resume`: go on handing out a convoy's issues."""

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.convoy.pause import ask
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.requests import Resume
from gt_convoy.messages import command_answers


def run(call: CommandContext, convoy: str) -> Answer:
    """Take the pause out of the convoy's text. Raises UserError where nobody launched it."""
    return ask(call, convoy, Resume(), lambda now, done: command_answers.resumed(now, already=not done))


DETAILS = Details(
    access="write",
    run=run,
    params=(click.Argument(["convoy"], metavar="CONVOY"),),
    examples=("convoy resume hq-cv-12",),
)
