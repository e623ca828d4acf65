"""Closing and reopening that a person asked for."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from . import body as bodies
from . import editing, hq
from .convoy import LANDED_LABEL, Convoy
from .desk import Desk
from .reading import Read
from .replies import landing
from .replies.status import status_line
from .tracker import Change
from .trust import is_us


def reopen(desk: Desk, number: int) -> bool:
    """Open a closed convoy; what it tracks then decides what follows. Returns whether it was open already."""
    with desk.memory.lease(f"convoy:{number}"):
        thread = hq.fresh(desk, number)
        if not thread.open:
            hq.write(desk, thread, Change(open=True, state_reason="reopened"))
        return thread.open


def abandon(desk: Desk, number: int, notices: Callable[[Convoy], Sequence[str]], command: str | None) -> None:
    """Close a convoy that is not complete: its subscribers are told first, once, then it is closed."""
    with desk.memory.lease(f"convoy:{number}"):
        read = hq.read(desk, number)
        thread = read.convoy.thread
        if not thread.open:
            return
        _tell(desk, read, notices(read.convoy), command)
        fresh = desk.github.thread(thread.ref)
        body = bodies.parse(fresh.body, desk.config.names)
        text = editing.render(
            body,
            marker=replace(read.convoy.marker, landed=None, abandoned=True),
            status=status_line(read.convoy, is_open=False, landed=False),
        )
        labels = fresh.labels - {LANDED_LABEL}
        hq.write(desk, fresh, Change(text, False, "not_planned", labels if labels != fresh.labels else None))


def _tell(desk: Desk, read: Read, notices: Sequence[str], command: str | None) -> None:
    told = _told(desk, read, command) if command else ()
    for part, text in enumerate(notices, 1):
        if part not in told:
            hq.require_lease(desk, read.convoy.thread.number)
            desk.github.post(read.convoy.thread.ref, text)
            desk.memory.told(read.convoy.thread.number, f"closed {command} {part}")


def _told(desk: Desk, read: Read, command: str) -> Collection[int]:
    """The parts that were posted for this command already, by what we remember or GitHub shows."""
    thread = read.convoy.thread
    comments = desk.github.comments(thread.ref, thread.created_at)
    found = (landing.closed_by(c.body) for c in comments if is_us(desk, c.author))
    posted = {closed[1] for closed in found if closed and closed[0] == command}
    remembered = range(1, len(landing.parts(read.convoy.subscribers)) + 1)
    return posted | {n for n in remembered if desk.memory.was_told(thread.number, f"closed {command} {n}")}
