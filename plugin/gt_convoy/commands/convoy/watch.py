"""`convoy watch`: be told when a convoy lands, or have somebody told."""

import click

from gt_convoy.commands import validation
from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import check_subscribers, convoy_number, require_role_on, shown
from gt_convoy.convoys import edit
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.requests import Subscribe
from gt_convoy.messages import command_answers

ARGUMENTS = (
    click.Argument(["convoy"], metavar="CONVOY"),
    click.Argument(["address"], required=False, metavar="[ADDR]"),
)


def run(call: CommandContext, convoy: str, address: str | None) -> Answer:
    """Add a subscriber. Raises UserError for an unknown address, or for others without the write role."""
    number = convoy_number(call, convoy)
    mention = whom(call, address)
    warnings = check_subscribers(call, [mention])
    edit.edit(call.app, number, Subscribe(mention))
    return shown(call, number, "\n".join([command_answers.watches(mention, number), *warnings]))


def whom(call: CommandContext, address: str | None) -> str:
    """Whom to subscribe: the asker or, where the asker has the write role, another. Raises UserError."""
    mention = validation.address(call, address) if address else f"@{call.asker}"
    if mention.lower() != f"@{call.asker}".lower():
        require_role_on(call, call.app.config.hq, call.app.config.write_role)
    return mention


DETAILS = Details(
    access="read",
    run=run,
    params=ARGUMENTS,
    examples=("convoy watch hq-cv-12", "convoy watch hq-cv-12 overseer"),
    notes=("For somebody else it needs the same role as a command that changes something.",),
)
