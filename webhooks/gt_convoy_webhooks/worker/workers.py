"""What runs beside the endpoint: a pool of threads, a heartbeat, and what is due by the clock."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Thread

from sqlalchemy import Connection

from gt_convoy.domain.errors import NoDatabase
from gt_convoy.domain.job import Redeliver, Sweep
from gt_convoy.domain.safe_text import Scrubber
from gt_convoy_webhooks.logs import get_logger
from gt_convoy_webhooks.queue.claims import Held
from gt_convoy_webhooks.store import Store
from gt_convoy_webhooks.worker.handling import Handling
from gt_convoy_webhooks.worker.metrics import Metrics
from gt_convoy_webhooks.worker.pool import Pool
from gt_convoy_webhooks.worker.rules import Rules
from gt_convoy_webhooks.worker.signals import Signals

_logger = get_logger(__name__)
_MINUTE, _HOUR = 60.0, 3600.0


@dataclass(frozen=True, slots=True)
class Oversight:
    """What looks on while work is done: it keeps claims alive, and counts."""

    held: Held
    metrics: Metrics


class Workers:
    """The threads that do jobs, and what keeps their claims alive."""

    def __init__(
        self, store: Store, rules: Rules, signals: Signals, scrub: Scrubber, watch: Oversight
    ) -> None:
        """Nothing runs yet."""
        self._store = store
        self._held = watch.held
        self._signals = signals
        self.sweep_every = _first(store.settings.sweep_every, rules.sweep_every)
        self._stopping = Event()
        self._ended = Event()
        settings = store.settings
        handling = Handling(
            store.queue, settings.poll, rules, watch.held, signals, scrub, watch.metrics, self._stopping
        )
        self._pool = Pool("jobs", settings.workers, handling.find, signals.wanted, self._stopping)
        self._beats = (
            self._beat("heartbeat", settings.lease / 4, self._heartbeat),
            self._beat("clock", min(self.sweep_every / 10 or _MINUTE, _MINUTE), self._by_the_clock),
        )

    def start(self) -> None:
        """Begin, with a sweep and a look for deliveries that failed meanwhile. Raises NoDatabase."""
        if self.sweep_every:
            with self._store.database.write() as conn:
                self._store.queue.enqueue(conn, {Redeliver(): "", Sweep(): ""})
                next_one = self._store.database.now(conn) + self.sweep_every
                self._store.timestamps.put(conn, "sweep", next_one)
        for part in (self._pool, *self._beats):
            part.start()

    def stop(self) -> None:
        """Begin nothing any more; what was taken and not begun is given back."""
        self._stopping.set()
        self._signals.wanted.send()

    def join(self, until: float) -> bool:
        """Wait for what runs, until the moment (monotonic); answers whether all of it ended."""
        ended = self._pool.join(until)
        self._ended.set()  # the heart beats until the last job is done
        for beat in self._beats:
            if beat.ident:
                beat.join(max(0.0, until - time.monotonic()))
        return ended

    def trouble(self) -> str | None:
        """Which part does not run; None if all do."""
        dead = [] if self._pool.alive else [self._pool.name]
        dead += [beat.name for beat in self._beats if not beat.is_alive()]
        return f"not running: {', '.join(dead)}" if dead else None

    def _beat(self, name: str, seconds: float, action: Callable[[], object]) -> Thread:
        return Thread(target=self._every, args=(seconds, action), name=name, daemon=True)

    def _every(self, seconds: float, action: Callable[[], object]) -> None:
        while not self._ended.wait(seconds):
            try:
                action()
            except NoDatabase as error:
                _logger.warning("no database", why=error)
            except Exception:
                _logger.exception("bug")

    def _heartbeat(self) -> None:
        self._held.renew()
        self._store.release_claims_of_dead_processes()

    def _by_the_clock(self) -> None:
        timestamps, every = self._store.timestamps, self.sweep_every
        if every and not self._stopping.is_set() and timestamps.run_if_due("sweep", every, self._sweep):
            self._signals.wanted.send()
        timestamps.run_if_due("purge", _HOUR, self._store.purge)

    def _sweep(self, conn: Connection) -> None:
        self._store.queue.enqueue(conn, {Sweep(): ""})


def _first(setting: float | None, configured: float) -> float:
    return configured if setting is None else setting
