"""How often one person was answered lately, so that nobody can make us flood a thread."""

from sqlalchemy import delete, insert, select

from .database import Database
from .settings import Settings
from .tables import reply


class Replies:
    """The table `reply`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Nothing is read yet."""
        self._database = database
        self._settings = settings

    def may_have_another(self, login: str, source: str) -> bool:
        """Whether the person is below the limit without what was said to this `source` before.

        If so, this one is counted: once, however often the work on it is tried. Raises NoDatabase.
        """
        person = login.lower()
        with self._database.write() as conn:
            self._database.one_by_one(conn, f"reply:{person}")
            now = self._database.now(conn)
            conn.execute(delete(reply).where(reply.c.at <= now - self._settings.replies_within))
            answered = conn.execute(select(reply.c.source).where(reply.c.login == person)).scalars().all()
            if source in answered:
                return True
            if len(answered) >= self._settings.replies:
                return False
            conn.execute(insert(reply).values(login=person, at=now, source=source))
            return True
