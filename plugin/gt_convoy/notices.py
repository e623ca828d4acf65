"""Notices are posted once: each part is looked for before, and remembered after."""

from datetime import datetime

from . import hq
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
