"""A lock per name, in one process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, RLock

from gt_convoy.domain.errors import Unavailable


@dataclass(slots=True)
class _Entry:
    lock: "RLock" = field(default_factory=RLock)
    users: int = 0  # who hold it or wait for it; at 0 the entry goes
    depth: int = 0  # how often its holder entered


class KeyedLocks:
    """Locks by name that exist while somebody uses them; a thread may enter its own again."""

    def __init__(self) -> None:
        """None is in use."""
        self._entries: dict[str, _Entry] = {}
        self._lock = Lock()

    @contextmanager
    def held(self, key: str, until: float) -> Iterator[bool]:
        """Hold it; True if this thread did not yet. Raises Unavailable past the moment (monotonic)."""
        entry = self._enter(key)
        try:
            if not entry.lock.acquire(timeout=max(0.0, until - time.monotonic())):
                raise Unavailable(f"{key} is being worked on")
            entry.depth += 1
            try:
                yield entry.depth == 1
            finally:
                entry.depth -= 1
                entry.lock.release()
        finally:
            self._leave(key, entry)

    def _enter(self, key: str) -> _Entry:
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            entry.users += 1
            return entry

    def _leave(self, key: str, entry: _Entry) -> None:
        with self._lock:
            entry.users -= 1
            if not entry.users:
                del self._entries[key]
