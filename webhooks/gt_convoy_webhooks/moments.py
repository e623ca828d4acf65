"""Moments that all processes share: until when to pause, when to sweep next."""

from collections.abc import Callable

from sqlalchemy import Connection, or_, select

from .database import Database
from .tables import moment


class Moments:
    """Names with a time; one that was never set is long past."""

    def __init__(self, database: Database) -> None:
        """On the table `moment`."""
        self._database = database

    def get(self, conn: Connection, name: str) -> float:
        """Seconds since 1970; 0 if it was never set."""
        at = conn.execute(select(moment.c.at).where(moment.c.name == name)).scalar()
        return 0.0 if at is None else at

    def put(self, conn: Connection, name: str, at: float) -> None:
        """Set it."""
        fresh = self._database.insert(moment).values(name=name, at=at)
        conn.execute(fresh.on_conflict_do_update(index_elements=["name"], set_={"at": at}))

    def turn(self, name: str, every: float, action: Callable[[Connection], None]) -> bool:
        """Do `action` in one transaction with taking the turn, if `every` seconds have passed.

        Of several processes one gets it. Raises NoDatabase.
        """
        with self._database.read() as conn:
            now = self._database.now(conn)
            if now < self.get(conn, name) <= now + every:  # further off: the clock was set back since
                return False
        with self._database.write() as conn:
            now = self._database.now(conn)
            fresh = self._database.insert(moment).values(name=name, at=now + every)
            taken = self._database.took(
                conn,
                fresh.on_conflict_do_update(
                    index_elements=["name"],
                    set_={"at": now + every},
                    where=or_(moment.c.at <= now, moment.c.at > now + every),
                ),
            )
            if taken:
                action(conn)
            return taken
