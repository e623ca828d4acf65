"""The ids of the deliveries that were accepted: a redelivery of one is not done again."""

from collections.abc import Collection

from sqlalchemy import Connection, delete

from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.schema import accepted


class Accepted:
    """The table `accepted`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Nothing is read yet."""
        self._database = database
        self._settings = settings
        # Made once: it is executed for each group of requests.
        self._insert = database.insert(accepted).on_conflict_do_nothing().returning(accepted.c.id)

    def add(self, conn: Connection, ids: Collection[str]) -> frozenset[str]:
        """Keep these ids; those among them that were not known."""
        if not ids:
            return frozenset()
        now = self._database.now(conn)
        # In order, so that two processes that keep the same ids do not wait for each other.
        rows = [{"id": one, "received": now} for one in sorted(set(ids))]
        return frozenset(conn.execute(self._insert, rows).scalars())

    def purge(self, conn: Connection) -> int:
        """Forget what was accepted long ago; answers how many."""
        before = self._database.now(conn) - self._settings.keep_ids
        return conn.execute(delete(accepted).where(accepted.c.received < before)).rowcount
