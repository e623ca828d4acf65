"""The two kinds of work: a delivery becomes jobs, a job is done."""

import json
import logging
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Event

from sqlalchemy.exc import DBAPIError

from gt_convoy.domain.errors import REFUSALS, GitHubError, NoDatabase, RateLimited, Stale, UserError
from gt_convoy.domain.job import Job
from gt_convoy.domain.scrubbing import Scrubber
from gt_convoy_webhooks.logs import because_of, fields
from gt_convoy_webhooks.queue.claims import Held
from gt_convoy_webhooks.queue.deliveries import Arrival, Claimed
from gt_convoy_webhooks.queue.jobs import Claim
from gt_convoy_webhooks.store import Store
from gt_convoy_webhooks.worker.metrics import Metrics
from gt_convoy_webhooks.worker.pool import Work, retry_until_recorded
from gt_convoy_webhooks.worker.rules import Rules
from gt_convoy_webhooks.worker.signals import Signals

_logger = logging.getLogger(__name__)
TRIES_OF_A_REFUSAL = 2


@dataclass(frozen=True, slots=True)
class Handling:
    """What both kinds of work need."""

    store: Store
    rules: Rules
    held: Held
    signals: Signals
    scrub: Scrubber
    metrics: Metrics
    stopping: Event

    def why(self, error: Exception) -> str:
        """What is kept of an error, without secrets; PostgreSQL takes no text with a NUL in it."""
        said = "".join(traceback.format_exception_only(error)).strip()
        return self.scrub(said.replace("\0", "?").encode("utf-8", "replace").decode())

    def wait(self, due_in: float | None) -> float:
        """Seconds to sleep: what other processes store is seen only by looking."""
        poll = self.store.settings.poll
        return poll if due_in is None else min(due_in, poll)


@dataclass(frozen=True, slots=True)
class Routing:
    """Deliveries: each becomes jobs, in one transaction with its being handled."""

    on: Handling

    def find(self) -> Work | float:
        """Take the oldest that are due, or tell in how many seconds to look again."""
        deliveries = self.on.store.deliveries
        if wait := self.on.wait(deliveries.due_in()):
            return wait
        claimed = deliveries.claim()
        return partial(self._work, claimed) if claimed else 0.0

    def _work(self, claimed: Claimed) -> None:
        with self.on.held.holding(claimed.owner):
            self._handle(claimed)
        self.on.signals.wanted.send()
        self.on.signals.settled.send()
        self.on.stopping.wait(self.on.store.settings.breath)

    def _handle(self, claimed: Claimed) -> None:
        jobs: dict[str, list[Job]] = {}
        errors: dict[str, str] = {}
        for arrival in claimed.arrivals:
            if self.on.stopping.is_set():
                break
            try:
                found = self.on.rules.route(arrival.event, json.loads(arrival.payload))
                jobs[arrival.id] = [replace(job, cause=arrival.id) for job in found]
            except NoDatabase as error:
                _logger.warning(fields("no database", delivery=arrival.id, why=error))
                break  # it, and those after it, were not handled: no attempt
            except Exception as error:
                _logger.exception(fields("failed", delivery=arrival.id, event=arrival.event))
                errors[arrival.id] = self.on.why(error)
        try:
            retry_until_recorded(partial(self._settle, claimed, jobs, errors), self.on.stopping)
        except DBAPIError:
            for arrival in claimed.arrivals:
                self._settle_alone(replace(claimed, arrivals=(arrival,)), jobs, errors)

    def _settle_alone(
        self, claimed: Claimed, jobs: Mapping[str, list[Job]], errors: Mapping[str, str]
    ) -> None:
        """Of several, one holds what no table takes: it fails, and the others are handled."""
        name = claimed.arrivals[0].id
        mine = {name: jobs[name]} if name in jobs else {}
        why = {name: errors[name]} if name in errors else {}
        try:
            retry_until_recorded(partial(self._settle, claimed, mine, why), self.on.stopping)
        except DBAPIError as error:
            _logger.exception(fields("failed", delivery=name))
            retry_until_recorded(
                partial(self._settle, claimed, {}, {name: self.on.why(error)}), self.on.stopping
            )

    def _settle(self, claimed: Claimed, jobs: Mapping[str, list[Job]], errors: Mapping[str, str]) -> None:
        store = self.on.store
        with store.database.write() as conn:
            store.deliveries.done(conn, claimed.owner, jobs)
            store.jobs.enqueue(conn, (job for wanted in jobs.values() for job in wanted))
            dead = [i for i, error in errors.items() if store.deliveries.failed(conn, claimed, i, error)]
            unbegun = [a.id for a in claimed.arrivals if a.id not in jobs and a.id not in errors]
            store.deliveries.give_back(conn, claimed, unbegun)
        for arrival in claimed.arrivals:
            self._say(arrival, jobs, dead)
            if outcome := _outcome(arrival.id, jobs, errors, dead):
                self.on.metrics.handled(arrival.event, outcome)

    def _say(self, arrival: Arrival, jobs: Mapping[str, list[Job]], dead: Sequence[str]) -> None:
        if arrival.id in jobs:
            wants = ",".join(job.key for job in jobs[arrival.id]) or "nothing"
            _logger.info(fields("handled", delivery=arrival.id, event=arrival.event, wants=wants))
        elif arrival.id in dead:
            _logger.error(fields("given up", delivery=arrival.id, event=arrival.event))


def _outcome(
    delivery: str, jobs: Mapping[str, object], errors: Mapping[str, str], dead: Sequence[str]
) -> str | None:
    if delivery in jobs:
        return "handled"
    if delivery in errors:
        return "dead" if delivery in dead else "failed"
    return None  # given back


@dataclass(frozen=True, slots=True)
class Performing:
    """Jobs: one at a time a thread."""

    on: Handling

    def find(self) -> Work | float:
        """Take the job that is longest due, or tell in how many seconds to look again."""
        jobs = self.on.store.jobs
        if wait := self.on.wait(jobs.due_in()):
            return wait
        claim = jobs.claim()
        return partial(self._work, claim) if claim else 0.0

    def _work(self, claim: Claim) -> None:
        unbegun = partial(self.on.store.jobs.give_back, claim)
        with self.on.held.holding(claim.owner), because_of(claim.job.cause):
            retry_until_recorded(
                unbegun if self.on.stopping.is_set() else self._done(claim), self.on.stopping
            )
        self.on.signals.wanted.send()  # what was wanted while it ran, what is tried again
        self.on.signals.settled.send()

    def _done(self, claim: Claim) -> Callable[[], object]:
        begun = time.monotonic()
        outcome, record = self._outcome(claim)
        self.on.metrics.job(claim.job.key, outcome, time.monotonic() - begun)
        return record

    def _outcome(self, claim: Claim) -> tuple[str, Callable[[], object]]:
        jobs, key = self.on.store.jobs, claim.job.key
        try:
            self.on.rules.perform(claim.job)
        except RateLimited as limit:
            return "paused", partial(self._pause, claim, limit)
        except REFUSALS as error:
            return self._refused(claim, error)
        except (Stale, GitHubError, NoDatabase) as error:
            _logger.info(fields("again", job=key, attempt=claim.attempt, why=str(error) or "stale"))
            return "again", partial(self._retry, claim, self.on.why(error))
        except UserError as error:
            # A refusal is the asker's to read; here nobody asked, and asking again helps nobody.
            _logger.exception(fields("bug", job=key))
            return "dead", partial(jobs.bury, claim, self.on.why(error))
        except Exception as error:
            _logger.exception(fields("failed", job=key, attempt=claim.attempt))
            return "again", partial(self._retry, claim, self.on.why(error))
        _logger.info(fields("done", job=key, attempt=claim.attempt))
        return "done", partial(jobs.done, claim)

    def _refused(self, claim: Claim, error: Exception) -> tuple[str, Callable[[], object]]:
        """Once more, for GitHub's replicas lag; then it is given up, and the sweep finds what is left."""
        key = claim.job.key
        if claim.attempt < TRIES_OF_A_REFUSAL:
            _logger.info(fields("again", job=key, attempt=claim.attempt, why=error))
            return "again", partial(self._retry, claim, self.on.why(error))
        _logger.error(fields("given up", job=key, why=error))
        return "dead", partial(self.on.store.jobs.bury, claim, self.on.why(error))

    def _pause(self, claim: Claim, limit: RateLimited) -> None:
        until = self.on.store.jobs.pause(claim, limit.until.timestamp(), first=limit.notice_due)
        _logger.warning(fields("paused", job=claim.job.key, until=f"{until:.0f}", why=limit))

    def _retry(self, claim: Claim, error: str) -> None:
        if self.on.store.jobs.retry(claim, error):
            _logger.error(fields("given up", job=claim.job.key, why=error))
