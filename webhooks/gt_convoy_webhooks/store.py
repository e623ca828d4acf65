"""Everything the app keeps, behind one door."""

import time
from collections.abc import Callable, Iterable

from sqlalchemy import Connection, exists, or_, select, text

from gt_convoy.handlers.jobs import Job

from .database import Database
from .deliveries import Deliveries
from .index import Index
from .jobs import Jobs
from .leases import Leases
from .migrations import migrate
from .moments import Moments
from .replies import Replies
from .settings import Settings
from .tables import delivery, job

_ANY_NUMBER = 7146224  # of the advisory lock under which the tables are made


class Store:
    """The tables, each with its own rules; created by itself."""

    def __init__(
        self, url: str, settings: Settings | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        """Open or make the database. Raises Refused if it is of no use, NoDatabase if it is busy."""
        self.settings = settings or Settings()
        self.database = Database(url, self.settings.deadline, clock)
        self.moments = Moments(self.database)
        self.deliveries = Deliveries(self.database, self.settings)
        self.replies = Replies(self.database, self.settings)
        self.jobs = Jobs(self.database, self.moments, self.replies, self.settings)
        self.leases = Leases(self.database, self.settings)
        self.index = Index(self.database)
        self._create()

    def want(self, jobs: Iterable[Job]) -> None:
        """Have these done. Raises NoDatabase."""
        with self.database.write() as conn:
            self.jobs.want(conn, jobs)

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
