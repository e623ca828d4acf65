"""What is to be done: each key once, however often it is wanted; again if it is wanted while it runs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, func, or_, select, update

from gt_convoy.domain.job import Job, merged
from gt_convoy.domain.urgency import Urgency
from gt_convoy_webhooks.queue.claims import new_owner
from gt_convoy_webhooks.queue.deliveries import Dead
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.reply_counts import Replies
from gt_convoy_webhooks.storage.schema import job
from gt_convoy_webhooks.storage.timestamps import Timestamps

LONGEST_LOGIN = 200  # characters; GitHub's own are far shorter
_FREE = {"owner": None, "lease": None}
_BUSY = 3  # times as quiet it must be before it runs again at once: while many issues close, fewer looks


@dataclass(frozen=True, slots=True)
class Claim:
    """A job to be done now; `attempt` counts from 1."""

    job: Job
    owner: str
    attempt: int


class Jobs:
    """The table `job`."""

    def __init__(
        self, database: Database, timestamps: Timestamps, replies: Replies, settings: Settings
    ) -> None:
        """Nothing is read yet."""
        self._database = database
        self._timestamps = timestamps
        self._replies = replies
        self._settings = settings

    def enqueue(self, conn: Connection, jobs: Iterable[Job]) -> None:
        """Have these done: recomputes after a quiet while, all else at once."""
        wanted: dict[str, Job] = {}
        for one in jobs:
            wanted[one.key] = _both(wanted[one.key], one) if one.key in wanted else one
        now = self._database.now(conn) if wanted else 0.0
        # In order, so that two that want the same jobs do not wait for each other.
        for key in sorted(wanted):
            while not (self._first(conn, wanted[key], now) or self._again(conn, wanted[key], now)):
                pass  # it was there, and was done between the two

    def due_in(self) -> float | None:
        """Seconds until there is something to claim (0: now), pause included; None if nothing is there."""
        with self._database.read() as conn:
            now = self._database.now(conn)
            late = job.c.due > now + self._settings.furthest_due
            due = case((job.c.state == "running", job.c.lease), (late, now), else_=job.c.due)
            there = or_(job.c.state == "running", and_(job.c.state == "wanted", *self._free(conn, now)))
            earliest: float | None = conn.execute(select(func.min(due)).where(there)).scalar()
            return None if earliest is None else max(0.0, earliest - now, self._pause(conn, now) - now)

    def claim(self) -> Claim | None:
        """Take the one whose turn it is; the attempt counts from here. None if none is due, or in a pause.

        Looks go before commands, and those of people with a role before those of strangers. People take
        turns; one command of a person is done at a time, and one of all strangers.
        """
        with self._database.write() as conn:
            now = self._database.now(conn)
            if self._pause(conn, now) > now:
                return None
            while row := self._next(conn, now):
                if row.attempts < self._settings.attempts:
                    return self._take(conn, row, now)
                self._set(conn, row.key, state="dead", error="the process died of it", **_FREE)
        return None

    def done(self, claim: Claim) -> bool:
        """It is done. Answers False if it was somebody else's by now."""
        with self._database.write() as conn:
            mine = _mine(claim)
            once = delete(job).where(mine, job.c.first_wanted.is_(None))
            if conn.execute(once).rowcount:
                return True
            return self._set(conn, claim.job.key, mine, state="wanted", attempts=0, error=None, **_FREE)

    def retry(self, claim: Claim, error: str) -> bool:
        """It failed and is tried again later; after the last attempt it is dead. Answers whether it is."""
        if claim.attempt >= self._settings.attempts and self.bury(claim, error):
            return True
        with self._database.write() as conn:
            now = self._database.now(conn)
            due = now + self._settings.retry_after(claim.attempt)
            # Wanted again since: that is a new reason to try, but not a reason to hurry.
            attempts = min(claim.attempt, self._settings.attempts - 1)
            self._put_back(conn, claim, now, due=due, attempts=attempts, error=error)
        return False

    def bury(self, claim: Claim, error: str) -> bool:
        """It is given up, unless it was wanted again meanwhile. Answers whether it is."""
        with self._database.write() as conn:
            once = and_(_mine(claim), job.c.first_wanted.is_(None))
            return self._set(conn, claim.job.key, once, state="dead", error=error, **_FREE)

    def give_back(self, claim: Claim) -> None:
        """It was not begun: the attempt does not count."""
        with self._database.write() as conn:
            now = self._database.now(conn)
            self._put_back(conn, claim, now, due=now, attempts=claim.attempt - 1)

    def pause(self, claim: Claim, until: float, *, first: bool = False) -> float:
        """GitHub wants us to wait: nothing is claimed before, by anybody. The attempt does not count.

        `until` in seconds since 1970; a moment that cannot be right is corrected. Answers what holds. With
        `first` this job goes before all others then.
        """
        with self._database.write() as conn:
            now = self._database.now(conn)
            until = min(max(until, now + 1), now + self._settings.longest_pause)
            until = max(until, self._pause(conn, now))
            self._timestamps.put(conn, "pause", until)
            self._put_back(conn, claim, now, due=now, attempts=claim.attempt - 1, urgent=int(first))
        return until

    def still_mine(self, claim: Claim) -> bool:
        """Whether nobody else has it by now."""
        with self._database.read() as conn:
            now = self._database.now(conn)
            query = select(job.c.key).where(_mine(claim), job.c.lease > now)
            return conn.execute(query).first() is not None

    def dead(self) -> list[Dead]:
        """Those that were given up."""
        query = select(job.c.key, job.c.error).where(job.c.state == "dead").order_by(job.c.due)
        with self._database.read() as conn:
            return [Dead(key, error or "") for key, error in conn.execute(query)]

    def replay(self, key: str) -> bool:
        """Start a dead one anew; False if there is no such."""
        with self._database.write() as conn:
            due = self._database.now(conn)
            return self._set(conn, key, job.c.state == "dead", **_anew(due, due))

    def _first(self, conn: Connection, new: Job, now: float) -> bool:
        due = now + self._settings.quiet_for(new.key)[0]
        place = self._place(conn, new)
        fresh = self._database.insert(job).values(key=new.key, **_told(new), **place, **_anew(due, now))
        return self._database.took(conn, fresh.on_conflict_do_nothing(index_elements=["key"]))

    def _again(self, conn: Connection, new: Job, now: float) -> bool:
        row = conn.execute(select(job).where(job.c.key == new.key).with_for_update()).first()
        if row is None:
            return False
        both = _both(Job(row.key, json.loads(row.data), row.cause), new)
        quiet, ceiling = self._settings.quiet_for(new.key)
        if row.state == "running":
            quiet *= _BUSY
        first = now if row.first_wanted is None or row.state == "dead" else row.first_wanted
        due = min(now + quiet, first + ceiling)
        values: dict[str, object] = {**_told(both), "first_wanted": first, "due": due}
        if row.state != "wanted":
            values |= self._place(conn, both)
        if row.state == "dead":
            values |= _anew(due, first)
        elif row.state == "wanted" and row.attempts:
            values["due"] = row.due  # it waits after a failure: news are no reason to hurry
        return self._set(conn, new.key, **values)

    def _next(self, conn: Connection, now: float) -> "Row[str, str, int, str] | None":
        columns = (job.c.key, job.c.data, job.c.attempts, job.c.cause)
        # Whose time is further off than any is ever put off was stored before the clock was set back.
        due = or_(job.c.due <= now, job.c.due > now + self._settings.furthest_due)
        ready = or_(
            and_(job.c.state == "wanted", due, *self._free(conn, now)),
            and_(job.c.state == "running", job.c.lease <= now),
        )
        turn = (job.c.urgent.desc(), job.c.lane, job.c.turn, job.c.due)
        query = select(*columns).where(ready).order_by(*turn).limit(1)
        return conn.execute(query.with_for_update(skip_locked=True)).first()

    def _take(self, conn: Connection, row: "Row[str, str, int, str]", now: float) -> Claim:
        claim = Claim(Job(row.key, json.loads(row.data), row.cause), new_owner(), row.attempts + 1)
        values = {"owner": claim.owner, "lease": now + self._settings.lease, "attempts": claim.attempt}
        self._set(conn, row.key, state="running", first_wanted=None, urgent=0, **values)
        return claim

    def _pause(self, conn: Connection, now: float) -> float:
        """Until when nothing is claimed; 0 for one longer than any: the clock was set back since."""
        until = self._timestamps.get(conn, "pause")
        return until if until <= now + self._settings.longest_pause else 0.0

    def _free(self, conn: Connection, now: float) -> list[ColumnElement[bool]]:
        """What a job must be, lest it waits for one that runs: of another person, of no stranger."""
        running = and_(job.c.state == "running", job.c.lease > now, job.c.lane > int(Urgency.LOOK))
        busy = conn.execute(select(job.c.lane, job.c.person).where(running)).all()
        people = {person for lane, person in busy if lane == Urgency.COMMAND and person}
        free: list[ColumnElement[bool]] = []
        if people:
            free.append(or_(job.c.lane != int(Urgency.COMMAND), job.c.person.not_in(people)))
        if any(lane == Urgency.STRANGER for lane, _ in busy):
            free.append(job.c.lane != int(Urgency.STRANGER))
        return free

    def _place(self, conn: Connection, new: Job) -> dict[str, object]:
        """Its place in the order: behind what its person asked before, and not before who waits already."""
        person = new.person[:LONGEST_LOGIN]
        lane = int(new.urgency(stranger=bool(person) and self._replies.is_stranger(conn, person)))
        if lane == Urgency.LOOK:
            return {"lane": lane, "person": "", "turn": 0}
        theirs = select(func.max(job.c.turn)).where(job.c.person == person, job.c.state != "dead")
        mine: int | None = conn.execute(theirs).scalar() if person else None
        waiting = select(func.min(job.c.turn)).where(job.c.state == "wanted", job.c.lane == lane)
        first: int | None = conn.execute(waiting).scalar()
        turn = max(0 if mine is None else mine + 1, first or 0)
        return {"lane": lane, "person": person, "turn": turn}

    def _put_back(self, conn: Connection, claim: Claim, now: float, **values: object) -> None:
        first = func.coalesce(job.c.first_wanted, now)
        self._set(conn, claim.job.key, _mine(claim), state="wanted", first_wanted=first, **values, **_FREE)

    def _set(self, conn: Connection, key: str, *where: ColumnElement[bool], **values: object) -> bool:
        return bool(conn.execute(update(job).where(job.c.key == key, *where).values(values)).rowcount)


def _mine(claim: Claim) -> ColumnElement[bool]:
    return and_(job.c.key == claim.job.key, job.c.owner == claim.owner)


def _both(old: Job, new: Job) -> Job:
    return Job(new.key, merged(old.data, new.data), new.cause or old.cause)


def _told(one: Job) -> dict[str, object]:
    return {"data": json.dumps(dict(one.data)), "cause": one.cause}


def _anew(due: float, first_wanted: float) -> dict[str, object]:
    fresh: dict[str, object] = {"state": "wanted", "due": due, "first_wanted": first_wanted}
    return fresh | {"attempts": 0, "error": None} | _FREE
