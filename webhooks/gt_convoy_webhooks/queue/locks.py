"""One writer at a time among all processes, by leases in the database."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import SystemRandom

from gt_convoy.domain.errors import NoDatabase, Unavailable
from gt_convoy_webhooks.logs import get_logger
from gt_convoy_webhooks.queue.claims import Held, new_owner
from gt_convoy_webhooks.queue.leases import Leases
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.locks import KeyedLocks

_logger = get_logger(__name__)
_RANDOM = SystemRandom()


class DatabaseLocks:
    """Leases by name, each renewed while it is held. Methods raise NoDatabase."""

    def __init__(self, database: Database, leases: Leases, held: Held, wait_seconds: float) -> None:
        """`wait_seconds`: a lease held elsewhere for longer is not waited for."""
        self._database = database
        self._leases = leases
        self._held = held
        self._wait_seconds = wait_seconds
        self._locks = KeyedLocks()
        self._owners: dict[str, str] = {}

    @contextmanager
    def lease(self, key: str) -> Iterator[None]:
        """Hold `key` alone among all processes; a thread that holds it already goes right through.

        Raises Unavailable if another holds it for longer than a job should take.
        """
        until = time.monotonic() + self._wait_seconds
        with self._locks.held(key, until) as outermost:
            if not outermost:
                yield
                return
            with self._database.session_lock(key, until) as locked:
                if not locked:
                    raise Unavailable(f"{key} is being worked on elsewhere")
                with self._leased(key, until):
                    yield

    def still_mine(self, key: str) -> bool:
        """Whether this process holds `key` still: a lease can run out while its holder sleeps."""
        owner = self._owners.get(key)
        return owner is not None and self._leases.holds(key, owner)

    @contextmanager
    def _leased(self, key: str, until: float) -> Iterator[None]:
        owner = new_owner()
        self._take(key, owner, until)
        with self._held.holding(owner):
            self._owners[key] = owner
            try:
                yield
            finally:
                del self._owners[key]
                self._release(key, owner)

    def _take(self, key: str, owner: str, until: float) -> None:
        while not (self._leases.is_free(key) and self._leases.take(key, owner)):
            if time.monotonic() >= until:
                raise Unavailable(f"{key} is being worked on elsewhere")
            time.sleep(_RANDOM.uniform(0.02, 0.2))

    def _release(self, key: str, owner: str) -> None:
        try:
            self._leases.release(owner)
        except NoDatabase as error:
            _logger.warning("lease not given back, it will run out", key=key, why=error)
