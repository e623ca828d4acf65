"""How often one person was answered lately, so that nobody can make us flood a thread."""

from sqlalchemy import delete, func, insert, select

from .database import Database
from .settings import Settings
from .tables import reply


class Replies:
    """The table `reply`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Nothing is read yet."""
        self._database = database
        self._settings = settings

    def may_have_another(self, login: str) -> bool:
        """Whether the person is below the limit; if so, this one is counted. Raises NoDatabase."""
        person = login.lower()
        with self._database.write() as conn:
            self._database.one_by_one(conn, f"reply:{person}")
            now = self._database.now(conn)
            conn.execute(delete(reply).where(reply.c.at <= now - self._settings.replies_within))
            lately = select(func.count()).select_from(reply).where(reply.c.login == person)
            if conn.execute(lately).scalar_one() >= self._settings.replies:
                return False
            conn.execute(insert(reply).values(login=person, at=now))
            return True
