"""`convoy status`: how one convoy stands, or every active one."""

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.convoy.list import answer_with
from gt_convoy.commands.validation import convoy_number
from gt_convoy.convoys import repository
from gt_convoy.domain.answers import Answer
from gt_convoy.messages import convoy_status


def run(call: CommandContext, convoy: str | None) -> Answer:
    """Read one convoy, or all active ones, and show how they stand."""
    if convoy is None:
        return answer_with(call, repository.read_all(call.app, "open"))
    read = repository.read(call.app, convoy_number(call, convoy))
    return Answer(
        text=convoy_status.status(read.convoy, call.audience),
        data=convoy_status.convoy_json(read.convoy, call.audience),
        refs=tuple(convoy_status.refs_of([read.convoy])),
    )


DETAILS = Details(
    access="read",
    changes=False,
    run=run,
    params=(click.Argument(["convoy"], required=False, metavar="[CONVOY]"),),
    examples=("convoy status hq-cv-12", "convoy status"),
)
