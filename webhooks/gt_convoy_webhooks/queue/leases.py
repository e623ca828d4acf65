"""Leases by name in the database, so that several processes exclude each other."""

from collections.abc import Collection

from sqlalchemy import Connection, Table, delete, select, update

from gt_convoy_webhooks.queue.claims import is_dead
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.schema import lease


def renew(database: Database, table: Table, owners: Collection[str], seconds: float) -> None:
    """Prolong what these owners have in a table of claims, as far as it is still theirs."""
    with database.write() as conn:
        until = database.now(conn) + seconds
        conn.execute(update(table).where(table.c.owner.in_(owners)).values(lease=until))


def release_claims_of_dead_processes(database: Database, table: Table) -> None:
    """Let others take at once what processes of this machine have in a table of claims and are gone."""
    with database.read() as conn:
        owners = conn.execute(select(table.c.owner).where(table.c.owner.is_not(None))).scalars().all()
    if dead := [owner for owner in owners if is_dead(owner)]:
        with database.write() as conn:
            conn.execute(update(table).where(table.c.owner.in_(dead)).values(lease=0.0))


class Leases:
    """The table `lease`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Nothing is read yet."""
        self._database = database
        self._settings = settings

    def take(self, key: str, owner: str) -> bool:
        """Take it if it is free or has run out; False if another has it."""
        with self._database.write() as conn:
            now = self._database.now(conn)
            mine = {"owner": owner, "lease": now + self._settings.lease}
            fresh = self._database.insert(lease).values(key=key, **mine)
            taken = fresh.on_conflict_do_update(index_elements=["key"], set_=mine, where=lease.c.lease <= now)
            return self._database.took(conn, taken)

    def is_free(self, key: str) -> bool:
        """Whether taking it is worth a try."""
        with self._database.read() as conn:
            until = conn.execute(select(lease.c.lease).where(lease.c.key == key)).scalar()
            return until is None or until <= self._database.now(conn)

    def holds(self, key: str, owner: str) -> bool:
        """Whether the owner has it and it has not run out."""
        with self._database.read() as conn:
            query = select(lease.c.lease).where(lease.c.key == key, lease.c.owner == owner)
            until = conn.execute(query).scalar()
            return until is not None and until > self._database.now(conn)

    def release(self, owner: str) -> None:
        """Give back what the owner has."""
        with self._database.write() as conn:
            conn.execute(delete(lease).where(lease.c.owner == owner))

    def renew(self, owners: Collection[str]) -> None:
        """Prolong every lease of these owners, as far as it is still theirs."""
        renew(self._database, lease, owners, self._settings.lease)

    def release_claims_of_dead_processes(self) -> None:
        """End the leases of this machine's processes that are gone: nobody waits for them."""
        release_claims_of_dead_processes(self._database, lease)

    def purge(self, conn: Connection) -> None:
        """Forget those that ran out."""
        conn.execute(delete(lease).where(lease.c.lease <= self._database.now(conn)))
