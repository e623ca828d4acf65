"""`convoy stage`: in what order a convoy's issues can be worked on."""

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import convoy_number
from gt_convoy.convoys import repository
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.waves import stage
from gt_convoy.messages import waves
from gt_convoy.messages.convoy_status import refs_of


def run(call: CommandContext, convoy: str) -> Answer:
    """Read one convoy and show its waves; nothing is written."""
    found = repository.read(call.app, convoy_number(call, convoy)).convoy
    staged = stage(found, call.audience)
    return Answer(
        text=waves.text(found, staged, call.audience),
        data=waves.as_json(found, staged, call.audience),
        refs=tuple(refs_of([found])),
    )


DETAILS = Details(
    access="read",
    changes=False,
    run=run,
    params=(click.Argument(["convoy"], metavar="CONVOY"),),
    examples=("convoy stage hq-cv-12",),
    notes=("The waves follow from GitHub's own *blocked by* among the issues of the convoy.",),
)
