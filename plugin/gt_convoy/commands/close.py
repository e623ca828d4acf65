"""`convoy close`: land a complete convoy, or give one up."""

import click

from gt_convoy import closing, hq, people
from gt_convoy.convoy import Convoy
from gt_convoy.errors import Refused
from gt_convoy.privacy import Audience
from gt_convoy.replies import asked, landing

from .call import TEXT, Answer, Call, Command, convoy_number, shown


def run(call: Call, convoy: str, reason: str | None, force: bool) -> Answer:
    """Complete, it lands; by force, its subscribers hear the reason. Raises Refused while issues are open."""
    number = convoy_number(call, convoy)
    read = hq.read(call.desk, number)
    if not read.convoy.thread.open:
        return shown(call, number, asked.closed_already(read.convoy))
    call.leave_to_runner(f"convoy close {read.convoy.id}{' --force' if force else ''}")
    if read.convoy.complete:
        call.look(number, closing=True)
        told = not hq.read(call.desk, number).convoy.marker.untold
        return shown(call, number, asked.landed(number, told=told))
    if not force:
        raise Refused(asked.still_open(read.convoy, call.audience))
    told = closing.abandon(call.desk, number, lambda c: _notices(c, call, read.audience, reason), call.id)
    return shown(call, number, asked.abandoned(number, told=told))


def _notices(convoy: Convoy, call: Call, audience: Audience, reason: str | None) -> list[str]:
    whom = people.mentions(call.desk, convoy.subscribers, audience)
    return landing.given_up(convoy, whom, call.id, call.asker, reason)


COMMAND = Command(
    path=("convoy", "close"),
    summary="Close a convoy: complete, it lands; with --force it is given up and its subscribers hear why.",
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
