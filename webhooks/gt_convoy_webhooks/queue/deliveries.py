"""What GitHub delivered: stored before it is answered, kept until handled, known for a week after."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import takewhile

from sqlalchemy import ColumnElement, Connection, Insert, Row, and_, case, delete, func, or_, select, update

from gt_convoy_webhooks.queue.claims import new_owner
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.schema import delivery

_FREE = {"owner": None, "lease": None}


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery as it came: its GUID, the event's name, the raw JSON."""

    id: str
    event: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Claimed:
    """Deliveries to be handled now by one owner, each with how often that was tried, this time included."""

    owner: str
    arrivals: tuple[Arrival, ...]
    attempt: int


@dataclass(frozen=True, slots=True)
class Dead:
    """What was given up: a delivery by its id, or a job by its key."""

    name: str
    error: str


class Deliveries:
    """The table `delivery`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Nothing is read yet."""
        self._database = database
        self._settings = settings
        self._add = self._adding()  # made once: it is executed for each request

    def add(self, conn: Connection, arrivals: Sequence[Arrival]) -> None:
        """Store them. One that is there already stays as it is, unless it is dead: then it starts anew."""
        now = self._database.now(conn)
        row = {"state": "new", "due": now, "attempts": 0, "received": now}
        rows = [{**row, "id": a.id, "event": a.event, "payload": a.payload} for a in arrivals]
        conn.execute(self._add, rows)

    def due_in(self) -> float | None:
        """Seconds until there is something to claim (0: now); None if nothing is there."""
        with self._database.read() as conn:
            now = self._database.now(conn)
            late = and_(delivery.c.lease.is_(None), delivery.c.due > now + self._settings.furthest_due)
            due = case((late, now), else_=func.coalesce(delivery.c.lease, delivery.c.due))
            earliest = conn.execute(select(func.min(due)).where(delivery.c.state == "new")).scalar()
            return None if earliest is None else max(0.0, earliest - now)

    def claim(self) -> Claimed | None:
        """Take the oldest that are due; the attempt counts from here. None if there are none.

        What was tried before comes alone: whatever kills the process must not take others with it.
        """
        with self._database.write() as conn:
            now = self._database.now(conn)
            rows = self._alive(conn, now)
            if not rows:
                return None
            rows = rows[:1] if rows[0].attempts else list(takewhile(lambda r: not r.attempts, rows))
            arrivals = tuple(Arrival(r.id, r.event, r.payload) for r in rows)
            claimed = Claimed(new_owner(), arrivals, rows[0].attempts + 1)
            lease = {"owner": claimed.owner, "lease": now + self._settings.lease}
            self._set(conn, [r.id for r in rows], **lease, attempts=claimed.attempt)
            return claimed

    def _alive(self, conn: Connection, now: float) -> "Sequence[Row[str, str, bytes, int]]":
        columns = (delivery.c.id, delivery.c.event, delivery.c.payload, delivery.c.attempts)
        # Whose time is further off than any is ever put off was stored before the clock was set back.
        late = delivery.c.due > now + self._settings.furthest_due
        due = and_(delivery.c.state == "new", or_(delivery.c.due <= now, late))
        free = or_(delivery.c.lease.is_(None), delivery.c.lease <= now)
        query = select(*columns).where(due, free).order_by(delivery.c.due, delivery.c.id)
        query = query.limit(self._settings.batch).with_for_update(skip_locked=True)
        while (rows := conn.execute(query).all()) and rows[0].attempts >= self._settings.attempts:
            self._set(conn, [rows[0].id], state="dead", error="the process died of it", **_FREE)
        return rows

    def done(self, conn: Connection, owner: str, ids: Collection[str]) -> int:
        """They are handled: the payloads go. Answers how many were still the owner's."""
        values = {"state": "done", "payload": None, "error": None, "handled": self._database.now(conn)}
        return self._set(conn, ids, delivery.c.owner == owner, **values, **_FREE)

    def failed(self, conn: Connection, claimed: Claimed, delivery_id: str, error: str) -> bool:
        """Try it again later; after the last attempt it is dead. Answers whether it is dead."""
        dead = claimed.attempt >= self._settings.attempts
        due = self._database.now(conn) + self._settings.retry_after(claimed.attempt)
        self._set(
            conn,
            [delivery_id],
            delivery.c.owner == claimed.owner,
            state="dead" if dead else "new",
            due=due,
            error=error,
            **_FREE,
        )
        return dead

    def give_back(self, conn: Connection, claimed: Claimed, ids: Collection[str]) -> None:
        """They were not begun: the attempt does not count."""
        self._set(conn, ids, delivery.c.owner == claimed.owner, attempts=claimed.attempt - 1, **_FREE)

    def purge(self, conn: Connection) -> int:
        """Forget what was handled long ago; answers how many."""
        before = self._database.now(conn) - self._settings.keep_ids
        old = and_(delivery.c.state == "done", delivery.c.handled < before)
        return conn.execute(delete(delivery).where(old)).rowcount

    def dead(self) -> list[Dead]:
        """Those that were given up, oldest first."""
        query = select(delivery.c.id, delivery.c.error).where(delivery.c.state == "dead")
        with self._database.read() as conn:
            return [Dead(i, e or "") for i, e in conn.execute(query.order_by(delivery.c.received))]

    def replay(self, delivery_id: str) -> bool:
        """Start a dead one anew; False if there is no such."""
        with self._database.write() as conn:
            due = self._database.now(conn)
            dead = delivery.c.state == "dead"
            return bool(self._set(conn, [delivery_id], dead, state="new", attempts=0, error=None, due=due))

    def _adding(self) -> Insert:
        fresh = self._database.insert(delivery)
        anew = {name: fresh.excluded[name] for name in ("event", "payload", "state", "due", "attempts")}
        return fresh.on_conflict_do_update(
            index_elements=["id"],
            set_={**anew, "error": None, "handled": None, **_FREE},
            where=delivery.c.state == "dead",
        )

    def _set(
        self, conn: Connection, ids: Collection[str], *where: ColumnElement[bool], **values: object
    ) -> int:
        if not ids:
            return 0
        return conn.execute(update(delivery).where(delivery.c.id.in_(ids), *where).values(values)).rowcount
