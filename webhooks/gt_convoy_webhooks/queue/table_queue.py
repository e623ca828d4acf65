"""The queue of jobs in a table of the app's own, on SQLite and on PostgreSQL."""

import json
from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Connection, Row, and_, case, delete, exists, func, or_, select, update
from sqlalchemy.dialects.sqlite import Insert

from gt_convoy.domain.job import Job, SyncConvoy, data_of, job_of, person_of, urgency_of
from gt_convoy.domain.urgency import Urgency
from gt_convoy_webhooks.logs import get_logger
from gt_convoy_webhooks.queue import leases
from gt_convoy_webhooks.queue.claims import new_owner
from gt_convoy_webhooks.queue.port import STATES, Claim, Depth, JobRow, State
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.storage.database import Database
from gt_convoy_webhooks.storage.reply_counts import Replies
from gt_convoy_webhooks.storage.schema import job
from gt_convoy_webhooks.storage.timestamps import Timestamps

LONGEST_LOGIN = 200  # characters; GitHub's own are far shorter
_logger = get_logger(__name__)
_FREE = {"owner": None, "lease": None}
_BUSY = 3  # times as quiet it must be before it runs again at once: while many issues close, fewer syncs
_WAITS, _RUNS, _FAILED = job.c.state == "waiting", job.c.state == "running", job.c.state == "failed"


class TableQueue:
    """A JobQueue on the table `job`."""

    def __init__(
        self, database: Database, timestamps: Timestamps, replies: Replies, settings: Settings
    ) -> None:
        """Nothing is read yet."""
        self._database = database
        self._timestamps = timestamps
        self._replies = replies
        self._settings = settings
        # Made once: they are executed for each group of requests.
        self._sync_later = self._enqueuing(settings.quiet, settings.ceiling)
        self._do_now = self._enqueuing(0.0, 0.0)

    def enqueue(self, conn: Connection, jobs: Mapping[Job, str]) -> None:
        """Have these done: syncs after a quiet while, all else at once."""
        if not jobs:
            return
        now = self._database.now(conn)
        # In order, so that two that want the same jobs do not wait for each other.
        ordered = sorted(jobs, key=lambda one: one.key)
        if syncs := [one for one in ordered if isinstance(one, SyncConvoy)]:
            due = now + self._settings.quiet
            conn.execute(self._sync_later, [_new(one, jobs[one], now, due) for one in syncs])
        for one in ordered:  # one by one: each finds its place behind those before it
            if not isinstance(one, SyncConvoy):
                conn.execute(self._do_now, _new(one, jobs[one], now, now) | self._place(conn, one))

    def due_in(self) -> float | None:
        """Seconds until there is something to claim (0: now), pause included; None if nothing is there."""
        with self._database.read() as conn:
            now = self._database.now(conn)
            late = job.c.due > now + self._settings.furthest_due
            due = case((_RUNS, job.c.lease), (late, now), else_=job.c.due)
            there = or_(_RUNS, and_(_WAITS, *self._free(conn, now)))
            earliest: float | None = conn.execute(select(func.min(due)).where(there)).scalar()
            return None if earliest is None else max(0.0, earliest - now, self._pause(conn, now) - now)

    def claim(self) -> Claim | None:
        """Take the job whose turn it is; the attempt counts from here. None if none is due, or in a pause."""
        with self._database.write() as conn:
            now = self._database.now(conn)
            if self._pause(conn, now) > now:
                return None
            while row := self._next(conn, now):
                if claim := self._take(conn, row, now):
                    return claim
        return None

    def renew(self, owners: Collection[str]) -> None:
        """Prolong what these owners claimed, as far as it is still theirs."""
        leases.renew(self._database, job, owners, self._settings.lease)

    def release_claims_of_dead_processes(self) -> None:
        """Let others take at once what processes of this machine claimed that are known to be gone."""
        leases.release_claims_of_dead_processes(self._database, job)

    def done(self, claim: Claim) -> bool:
        """It is done: gone, or waiting if it was enqueued meanwhile. False if somebody else has it."""
        with self._database.write() as conn:
            mine = _mine(claim)
            once = delete(job).where(mine, job.c.first_wanted.is_(None))
            if conn.execute(once).rowcount:
                return True
            return self._set(conn, claim.job.key, mine, state="waiting", attempts=0, error=None, **_FREE)

    def retry(self, claim: Claim, error: str) -> bool:
        """Try it again after a while that doubles each time. Answers whether it is failed instead."""
        with self._database.write() as conn:
            if claim.attempt >= self._settings.attempts and self._fail(conn, claim, error):
                return True
            now = self._database.now(conn)
            due = now + self._settings.retry_after(claim.attempt)
            # Enqueued again since: that is a new reason to try, but not a reason to hurry.
            attempts = min(claim.attempt, self._settings.attempts - 1)
            self._put_back(conn, claim, now, due=due, attempts=attempts, error=error)
        return False

    def fail(self, claim: Claim, error: str) -> bool:
        """It is failed now, unless it was enqueued meanwhile. Answers whether it is."""
        with self._database.write() as conn:
            failed = self._fail(conn, claim, error)
            if not failed:  # what it was wanted for meanwhile is tried at once, as after `done`
                self._set(conn, claim.job.key, _mine(claim), state="waiting", attempts=0, error=None, **_FREE)
            return failed

    def give_back(self, claim: Claim) -> None:
        """It was not begun: the attempt does not count."""
        with self._database.write() as conn:
            now = self._database.now(conn)
            self._put_back(conn, claim, now, due=now, attempts=claim.attempt - 1)

    def pause(self, claim: Claim, until: float, *, first: bool = False) -> float:
        """Claim nothing before `until`, corrected where it cannot be right. The attempt does not count."""
        with self._database.write() as conn:
            now = self._database.now(conn)
            until = min(max(until, now + 1), now + self._settings.longest_pause)
            until = max(until, self._pause(conn, now))
            self._timestamps.put(conn, "pause", until)
            self._put_back(conn, claim, now, due=now, attempts=claim.attempt - 1, urgent=int(first))
        return until

    def put_last(self, conn: Connection, person: str) -> None:
        """What this person (in lower case) asked, and is there, is a stranger's."""
        conn.execute(update(job).where(job.c.person == person).values(lane=int(Urgency.STRANGER)))

    def listed(self, limit: int, state: State | None = None) -> list[JobRow]:
        """The jobs that are there, the longest due first; at most `limit`."""
        query = select(job).order_by(job.c.due).limit(limit)
        with self._database.read() as conn:
            rows = conn.execute(query if state is None else query.where(job.c.state == state))
            return [_shown(row) for row in rows]

    def shown(self, key: str) -> JobRow | None:
        """One of them; None if there is no such."""
        with self._database.read() as conn:
            row = conn.execute(select(job).where(job.c.key == key)).first()
            return _shown(row) if row else None

    def retry_failed(self, key: str) -> bool:
        """Have a failed one done again, from its first attempt. False if there is no such."""
        with self._database.write() as conn:
            now = self._database.now(conn)
            anew = {"state": "waiting", "attempts": 0, "error": None, "due": now, "first_wanted": now}
            return self._set(conn, key, _FAILED, **anew)

    def depths(self) -> list[Depth]:
        """One for each of STATES."""
        since = func.coalesce(job.c.first_wanted, job.c.due)
        query = select(job.c.state, func.count(), func.min(since)).group_by(job.c.state)
        with self._database.read() as conn:
            now = self._database.now(conn)
            found = {state: (count, oldest) for state, count, oldest in conn.execute(query)}
        counted = [(state, *found.get(state, (0, now))) for state in STATES]
        return [Depth(state, count, max(0.0, now - oldest)) for state, count, oldest in counted]

    def is_idle(self) -> bool:
        """Whether nothing waits or runs, not even for later."""
        with self._database.read() as conn:
            return not conn.execute(select(exists().where(job.c.state != "failed"))).scalar_one()

    def _enqueuing(self, quiet: float, ceiling: float) -> Insert:
        """The statement that enqueues a job, whatever state its key is in; `quiet` in seconds."""
        fresh = self._database.insert(job)
        new = fresh.excluded
        now = new.first_wanted
        first = case((_FAILED, now), else_=func.coalesce(job.c.first_wanted, now))
        rested = now + case((_RUNS, quiet * _BUSY), else_=quiet)
        soon = case((rested < first + ceiling, rested), else_=first + ceiling)
        # What waits after a failure goes on waiting: news are no reason to hurry.
        due = case((and_(_WAITS, job.c.attempts > 0), job.c.due), else_=soon)
        place = {name: case((_WAITS, job.c[name]), else_=new[name]) for name in ("lane", "person", "turn")}
        anew = {"attempts": 0, "error": None}
        return fresh.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "data": new.data,
                "cause": case((new.cause != "", new.cause), else_=job.c.cause),
                "state": case((_FAILED, "waiting"), else_=job.c.state),
                "first_wanted": first,
                "due": due,
                **place,
                **{name: case((_FAILED, value), else_=job.c[name]) for name, value in anew.items()},
            },
        )

    def _next(self, conn: Connection, now: float) -> "Row[str, str, int, str] | None":
        columns = (job.c.key, job.c.data, job.c.attempts, job.c.cause)
        # Whose time is further off than any is ever put off was stored before the clock was set back.
        due = or_(job.c.due <= now, job.c.due > now + self._settings.furthest_due)
        ready = or_(and_(_WAITS, due, *self._free(conn, now)), and_(_RUNS, job.c.lease <= now))
        turn = (job.c.urgent.desc(), job.c.lane, job.c.turn, job.c.due)
        query = select(*columns).where(ready).order_by(*turn).limit(1)
        return conn.execute(query.with_for_update(skip_locked=True)).first()

    def _take(self, conn: Connection, row: "Row[str, str, int, str]", now: float) -> Claim | None:
        """It, claimed; None if it is failed instead: it killed its processes, or nobody knows what it is."""
        why = "the process died of it" if row.attempts >= self._settings.attempts else ""
        try:
            found = job_of(row.key, json.loads(row.data))
        except ValueError as error:
            why = why or str(error)
        if why:
            _logger.error("given up", job=row.key, why=why)
            self._set(conn, row.key, state="failed", error=why, **_FREE)
            return None
        claim = Claim(found, new_owner(), row.attempts + 1, row.cause)
        values = {"owner": claim.owner, "lease": now + self._settings.lease, "attempts": claim.attempt}
        self._set(conn, row.key, state="running", first_wanted=None, urgent=0, **values)
        return claim

    def _pause(self, conn: Connection, now: float) -> float:
        """Until when nothing is claimed; 0 for one longer than any: the clock was set back since."""
        until = self._timestamps.get(conn, "pause")
        return until if until <= now + self._settings.longest_pause else 0.0

    def _free(self, conn: Connection, now: float) -> list[ColumnElement[bool]]:
        """What a job must be, lest it waits for one that runs: of another person, of no stranger."""
        running = and_(_RUNS, job.c.lease > now, job.c.lane > int(Urgency.LOOK))
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
        person = person_of(new)[:LONGEST_LOGIN]
        lane = int(urgency_of(new, stranger=bool(person) and self._replies.is_stranger(conn, person)))
        if lane == Urgency.LOOK:
            return {}
        theirs = select(func.max(job.c.turn)).where(job.c.person == person, job.c.state != "failed")
        mine: int | None = conn.execute(theirs).scalar() if person else None
        waiting = select(func.min(job.c.turn)).where(_WAITS, job.c.lane == lane)
        first: int | None = conn.execute(waiting).scalar()
        turn = max(0 if mine is None else mine + 1, first or 0)
        return {"lane": lane, "person": person, "turn": turn}

    def _fail(self, conn: Connection, claim: Claim, error: str) -> bool:
        once = and_(_mine(claim), job.c.first_wanted.is_(None))
        return self._set(conn, claim.job.key, once, state="failed", error=error, **_FREE)

    def _put_back(self, conn: Connection, claim: Claim, now: float, **values: object) -> None:
        first = func.coalesce(job.c.first_wanted, now)
        self._set(conn, claim.job.key, _mine(claim), state="waiting", first_wanted=first, **values, **_FREE)

    def _set(self, conn: Connection, key: str, *where: ColumnElement[bool], **values: object) -> bool:
        return bool(conn.execute(update(job).where(job.c.key == key, *where).values(values)).rowcount)


def _mine(claim: Claim) -> ColumnElement[bool]:
    return and_(job.c.key == claim.job.key, job.c.owner == claim.owner)


def _new(one: Job, cause: str, now: float, due: float) -> dict[str, object]:
    """As it is stored if its key is not there."""
    told = {"key": one.key, "data": json.dumps(data_of(one)), "cause": cause}
    place = {"lane": int(Urgency.LOOK), "person": "", "turn": 0}
    return {**told, "state": "waiting", "due": due, "first_wanted": now, "attempts": 0, **place}


def _shown(row: "Row[*tuple[object, ...]]") -> JobRow:
    found = row._mapping  # noqa: SLF001 - SQLAlchemy's public name
    return JobRow(
        found["key"],
        found["state"],
        found["due"],
        found["attempts"],
        found["error"] or "",
        found["cause"],
        json.loads(found["data"]),
    )
