"""Who goes first where many wait for one pace: in the queue of jobs, and before each write to GitHub."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum


class Urgency(IntEnum):
    """The smaller goes first."""

    LOOK = 0  # landings, and all else that keeps convoys up to date
    COMMAND = 1  # of people with a role on HQ, and of those not known yet
    STRANGER = 2  # commands of people below triage


_now: ContextVar[Urgency] = ContextVar("urgency", default=Urgency.LOOK)


def urgency() -> Urgency:
    """How urgent is what this thread does now."""
    return _now.get()


@contextmanager
def working(as_: Urgency) -> Iterator[None]:
    """What this thread does meanwhile is so urgent."""
    token = _now.set(as_)
    try:
        yield
    finally:
        _now.reset(token)
