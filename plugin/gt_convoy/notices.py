"""Notices are posted once: each part is looked for before, and remembered after.

A thread may take no comment (locked, interaction limits): what a convoy is stands in its text and labels all
the same, its marker says that nobody was told, and the notice follows when the thread takes it.
"""

from datetime import datetime

from . import hq, refusals
from .convoy import Thread
from .desk import Desk
from .replies import landing
from .trust import is_us


def told(desk: Desk, thread: Thread, key: str, parts: int, since: datetime | None) -> set[int]:
    """The parts of a notice that were posted already, by what we remember or GitHub shows since then."""
    remembered = {n for n in range(1, parts + 1) if desk.memory.was_told(thread.number, f"{key} {n}")}
    if len(remembered) == parts:
        return remembered
    comments = desk.github.comments(thread.ref, since)
    found = (landing.notice_key(comment.body) for comment in comments if is_us(desk, comment.author))
    return remembered | {notice[1] for notice in found if notice and notice[0] == key}


def tell(desk: Desk, thread: Thread, key: str, part: int, text: str) -> None:
    """Post a part, under the convoy's lease. Raises Unavailable if that ran out."""
    hq.require_lease(desk, thread.number)
    desk.github.post(thread.ref, text)
    desk.memory.told(thread.number, f"{key} {part}")


def refused(desk: Desk, thread: Thread) -> None:
    """GitHub took no notice there: remember it for a while, unless the thread itself tells why."""
    if not thread.locked:
        refusals.note(desk, f"notice {thread.number}")


def takes_none(desk: Desk, thread: Thread) -> bool:
    """Whether a notice that GitHub refused would be refused again now, for all we know."""
    return thread.locked or refusals.lately(desk, f"notice {thread.number}")
