"""Everything the app keeps, behind one door."""

import time
from collections.abc import Callable, Iterable

from sqlalchemy import Connection, exists, or_, select, text

from gt_convoy.domain.job import Job
from gt_convoy_webhooks.queue.deliveries import Deliveries
from gt_convoy_webhooks.queue.jobs import Jobs
from gt_convoy_webhooks.queue.leases import Leases
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.echoes import EchoFilter
from gt_convoy_webhooks.storage.migrations import migrate
from gt_convoy_webhooks.storage.reply_counts import Replies
from gt_convoy_webhooks.storage.schema import delivery, job
from gt_convoy_webhooks.storage.timestamps import Timestamps
from gt_convoy_webhooks.storage.track_index import TrackIndex

_ANY_NUMBER = 7146224  # of the advisory lock under which the tables are made


class Store:
    """The tables, each with its own rules; created by itself."""

    def __init__(
        self, url: str, settings: Settings | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        """Open or make the database. Raises UserError if it is of no use, NoDatabase if it is busy."""
        self.settings = settings or Settings()
        self.database = Database(url, self.settings.deadline, clock)
        self.timestamps = Timestamps(self.database)
        self.deliveries = Deliveries(self.database, self.settings)
        self.replies = Replies(self.database, self.settings)
        self.jobs = Jobs(self.database, self.timestamps, self.replies, self.settings)
        self.leases = Leases(self.database, self.settings)
        self.index = TrackIndex(self.database)
        self.echoes = EchoFilter(self.database)
        self._create()

    def enqueue(self, jobs: Iterable[Job]) -> None:
        """Have these done. Raises NoDatabase."""
        with self.database.write() as conn:
            self.jobs.enqueue(conn, jobs)

    def idle(self) -> bool:
        """Whether no delivery is new and no job is wanted or running, not even for later."""
        new = exists().where(delivery.c.state == "new")
        busy = exists().where(job.c.state != "dead")
        with self.database.read() as conn:
            return not conn.execute(select(or_(new, busy))).scalar_one()

    def purge(self, conn: Connection) -> None:
        """Forget what nobody needs any more."""
        self.deliveries.purge(conn)
        self.leases.purge(conn)

    def close(self) -> None:
        """Close the connections."""
        self.database.close()

    def _create(self) -> None:
        with self.database.write() as conn:
            if not self.database.sqlite:
                conn.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ANY_NUMBER})
            migrate(conn)
