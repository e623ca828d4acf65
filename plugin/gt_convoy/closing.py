"""Closing and reopening that a person asked for."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from . import body as bodies
from . import editing, hq, notices
from .convoy import LANDED_LABEL, Convoy, Thread
from .decision import marker_of_an_open
from .desk import Desk
from .errors import REFUSALS
from .replies import landing
from .replies.status import status_line
from .tracker import Change

log = logging.getLogger(__name__)


def reopen(desk: Desk, number: int) -> bool:
    """Open a closed convoy; what it tracks then decides what follows. Returns whether it was open already."""
    with desk.memory.lease(f"convoy:{number}"):
        thread = hq.fresh(desk, number)
        if not thread.open:
            read = hq.read(desk, number)
            marker = marker_of_an_open(read.convoy, moved=bool(read.moved)) if read.body.marker else None
            text = editing.render(bodies.parse(thread.body, desk.config.names), marker=marker)
            hq.write(desk, thread, Change(text if text != thread.body else None, True, "reopened"))
        return thread.open


def abandon(desk: Desk, number: int, parts: Callable[[Convoy], Sequence[str]], command: str | None) -> bool:
    """Close a convoy that is not complete: its subscribers are told first, once, then it is closed.

    Answers False if its thread takes no comment: then nobody was told.
    """
    with desk.memory.lease(f"convoy:{number}"):
        read = hq.read(desk, number)
        thread = read.convoy.thread
        if not thread.open:
            return True
        told = _tell(desk, thread, parts(read.convoy), command)
        fresh = desk.github.thread(thread.ref)
        body = bodies.parse(fresh.body, desk.config.names)
        text = editing.render(
            body,
            marker=replace(read.convoy.marker, landed=None, abandoned=True),
            status=status_line(read.convoy, is_open=False, landed=False),
        )
        labels = fresh.labels - {LANDED_LABEL}
        hq.write(desk, fresh, Change(text, False, "not_planned", labels if labels != fresh.labels else None))
        return told


def _tell(desk: Desk, thread: Thread, parts: Sequence[str], command: str | None) -> bool:
    # Without a command to know it by (in the terminal) nothing was told before.
    key = landing.closed_key(command or "-")
    told = notices.told(desk, thread, key, len(parts), thread.created_at) if command else ()
    try:
        for part, text in enumerate(parts, 1):
            if part not in told:
                notices.tell(desk, thread, key, part, text)
    except REFUSALS as error:
        log.warning("%s: closed by force, and GitHub takes no notice of it: %s", thread.ref, error)
        return False
    return True
