"""How much there is in the queues, and how long it has been there."""

from dataclasses import dataclass

from sqlalchemy import func, select

from gt_convoy_webhooks.storage.schema import delivery, job
from gt_convoy_webhooks.store import Store

_STATES = (
    ("deliveries", "new"),
    ("deliveries", "dead"),
    ("jobs", "wanted"),
    ("jobs", "running"),
    ("jobs", "dead"),
)


@dataclass(frozen=True, slots=True)
class Depth:
    """How many of a queue are in a state, and the age of the oldest in seconds."""

    queue: str
    state: str
    count: int
    oldest: float


def depths(store: Store) -> list[Depth]:
    """Every state that matters, also where there is nothing in it. Raises NoDatabase."""
    since = func.coalesce(job.c.first_wanted, job.c.due)
    deliveries = select(delivery.c.state, func.count(), func.min(delivery.c.received))
    jobs = select(job.c.state, func.count(), func.min(since)).group_by(job.c.state)
    with store.database.read() as conn:
        now = store.database.now(conn)
        wanted = delivery.c.state.in_(("new", "dead"))
        found = {
            ("deliveries", row[0]): row
            for row in conn.execute(deliveries.where(wanted).group_by(delivery.c.state))
        }
        found |= {("jobs", row[0]): row for row in conn.execute(jobs)}
    return [_depth(queue, state, found.get((queue, state), (state, 0, now)), now) for queue, state in _STATES]


def _depth(queue: str, state: str, row: tuple[str, int, float], now: float) -> Depth:
    return Depth(queue, state, row[1], max(0.0, now - row[2]))
