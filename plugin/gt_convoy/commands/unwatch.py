"""`convoy unwatch`: be told no longer."""

from gt_convoy import hq
from gt_convoy.body import parse
from gt_convoy.editing import remove_subscribers
from gt_convoy.replies import asked

from .call import Answer, Call, Command, convoy_number, shown
from .watch import ARGUMENTS, whom


def run(call: Call, convoy: str, address: str | None) -> Answer:
    """Remove a subscriber, by whatever name a line calls them."""
    number = convoy_number(call, convoy)
    mention = whom(call, address)
    config = call.desk.config

    def without(text: str) -> str:
        lines = parse(text, config.names).subscribers
        same = [name for name in lines if (config.who(name) or name).lower() == mention.lower()]
        return remove_subscribers(text, same, config.names)

    hq.edit(call.desk, number, without)
    return shown(call, number, asked.watches(mention, number, no_longer=True))


COMMAND = Command(
    path=("convoy", "unwatch"),
    summary="Be told no longer; with an address, have somebody told no longer.",
    access="read",
    run=run,
    params=ARGUMENTS,
    examples=("convoy unwatch hq-cv-12",),
    notes=("For somebody else it needs the same role as a command that changes something.",),
)
