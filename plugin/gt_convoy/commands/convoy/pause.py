"""`convoy pause`: stop handing out a convoy's issues for a while."""

from collections.abc import Callable

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import convoy_number, shown
from gt_convoy.convoys import edit, repository
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.requests import Pause, Resume
from gt_convoy.messages import command_answers, command_refusals


def run(call: CommandContext, convoy: str) -> Answer:
    """Note it in the convoy's text. Raises UserError where nobody launched it."""
    return ask(call, convoy, Pause(), lambda now, done: command_answers.paused(now, already=not done))


def ask(
    call: CommandContext, convoy: str, request: Pause | Resume, text: Callable[[Convoy, bool], str]
) -> Answer:
    """Have a launched convoy paused or resumed; `text` tells of it, and whether anything was to be done."""
    number = convoy_number(call, convoy)
    before = repository.read(call.app, number).convoy
    if before.marker.launch is None:
        raise UserError(command_refusals.not_launched(before, call.channel))
    edited = edit.edit(call.app, number, request)
    return shown(call, number, text(before, bool(edited.effects)), touched=(number,))


DETAILS = Details(
    access="write",
    run=run,
    params=(click.Argument(["convoy"], metavar="CONVOY"),),
    examples=("convoy pause hq-cv-12",),
)
