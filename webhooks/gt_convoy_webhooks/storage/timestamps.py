"""Times that all processes share: until when to pause, when to sweep next."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, or_, select

from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.schema import timestamp


class Timestamps:
    """Names with a time; one that was never set is long past."""

    def __init__(self, database: Database) -> None:
        """On the table `moment`."""
        self._database = database

    def at(self, name: str) -> datetime | None:
        """The time noted under this name; None if none was. Raises NoDatabase."""
        with self._database.read() as conn:
            at = self.get(conn, name)
        return datetime.fromtimestamp(at, UTC) if at else None

    def note(self, name: str, at: datetime) -> None:
        """Keep a time. Committed on return. Raises NoDatabase."""
        with self._database.write() as conn:
            self.put(conn, name, at.timestamp())

    def get(self, conn: Connection, name: str) -> float:
        """Seconds since 1970; 0 if it was never set."""
        at = conn.execute(select(timestamp.c.at).where(timestamp.c.name == name)).scalar()
        return 0.0 if at is None else at

    def put(self, conn: Connection, name: str, at: float) -> None:
        """Set it."""
        fresh = self._database.insert(timestamp).values(name=name, at=at)
        conn.execute(fresh.on_conflict_do_update(index_elements=["name"], set_={"at": at}))

    def run_if_due(self, name: str, every: float, action: Callable[[Connection], None]) -> bool:
        """Do `action` in one transaction with taking the turn, if `every` seconds have passed.

        Of several processes one gets it. Raises NoDatabase.
        """
        with self._database.read() as conn:
            now = self._database.now(conn)
            if now < self.get(conn, name) <= now + every:  # further off: the clock was set back since
                return False
        with self._database.write() as conn:
            now = self._database.now(conn)
            fresh = self._database.insert(timestamp).values(name=name, at=now + every)
            taken = self._database.took(
                conn,
                fresh.on_conflict_do_update(
                    index_elements=["name"],
                    set_={"at": now + every},
                    where=or_(timestamp.c.at <= now, timestamp.c.at > now + every),
                ),
            )
            if taken:
                action(conn)
            return taken
