"""Closing and reopening that a person asked for."""

from collections.abc import Callable
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


def abandon(desk: Desk, number: int, notice: Callable[[Convoy], str], command: str | None) -> None:
    """Close a convoy that is not complete: its subscribers are told first, once, then it is closed."""
    with desk.memory.lease(f"convoy:{number}"):
        read = hq.read(desk, number)
        thread = read.convoy.thread
        if not thread.open:
            return
        if not (command and _told(desk, read, command)):
            desk.github.post(thread.ref, notice(read.convoy))
        fresh = desk.github.thread(thread.ref)
        body = bodies.parse(fresh.body, desk.config.names)
        text = editing.render(
            body,
            marker=replace(read.convoy.marker, landed=None, abandoned=True),
            status=status_line(read.convoy, is_open=False, landed=False),
        )
        labels = fresh.labels - {LANDED_LABEL}
        hq.write(desk, fresh, Change(text, False, "not_planned", labels if labels != fresh.labels else None))


def _told(desk: Desk, read: Read, command: str) -> bool:
    comments = desk.github.comments(read.convoy.thread.ref, read.convoy.thread.created_at)
    return any(landing.closed_by(c.body) == command for c in comments if is_us(desk, c.author))
