"""`convoy close`: land a complete convoy, or give one up."""

import click

from gt_convoy.commands.context import TEXT, CommandContext, Details
from gt_convoy.commands.convoy.land import land
from gt_convoy.commands.validation import convoy_number, shown
from gt_convoy.convoys import repository
from gt_convoy.convoys.sync import sync
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.requests import GiveUp
from gt_convoy.messages import command_answers


def run(call: CommandContext, convoy: str, reason: str | None, force: bool) -> Answer:
    """Land a complete convoy; with `force` close any convoy and tell its subscribers the reason.

    Raises UserError while issues are open.
    """
    number = convoy_number(call, convoy)
    convoy_now = repository.read(call.app, number).convoy
    if not convoy_now.thread.open:
        return shown(call, number, command_answers.closed_already(convoy_now))
    call.leave_to_runner(f"convoy close {convoy_now.id}{' --force' if force else ''}")
    if convoy_now.may_land:  # also one that lands by hand: whoever may close it, may land it
        return land(call, number)
    if not force:
        raise UserError(command_answers.still_open(convoy_now, call.audience))
    told = not sync(call.app, number, GiveUp(call.asker, reason, call.id)).untold
    return shown(call, number, command_answers.abandoned(number, told=told))


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
        "Refused while something is open or holds it, unless with --force.",
        "In the terminal, where the app or the Action runs HQ, it refuses: ask by a comment.",
    ),
)
