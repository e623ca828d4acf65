"""Which work goes first: in the queue of jobs, and before each write to GitHub."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum


class Urgency(IntEnum):
    """How urgent a piece of work is; the smaller value goes first."""

    LOOK = 0  # landings, and all else that keeps convoys up to date
    COMMAND = 1  # of people with a role on HQ, and of those not known yet
    STRANGER = 2  # commands of people below triage


_now: ContextVar[Urgency] = ContextVar("urgency", default=Urgency.LOOK)


def urgency() -> Urgency:
    """The urgency of what this thread does now."""
    return _now.get()


@contextmanager
def working(as_: Urgency) -> Iterator[None]:
    """Within the `with`, the work of this thread has that urgency."""
    token = _now.set(as_)
    try:
        yield
    finally:
        _now.reset(token)
