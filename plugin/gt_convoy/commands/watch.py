"""`convoy watch`: be told when a convoy lands, or have somebody told."""

import click

from gt_convoy import hq
from gt_convoy.editing import add_subscribers
from gt_convoy.replies import asked

from .call import Answer, Call, Command, check_subscribers, convoy_number, require, shown

ARGUMENTS = (
    click.Argument(["convoy"], metavar="CONVOY"),
    click.Argument(["address"], required=False, metavar="[ADDR]"),
)


def run(call: Call, convoy: str, address: str | None) -> Answer:
    """Add a subscriber. Raises Refused for an unknown address, or for others without the write role."""
    number = convoy_number(call, convoy)
    mention = whom(call, address)
    warnings = check_subscribers(call, [mention])
    names = call.desk.config.names
    hq.edit(call.desk, number, lambda text: add_subscribers(text, [mention], names))
    return shown(call, number, "\n".join([asked.watches(mention, number), *warnings]))


def whom(call: Call, address: str | None) -> str:
    """Whom it is about: whoever asks, or by the write role somebody else. Raises Refused."""
    mention = call.desk.config.address(address) if address else f"@{call.asker}"
    if mention.lower() != f"@{call.asker}".lower():
        require(call, call.desk.config.hq, call.desk.config.write_role)
    return mention


COMMAND = Command(
    path=("convoy", "watch"),
    summary="Be told when a convoy lands; with an address, have somebody told.",
    access="read",
    run=run,
    params=ARGUMENTS,
    examples=("convoy watch hq-cv-12", "convoy watch hq-cv-12 overseer"),
    notes=("For somebody else it needs the same role as a command that changes something.",),
)
