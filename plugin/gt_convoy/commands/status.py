"""`convoy status`: how one convoy stands, or every active one."""

import click

from gt_convoy import hq
from gt_convoy.replies import status

from .call import Answer, Call, Command, convoy_number
from .list import answer_with


def run(call: Call, convoy: str | None) -> Answer:
    """Read and show."""
    if convoy is None:
        return answer_with(call, hq.read_all(call.desk, "open"))
    read = hq.read(call.desk, convoy_number(call, convoy))
    return Answer(
        text=status.status(read.convoy, call.audience),
        data=status.convoy_json(read.convoy, call.audience),
        refs=tuple(status.refs_of([read.convoy])),
    )


COMMAND = Command(
    path=("convoy", "status"),
    summary="Show how a convoy stands; without an id, every active one.",
    access="read",
    changes=False,
    run=run,
    params=(click.Argument(["convoy"], required=False, metavar="[CONVOY]"),),
    examples=("convoy status hq-cv-12", "convoy status"),
)
