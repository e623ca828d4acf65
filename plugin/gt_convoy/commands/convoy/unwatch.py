"""`convoy unwatch`: be told no longer."""

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.convoy.watch import ARGUMENTS, whom
from gt_convoy.commands.validation import convoy_number, shown
from gt_convoy.convoys import edit
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.requests import Unsubscribe
from gt_convoy.messages import command_answers


def run(call: CommandContext, convoy: str, address: str | None) -> Answer:
    """Remove a subscriber, by whatever name a line calls them."""
    number = convoy_number(call, convoy)
    mention = whom(call, address)
    edit.edit(call.app, number, Unsubscribe(mention))
    return shown(call, number, command_answers.watches(mention, number, no_longer=True))


DETAILS = Details(
    access="read",
    run=run,
    params=ARGUMENTS,
    examples=("convoy unwatch hq-cv-12",),
    notes=("For somebody else it needs the same role as a command that changes something.",),
)
