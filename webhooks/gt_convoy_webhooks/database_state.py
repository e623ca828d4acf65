"""`gt_convoy.ports.state_store.StateStore` on the store."""

import logging
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from random import SystemRandom

from gt_convoy.domain.errors import NoDatabase, Unavailable
from gt_convoy.domain.job import Job
from gt_convoy.domain.references import Ref
from gt_convoy.ports.state_store import Allowance
from gt_convoy_webhooks.logs import cause, fields
from gt_convoy_webhooks.queue.claims import Held, new_owner
from gt_convoy_webhooks.storage.locks import KeyedLocks
from gt_convoy_webhooks.store import Store

_logger = logging.getLogger(__name__)
_RANDOM = SystemRandom()
_LANDING = re.compile(r"\d+\.[0-9a-f]+ 1")  # the key of a notice's first part
_NO_CONVOY = 0  # replies are kept beside notices, under the number that no issue has


class DatabaseStateStore:
    """What the app remembers between two jobs, shared by all its processes. Methods raise NoDatabase."""

    def __init__(
        self, store: Store, held: Held, wanted: Callable[[], None], landed: Callable[[], None] = lambda: None
    ) -> None:
        """`wanted` is called after a job was wanted, `landed` after the subscribers of a convoy were told."""
        self._store = store
        self._held = held
        self._wanted = wanted
        self._landed = landed
        self._locks = KeyedLocks()
        self._owners: dict[str, str] = {}

    def lease(self, key: str) -> AbstractContextManager[None]:
        """Hold `key` alone among all processes; a thread that holds it already goes right through.

        Raises Unavailable if another holds it for longer than a job should take.
        """
        return self._lease(key)

    def still_mine(self, key: str) -> bool:
        """Whether this process holds `key` still: a lease can run out while its holder sleeps."""
        owner = self._owners.get(key)
        return owner is not None and self._store.leases.holds(key, owner)

    def tracked_by(self, convoy: int) -> Collection[Ref]:
        """What that convoy tracked when it was last read."""
        return self._store.index.tracked_by(convoy)

    def trackers_of(self, ref: Ref, repo_id: int | None = None) -> Collection[int]:
        """The convoys that track this issue, found by repository id or name."""
        return self._store.index.trackers_of(ref, repo_id)

    def remember(self, convoy: int, tracked: Mapping[Ref, int | None]) -> None:
        """Replace what the convoy tracks. Committed on return."""
        self._store.index.remember(convoy, tracked)

    def also_tracks(self, convoy: int, tracked: Collection[Ref]) -> None:
        """Add to what the convoy tracks."""
        self._store.index.also_tracks(convoy, tracked)

    def was_told(self, convoy: int, key: str) -> bool:
        """Whether a notice with this key was ever posted by us."""
        return self._store.index.was_told(convoy, key)

    def told(self, convoy: int, key: str) -> None:
        """A notice with this key was posted. Committed on return."""
        self._store.index.told(convoy, key)
        if _LANDING.fullmatch(key):
            self._landed()

    def all_track(self, tracked: Mapping[int, Mapping[Ref, int | None]]) -> None:
        """Add to what each of these convoys tracks."""
        self._store.index.all_track(tracked)

    def was_answered(self, source: str) -> bool:
        """Whether the commands of this comment or opening text ever got our reply."""
        return self._store.index.was_told(_NO_CONVOY, source)

    def answered(self, source: str) -> None:
        """Our reply was posted. Committed on return."""
        self._store.index.told(_NO_CONVOY, source)

    def timestamp(self, name: str) -> datetime | None:
        """A moment noted under this name."""
        with self._store.database.read() as conn:
            at = self._store.timestamps.get(conn, name)
        return datetime.fromtimestamp(at, UTC) if at else None

    def note(self, name: str, at: datetime) -> None:
        """Keep a moment. Committed on return."""
        with self._store.database.write() as conn:
            self._store.timestamps.put(conn, name, at.timestamp())

    def wrote(self, convoy: int, seen: str) -> None:
        """What we wrote last."""
        self._store.index.wrote(convoy, seen)

    def is_echo(self, convoy: int, seen: str) -> bool:
        """Whether this is what we wrote last."""
        return self._store.index.is_echo(convoy, seen)

    def allowed(self, login: str, source: str) -> Allowance:
        """What we may still do about this comment or text, by what its author got lately."""
        return self._store.replies.allowed(login, source)

    def count_stranger(self, login: str, source: str) -> bool:
        """Count it as asked by somebody below triage, who goes last from now on; whether that is news."""
        return self._store.replies.count(login, source)

    def enqueue(self, key: str, data: Mapping[str, str] | None = None) -> None:
        """Have a job done soon, once, however often it is wanted until then. Committed on return."""
        self._store.enqueue([Job(key, data or {}, cause())])
        self._wanted()

    @contextmanager
    def _lease(self, key: str) -> Iterator[None]:
        until = time.monotonic() + self._store.settings.lease_wait
        with self._locks.held(key, until) as outermost:
            if not outermost:
                yield
                return
            with self._store.database.session_lock(key, until) as locked:
                if not locked:
                    raise Unavailable(f"{key} is being worked on elsewhere")
                with self._leased(key, until):
                    yield

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
        leases = self._store.leases
        while not (leases.is_free(key) and leases.take(key, owner)):
            if time.monotonic() >= until:
                raise Unavailable(f"{key} is being worked on elsewhere")
            time.sleep(_RANDOM.uniform(0.02, 0.2))

    def _release(self, key: str, owner: str) -> None:
        try:
            self._store.leases.release(owner)
        except NoDatabase as error:
            _logger.warning(fields("lease not given back, it will run out", key=key, why=error))
