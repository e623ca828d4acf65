"""Do one job after the other, and record what became of each."""

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event

from gt_convoy.domain.errors import REFUSALS, GitHubError, NoDatabase, RateLimited, Stale, UserError
from gt_convoy.domain.safe_text import Scrubber
from gt_convoy_webhooks.logs import because_of, get_logger
from gt_convoy_webhooks.queue.claims import Held
from gt_convoy_webhooks.queue.port import Claim, JobQueue
from gt_convoy_webhooks.worker.metrics import Metrics
from gt_convoy_webhooks.worker.pool import Work, retry_until_recorded
from gt_convoy_webhooks.worker.rules import Rules
from gt_convoy_webhooks.worker.signals import Signals

_logger = get_logger(__name__)
TRIES_OF_A_REFUSAL = 2


@dataclass(frozen=True, slots=True)
class Handling:
    """What a thread does with the jobs that it claims."""

    queue: JobQueue
    poll: float  # seconds: what other processes enqueue is seen only by looking
    rules: Rules
    held: Held
    signals: Signals
    scrub: Scrubber
    metrics: Metrics
    stopping: Event

    def find(self) -> Work | float:
        """Take the job whose turn it is, or tell in how many seconds to look again."""
        due_in = self.queue.due_in()
        if wait := self.poll if due_in is None else min(due_in, self.poll):
            return wait
        claim = self.queue.claim()
        return partial(self._work, claim) if claim else 0.0

    def _work(self, claim: Claim) -> None:
        unbegun = partial(self.queue.give_back, claim)
        with self.held.holding(claim.owner), because_of(claim.cause):
            retry_until_recorded(unbegun if self.stopping.is_set() else self._done(claim), self.stopping)
        self.signals.wanted.send()  # what was enqueued while it ran, what is tried again
        self.signals.settled.send()

    def _done(self, claim: Claim) -> Callable[[], object]:
        begun = time.monotonic()
        outcome, record = self._outcome(claim)
        self.metrics.job(claim.job.key, outcome, time.monotonic() - begun)
        return record

    def _outcome(self, claim: Claim) -> tuple[str, Callable[[], object]]:
        key = claim.job.key
        try:
            self.rules.perform(claim.job)
        except RateLimited as limit:
            return "paused", partial(self._pause, claim, limit)
        except REFUSALS as error:
            return self._refused(claim, error)
        except (Stale, GitHubError, NoDatabase) as error:
            _logger.info("again", job=key, attempt=claim.attempt, why=str(error) or "stale")
            return "again", partial(self._retry, claim, self._why(error))
        except UserError as error:
            # A refusal is the asker's to read; here nobody asked, and asking again helps nobody.
            _logger.exception("bug", job=key)
            return "dead", partial(self.queue.fail, claim, self._why(error))
        except Exception as error:
            _logger.exception("failed", job=key, attempt=claim.attempt)
            return "again", partial(self._retry, claim, self._why(error))
        _logger.info("done", job=key, attempt=claim.attempt)
        return "done", partial(self.queue.done, claim)

    def _refused(self, claim: Claim, error: Exception) -> tuple[str, Callable[[], object]]:
        """Once more, for GitHub's replicas lag; then it is given up, and the sweep finds what is left."""
        key = claim.job.key
        if claim.attempt < TRIES_OF_A_REFUSAL:
            _logger.info("again", job=key, attempt=claim.attempt, why=error)
            return "again", partial(self._retry, claim, self._why(error))
        _logger.error("given up", job=key, why=error)
        return "dead", partial(self.queue.fail, claim, self._why(error))

    def _pause(self, claim: Claim, limit: RateLimited) -> None:
        until = self.queue.pause(claim, limit.until.timestamp(), first=limit.notice_due)
        _logger.warning("paused", job=claim.job.key, until=f"{until:.0f}", why=limit)

    def _retry(self, claim: Claim, error: str) -> None:
        if self.queue.retry(claim, error):
            _logger.error("given up", job=claim.job.key, why=error)

    def _why(self, error: Exception) -> str:
        """What is kept of an error, without secrets; PostgreSQL takes no text with a NUL in it."""
        said = "".join(traceback.format_exception_only(error)).strip()
        return self.scrub(said.replace("\0", "?").encode("utf-8", "replace").decode())
