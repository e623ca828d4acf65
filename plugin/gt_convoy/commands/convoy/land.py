"""`convoy land`: land a complete convoy, above all one that lands by hand."""

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import convoy_number, shown
from gt_convoy.convoys import repository
from gt_convoy.convoys.sync import sync
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.requests import Land
from gt_convoy.messages import command_answers, command_refusals, convoy_status


def run(call: CommandContext, convoy: str) -> Answer:
    """Its owner, or who may write to HQ, lands it. Raises UserError for others, or if something holds it."""
    number = convoy_number(call, convoy)
    convoy_now = repository.read(call.app, number).convoy
    _require_right(call, convoy_now)
    if not convoy_now.thread.open:
        return shown(call, number, command_answers.closed_already(convoy_now))
    call.leave_to_runner(f"convoy land {convoy_now.id}")
    if not convoy_now.may_land:
        raise UserError(command_answers.still_open(convoy_now, call.audience))
    return land(call, number)


def land(call: CommandContext, number: int) -> Answer:
    """Land what was complete just now. Raises UserError if it is so no more."""
    told = not sync(call.app, number, Land()).untold
    convoy = repository.read(call.app, number).convoy
    if convoy.thread.open:
        raise UserError(command_answers.still_open(convoy, call.audience))
    data = convoy_status.convoy_json(convoy, call.audience)
    return Answer(command_answers.landed(number, told=told), data, (convoy.thread.ref,))


def _require_right(call: CommandContext, convoy: Convoy) -> None:
    hq, needed = call.app.config.hq, call.app.config.write_role
    if convoy.owner and convoy.owner.lower() == call.asker.lower():
        return
    if (role := call.role(hq)) < needed:
        raise UserError(
            command_refusals.may_not_land(
                call.asker, role.name.lower(), needed.name.lower(), convoy, call.audience
            )
        )


DETAILS = Details(
    access="read",
    run=run,
    params=(click.Argument(["convoy"], metavar="CONVOY"),),
    examples=("convoy land hq-cv-12",),
    notes=(
        "Only its owner may, and whoever may write to HQ. Refused while something is open or holds it.",
        "In the terminal, where the app or the Action runs HQ, it refuses: ask by a comment.",
    ),
)
