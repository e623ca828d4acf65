"""What the app remembers between two jobs, shared by all its processes."""

from collections.abc import Callable

from gt_convoy.domain.job import Job
from gt_convoy.ports.state_store import StateStore
from gt_convoy_webhooks.logs import cause
from gt_convoy_webhooks.queue.claims import Held
from gt_convoy_webhooks.queue.locks import DatabaseLocks
from gt_convoy_webhooks.storage.notices import NoticeLog
from gt_convoy_webhooks.store import Store


def database_state(
    store: Store,
    held: Held,
    enqueued: Callable[[], None] = lambda: None,
    landed: Callable[[], None] = lambda: None,
) -> StateStore:
    """The state store on the database.

    `enqueued` is called after a job was enqueued, `landed` after the subscribers of a convoy were told.
    """
    return StateStore(
        locks=DatabaseLocks(store.database, store.leases, held, store.settings.lease_wait),
        index=store.index,
        links=store.links,
        notices=NoticeLog(store.database, landed),
        echoes=store.echoes,
        timestamps=store.timestamps,
        allowances=store.allowances,
        jobs=Enqueuing(store, enqueued),
        events=store.events,
    )


class Enqueuing:
    """Jobs for later, as those who do jobs enqueue them."""

    def __init__(self, store: Store, enqueued: Callable[[], None]) -> None:
        """`enqueued` is called after each commit."""
        self._store = store
        self._enqueued = enqueued

    def enqueue(self, job: Job) -> None:
        """Have a job done soon, once, however often it is enqueued until then. Raises NoDatabase."""
        self._store.enqueue({job: cause()})
        self._enqueued()
