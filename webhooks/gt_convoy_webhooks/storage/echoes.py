"""What we wrote last: its echo in an event is not news."""

from sqlalchemy import select

from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.digests import digest
from gt_convoy_webhooks.storage.schema import wrote


class EchoFilter:
    """The table `wrote`. Every method raises NoDatabase."""

    def __init__(self, database: Database) -> None:
        """Nothing is read yet."""
        self._database = database

    def wrote(self, convoy: int, seen: str) -> None:
        """This is what we wrote last. Committed on return."""
        kept = digest(seen)
        with self._database.write() as conn:
            fresh = self._database.insert(wrote).values(convoy=convoy, digest=kept)
            conn.execute(fresh.on_conflict_do_update(index_elements=["convoy"], set_={"digest": kept}))

    def is_echo(self, convoy: int, seen: str) -> bool:
        """Whether this is what we wrote last."""
        with self._database.read() as conn:
            query = select(wrote.c.digest).where(wrote.c.convoy == convoy)
            return bool(conn.execute(query).scalar() == digest(seen))
