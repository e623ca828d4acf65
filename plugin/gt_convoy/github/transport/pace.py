"""The pace of writes: one for all threads of a process, and the most urgent goes first."""

import math
from collections.abc import Mapping
from heapq import heappop, heappush
from itertools import count
from threading import Condition
from time import monotonic

from gt_convoy.domain.errors import UserError
from gt_convoy.domain.urgency import Urgency, urgency
from gt_convoy.github.transport.urls import api_url, is_here

VARIABLE = "GT_CONVOY_WRITE_PAUSE"
LONGEST = 60.0  # seconds


def write_pause(environ: Mapping[str, str]) -> float:
    """Seconds between writes: GitHub asks for one, the sandbox for none.

    Raises UserError if it is no time.
    """
    said = environ.get(VARIABLE, "").strip()
    if not said:
        return 0.0 if is_here(api_url(environ)) else 1.0
    try:
        pause = float(said)
    except ValueError:
        pause = math.nan
    if not 0 <= pause <= LONGEST:
        raise UserError(f"{VARIABLE} is {said!r}: it must be seconds between writes, 0 to {LONGEST:.0f}")
    return pause


class Pace:
    """Spaces the writes of a process: `burst` at once, then one every `pause` seconds; 0 switches it off.

    GitHub asks for about a second between writes and counts 80 of them a minute:
    https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    """

    def __init__(self, pause: float, burst: int = 5) -> None:
        """`pause` in seconds."""
        self._pause = pause
        self._lead = (burst - 1) * pause
        self._turn = Condition()
        self._waiting: list[tuple[Urgency, int]] = []
        self._arrivals = count()
        self._next = 0.0

    def wait(self) -> None:
        """Return when the next write may go. Of those who wait the most urgent goes, then the first."""
        with self._turn:
            me = (urgency(), next(self._arrivals))
            heappush(self._waiting, me)
            while (early := self._early()) > 0 or self._waiting[0] != me:
                # Who is not the first is woken when that one has gone.
                self._turn.wait(early if self._waiting[0] == me else None)
            heappop(self._waiting)
            self._next = max(self._next, monotonic()) + self._pause
            self._turn.notify_all()

    def _early(self) -> float:
        return self._next - monotonic() - self._lead
