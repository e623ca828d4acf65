"""Everything the app keeps, opened together."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping

from sqlalchemy import Connection, text

from gt_convoy.domain.job import Job
from gt_convoy_webhooks.queue.accepted import Accepted
from gt_convoy_webhooks.queue.allowances import Allowances
from gt_convoy_webhooks.queue.intake import Intake
from gt_convoy_webhooks.queue.leases import Leases
from gt_convoy_webhooks.queue.port import JobQueue
from gt_convoy_webhooks.queue.table_queue import TableQueue
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.echoes import EchoFilter
from gt_convoy_webhooks.storage.event_facts import EventFacts
from gt_convoy_webhooks.storage.migrations import migrate
from gt_convoy_webhooks.storage.reply_counts import Replies
from gt_convoy_webhooks.storage.timestamps import Timestamps
from gt_convoy_webhooks.storage.track_index import LinkIndex, TrackIndex

_ANY_NUMBER = 7146224  # of the advisory lock under which the tables are made


class Store:
    """The queue and the tables, each with its own rules; created by itself."""

    def __init__(
        self, url: str, settings: Settings | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        """Open or make the database. Raises UserError if it is of no use, NoDatabase if it is busy."""
        self.settings = settings or Settings()
        self.database = Database(url, self.settings.deadline, clock)
        self.timestamps = Timestamps(self.database)
        self.replies = Replies(self.database, self.settings)
        self.queue: JobQueue = TableQueue(self.database, self.timestamps, self.replies, self.settings)
        self.allowances = Allowances(self.database, self.replies, self.queue)
        self.leases = Leases(self.database, self.settings)
        self.index = TrackIndex(self.database)
        self.links = LinkIndex(self.database)
        self.events = EventFacts(self.database, self.settings)
        self.echoes = EchoFilter(self.database)
        self.accepted = Accepted(self.database, self.settings)
        self.intake = Intake(self.accepted, self.queue, self.index, self.links, self.events)
        self._create()

    def enqueue(self, jobs: Iterable[Job] | Mapping[Job, str]) -> None:
        """Have these done, each because of the delivery that a mapping tells. Raises NoDatabase."""
        with self.database.write() as conn:
            self.queue.enqueue(conn, jobs if isinstance(jobs, Mapping) else dict.fromkeys(jobs, ""))

    def renew(self, owners: Collection[str]) -> None:
        """Prolong every claim and lease of these owners, as far as it is still theirs. Raises NoDatabase."""
        self.queue.renew(owners)
        self.leases.renew(owners)

    def release_claims_of_dead_processes(self) -> None:
        """End what processes of this machine held that are gone: nobody waits for them. Raises NoDatabase."""
        self.queue.release_claims_of_dead_processes()
        self.leases.release_claims_of_dead_processes()

    def purge(self, conn: Connection) -> None:
        """Forget what nobody needs any more."""
        self.accepted.purge(conn)
        self.events.purge(conn)
        self.leases.purge(conn)

    def close(self) -> None:
        """Close the connections."""
        self.database.close()

    def _create(self) -> None:
        with self.database.write() as conn:
            if not self.database.sqlite:
                conn.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ANY_NUMBER})
            migrate(conn)
