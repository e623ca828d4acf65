"""Group commit: what is there when a commit begins is committed together."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass, field
from functools import partial
from threading import Condition, Thread

from gt_convoy.domain.errors import NoDatabase
from gt_convoy_webhooks.queue.intake import Arrival, Outcome, Taken
from gt_convoy_webhooks.store import Store

Result = Callable[[], Taken]

_PROBED = Taken(Outcome.STORED)
_GRACE = 0.5  # for a commit that began in time


@dataclass(slots=True, eq=False)
class _Waiting:
    arrival: Arrival | None
    until: float
    answer: Future[Taken] = field(default_factory=Future)


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

    def accept(self, arrival: Arrival | None, since: float | None = None) -> Result:
        """A function that waits for the commit, and answers what became of it. None only writes something.

        What is accepted before the first of them is called shares a commit. Both raise NoDatabase, within
        the deadline; it counts from `since` (monotonic), by default from now.
        """
        begun = time.monotonic() if since is None else since
        waiting = _Waiting(arrival, begun + self._store.settings.deadline)
        with self._news:
            if not self._open:
                raise NoDatabase("the app is stopping")
            self._waiting.append(waiting)
        return partial(self._result, waiting)

    def probe(self) -> None:
        """Return once something was written and committed. Raises NoDatabase, within the deadline."""
        self.accept(None)()

    @property
    def alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def _result(self, waiting: _Waiting) -> Taken:
        with self._news:
            self._news.notify()
        try:
            return waiting.answer.result(max(0.0, waiting.until + _GRACE - time.monotonic()))
        except Late:
            waiting.answer.cancel()
            raise NoDatabase("the database is too slow") from None

    def _run(self) -> None:
        while batch := self._take():
            # Who gave up waiting is left out; who is in it now is answered, come what may.
            if there := [one for one in batch if one.answer.set_running_or_notify_cancel()]:
                self._store_all(there)

    def _store_all(self, batch: list[_Waiting]) -> None:
        try:
            answers = self._commit(batch)
        except NoDatabase as error:
            for waiting in batch:
                waiting.answer.set_exception(error)
        except Exception as bug:  # noqa: BLE001 - who waits for it raises it
            if len(batch) == 1:
                batch[0].answer.set_exception(bug)
                return
            for waiting in batch:  # one of them holds what no table takes: the others are not to blame
                self._store_all([waiting])
        else:
            for waiting, taken in zip(batch, answers, strict=True):
                waiting.answer.set_result(taken)

    def _take(self) -> list[_Waiting]:
        with self._news:
            self._news.wait_for(lambda: self._waiting or not self._open)
            batch, self._waiting = self._waiting, []
        return batch

    def _commit(self, batch: list[_Waiting]) -> list[Taken]:
        """What became of each, in their order. Whatever can fail is done in here."""
        # The newest sets the limit: the others give up waiting by themselves.
        within = max(one.until for one in batch) - time.monotonic()
        arrivals = {one.arrival.id: one.arrival for one in batch if one.arrival}
        with self._store.database.write(within) as conn:
            taken = self._store.intake.take(conn, list(arrivals.values()))
            if any(one.arrival is None for one in batch):
                self._store.timestamps.put(conn, "probe", self._store.database.now(conn))
        if any(one.wants for one in taken):
            self._enqueued()
        found = dict(zip(arrivals, taken, strict=True))
        return [found[one.arrival.id] if one.arrival else _PROBED for one in batch]
