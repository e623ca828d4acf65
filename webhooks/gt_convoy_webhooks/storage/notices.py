"""The comments that we posted: one notice per landing, each remark and each reply once."""

import re
from collections.abc import Callable

from sqlalchemy import select

from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.digests import digest
from gt_convoy_webhooks.storage.schema import LONGEST_KEY, told

_LANDING = re.compile(r"\d+\.[0-9a-f]+ 1")  # the key of a notice's first part
_NO_CONVOY = 0  # replies are kept beside notices, under the number that no issue has


class NoticeLog:
    """The table `told`. Every method raises NoDatabase."""

    def __init__(self, database: Database, landed: Callable[[], None] = lambda: None) -> None:
        """`landed` is called after the subscribers of a convoy were told that it landed."""
        self._database = database
        self._landed = landed

    def was_posted(self, convoy: int, key: str) -> bool:
        """Whether a notice or remark with this key was ever posted by us."""
        with self._database.read() as conn:
            query = select(told.c.key).where(told.c.convoy == convoy, told.c.key == _kept(key))
            return conn.execute(query).first() is not None

    def note_posted(self, convoy: int, key: str) -> None:
        """A notice or remark with this key was posted. Committed on return."""
        with self._database.write() as conn:
            fresh = self._database.insert(told).values(convoy=convoy, key=_kept(key))
            conn.execute(fresh.on_conflict_do_nothing())
        if _LANDING.fullmatch(key):
            self._landed()

    def has_reply(self, source: str) -> bool:
        """Whether the commands of this comment or opening text ever got our reply."""
        return self.was_posted(_NO_CONVOY, source)

    def note_reply(self, source: str) -> None:
        """Our reply was posted. Committed on return."""
        self.note_posted(_NO_CONVOY, source)


def _kept(key: str) -> str:
    """A name as the table can keep it: PostgreSQL refuses what SQLite takes, and people name anything."""
    return key if len(key) <= LONGEST_KEY else digest(key)
