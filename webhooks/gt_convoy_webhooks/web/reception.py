"""Group commit: what arrives while one commit runs is committed together by the next."""

import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as Late
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Condition, Thread

from gt_convoy.domain.errors import NoDatabase
from gt_convoy_webhooks.queue.intake import Arrival, Outcome, Taken
from gt_convoy_webhooks.store import Store

_PROBED = Taken(Outcome.STORED)
_GRACE = 0.5  # for a commit that began in time


@dataclass(slots=True, eq=False)
class _Waiting:
    arrival: Arrival | None
    until: float
    answer: Future[Taken] = field(default_factory=Future)

    def tell(self, taken: Taken) -> None:
        with suppress(InvalidStateError):  # gave up waiting
            self.answer.set_result(taken)

    def fail(self, error: Exception) -> None:
        with suppress(InvalidStateError):
            self.answer.set_exception(error)


class Reception:
    """One thread that stores what the requests bring; each is answered after its commit."""

    def __init__(self, store: Store, enqueued: Callable[[], None]) -> None:
        """`enqueued` is called after each commit that stored a job."""
        self._store = store
        self._enqueued = enqueued
        self._waiting: list[_Waiting] = []
        self._news = Condition()
        self._open = False
        self._thread = Thread(target=self._run, name="reception", daemon=True)

    def start(self) -> None:
        """Open."""
        self._open = True
        self._thread.start()

    def stop(self) -> None:
        """Store what is waiting, then close."""
        with self._news:
            self._open = False
            self._news.notify()
        if self._thread.ident:
            self._thread.join(2 * self._store.settings.deadline)

    def accept(self, arrival: Arrival) -> Taken:
        """What became of it, once that is committed. Raises NoDatabase, within the deadline."""
        return self._wait(arrival)

    def probe(self) -> None:
        """Return once something was written and committed. Raises NoDatabase, within the deadline."""
        self._wait(None)

    @property
    def alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def _wait(self, arrival: Arrival | None) -> Taken:
        deadline = self._store.settings.deadline
        waiting = _Waiting(arrival, time.monotonic() + deadline)
        with self._news:
            if not self._open:
                raise NoDatabase("the app is stopping")
            self._waiting.append(waiting)
            self._news.notify()
        try:
            return waiting.answer.result(deadline + _GRACE)
        except Late:
            waiting.answer.cancel()
            raise NoDatabase("the database is too slow") from None

    def _run(self) -> None:
        while batch := self._take():
            self._store_all(batch)

    def _store_all(self, batch: list[_Waiting]) -> None:
        try:
            answers = self._commit(batch)
        except NoDatabase as error:
            for waiting in batch:
                waiting.fail(error)
        except Exception as bug:  # noqa: BLE001 - who waits for it raises it
            if len(batch) == 1:
                batch[0].fail(bug)
                return
            for waiting in batch:  # one of them holds what no table takes: the others are not to blame
                self._store_all([waiting])
        else:
            for waiting in batch:
                waiting.tell(answers[waiting.arrival.id] if waiting.arrival else _PROBED)

    def _take(self) -> list[_Waiting]:
        with self._news:
            self._news.wait_for(lambda: self._waiting or not self._open)
            batch, self._waiting = self._waiting, []
        return batch

    def _commit(self, batch: list[_Waiting]) -> dict[str, Taken]:
        # The newest sets the limit: the others give up waiting by themselves.
        within = max(w.until for w in batch) - time.monotonic()
        arrivals = {w.arrival.id: w.arrival for w in batch if w.arrival and not w.answer.cancelled()}
        with self._store.database.write(within) as conn:
            taken = self._store.intake.take(conn, list(arrivals.values())) if arrivals else []
            if any(w.arrival is None for w in batch):
                self._store.timestamps.put(conn, "probe", self._store.database.now(conn))
        if any(one.wants for one in taken):
            self._enqueued()
        return dict(zip(arrivals, taken, strict=True))
