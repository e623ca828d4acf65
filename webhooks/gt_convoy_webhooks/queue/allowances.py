"""How often people below triage were answered, and that what they ask goes last."""

from dataclasses import dataclass

from gt_convoy.ports.state_store import Allowance
from gt_convoy_webhooks.queue.port import JobQueue
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.reply_counts import Replies


@dataclass(frozen=True, slots=True)
class Allowances:
    """The counts of replies, and the queue that they order. Methods raise NoDatabase."""

    database: Database
    replies: Replies
    queue: JobQueue

    def allowed(self, login: str, source: str) -> Allowance:
        """What this comment or text may get, by what its author got lately."""
        return self.replies.allowed(login, source)

    def count_stranger(self, login: str, source: str) -> bool:
        """Its author is below triage: it counts, once, and what they ask goes last. Whether that is news."""
        with self.database.write() as conn:
            news = self.replies.count(conn, login, source)
            self.queue.put_last(conn, login.lower())
        return news
