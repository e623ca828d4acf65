"""`convoy close`: land a complete convoy, or give one up."""

import click

from gt_convoy.commands.context import TEXT, CommandContext, Details
from gt_convoy.commands.validation import convoy_number, shown
from gt_convoy.convoys import closing, reading, subscribers
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.errors import UserError
from gt_convoy.messages import command_answers, landing_notice


def run(call: CommandContext, convoy: str, reason: str | None, force: bool) -> Answer:
    """Complete, it lands; by force, its subscribers hear the reason.

    Raises UserError while issues are open.
    """
    number = convoy_number(call, convoy)
    read = reading.read(call.app, number)
    if not read.convoy.thread.open:
        return shown(call, number, command_answers.closed_already(read.convoy))
    call.leave_to_runner(f"convoy close {read.convoy.id}{' --force' if force else ''}")
    if read.convoy.complete:
        call.sync(number, closing=True)
        told = not reading.read(call.app, number).convoy.marker.untold
        return shown(call, number, command_answers.landed(number, told=told))
    if not force:
        raise UserError(command_answers.still_open(read.convoy, call.audience))
    told = closing.abandon(call.app, number, lambda c: _notices(c, call, read.audience, reason), call.id)
    return shown(call, number, command_answers.abandoned(number, told=told))


def _notices(convoy: Convoy, call: CommandContext, audience: Audience, reason: str | None) -> list[str]:
    whom = subscribers.mentions(call.app, convoy.subscribers, audience)
    return landing_notice.given_up(convoy, whom, call.id, call.asker, reason)


DETAILS = Details(
    access="write",
    run=run,
    params=(
        click.Argument(["convoy"], metavar="CONVOY"),
        click.Option(["--reason"], metavar=TEXT, help="Why, for its subscribers."),
        click.Option(["--force"], is_flag=True, help="Although tracked issues are open."),
    ),
    examples=("convoy close hq-cv-12", 'convoy close hq-cv-12 --force --reason "Not this year"'),
    notes=(
        "Refused while something is open, unless with --force.",
        "In the terminal, where the app or the Action runs HQ, it refuses: ask by a comment.",
    ),
)
