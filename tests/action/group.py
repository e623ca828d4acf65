"""GitHub's concurrency groups, played: `act` knows none.

https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
"""

import threading
from collections.abc import Callable

from tests.action.events import Event


class Group:
    """A concurrency group: one run at a time, one pending, a later one in its place."""

    def __init__(self, run: Callable[[Event], object]) -> None:
        self._run = run
        self._lock = threading.Lock()
        self._busy = False
        self._pending: Event | None = None
        self.dropped = 0

    def submit(self, event: Event) -> None:
        with self._lock:
            if self._busy:
                self.dropped += self._pending is not None
                self._pending = event
                return
            self._busy = True
        following: Event | None = event
        while following:
            self._run(following)
            following = self._next()

    def _next(self) -> Event | None:
        with self._lock:
            following, self._pending = self._pending, None
            self._busy = following is not None
            return following
