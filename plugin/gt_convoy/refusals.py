"""What GitHub refused for good is left alone for a while: nothing is asked for again and again."""

from datetime import UTC, datetime, timedelta

from .desk import Desk

A_WHILE = timedelta(hours=1)


def note(desk: Desk, what: str) -> None:
    """GitHub refused this now (`look 12`, `notice 12`). Committed on return."""
    desk.memory.note(f"refused {what}", datetime.now(UTC))


def lately(desk: Desk, what: str) -> bool:
    """Whether it was refused so shortly ago that asking again would be in vain."""
    at = desk.memory.moment(f"refused {what}")
    return at is not None and datetime.now(UTC) - at < A_WHILE
