"""How often one person was answered lately, so that nobody can make us flood a thread."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, delete, insert, or_, select

from gt_convoy.ports.state_store import Allowance
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.schema import reply


class Replies:
    """The table `reply`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Nothing is read yet."""
        self._database = database
        self._settings = settings

    def allowed(self, login: str, source: str) -> Allowance:
        """What this comment or text may get, by what its author got lately. Raises NoDatabase."""
        with self._database.read() as conn:
            return self._allowed(self._lately(conn, login), source)

    def count(self, conn: Connection, login: str, source: str) -> bool:
        """Its author is below triage: it counts, once. Answers whether that is news."""
        person = login.lower()
        self._database.one_by_one(conn, f"reply:{person}")
        now = self._database.now(conn)
        old = or_(reply.c.at <= now - self._settings.replies_within, reply.c.at > now)
        conn.execute(delete(reply).where(old))
        lately = self._lately(conn, login)
        if source not in lately and self._allowed(lately, source) is not Allowance.NOTHING:
            conn.execute(insert(reply).values(login=person, at=now, source=source))
        return not lately

    def is_stranger(self, conn: Connection, login: str) -> bool:
        """Whether this person is known to be below triage."""
        return bool(self._lately(conn, login))

    def _allowed(self, lately: Sequence[str], source: str) -> Allowance:
        place = lately.index(source) if source in lately else len(lately)
        if place < self._settings.replies:
            return Allowance.REPLY
        reacted = place < self._settings.replies + self._settings.reactions
        return Allowance.REACTION if reacted else Allowance.NOTHING

    def _lately(self, conn: Connection, login: str) -> Sequence[str]:
        """What counted of theirs, oldest first."""
        now = self._database.now(conn)
        theirs = and_(reply.c.login == login.lower(), reply.c.at <= now)
        young = reply.c.at > now - self._settings.replies_within
        return conn.execute(select(reply.c.source).where(theirs, young).order_by(reply.c.id)).scalars().all()
