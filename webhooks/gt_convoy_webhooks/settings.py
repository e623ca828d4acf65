"""How long, how often, how many. All times are in seconds."""

from dataclasses import dataclass
from random import SystemRandom

from gt_convoy.domain.bounds import REACTIONS, REPLIES, REPLIES_WITHIN

_RANDOM = SystemRandom()


@dataclass(frozen=True, slots=True)
class Settings:
    """The app's numbers; the defaults suit GitHub (it waits 10 s for an answer to a delivery)."""

    deadline: float = 4.0  # for the lock and the begin of a write together; then the answer is 503
    lease: float = 60.0  # a claim of a process that died comes back after this
    lease_wait: float = 120.0  # a lease held elsewhere for longer makes the job come back later
    quiet: float = 0.3  # a sync waits until its convoy was quiet for so long; thrice while one runs
    ceiling: float = 2.0  # but not longer than this after it was first wanted
    attempts: int = 8
    first_retry: float = 1.0  # doubled after each attempt
    longest_retry: float = 300.0
    longest_pause: float = 3600.0  # GitHub's rate limits are hourly: a longer pause is a wrong clock
    poll: float = 1.0  # how often to look for what other processes stored
    replies: int = REPLIES  # to one person below triage
    reactions: int = REACTIONS  # to what they ask beyond these; what comes then is not even read
    replies_within: float = REPLIES_WITHIN.total_seconds()
    keep_ids: float = 7 * 86400.0  # accepted deliveries are known for so long
    keep_updates: float = 3600.0  # what events told of an issue; by then every read of GitHub shows it
    keep_texts: float = 86400.0  # a convoy's text before an edit, to be restored
    sweep_every: float | None = None  # as configured; 0: never
    workers: int = 4  # threads that recompute and do commands
    stop_within: float = 10.0

    def retry_after(self, attempt: int) -> float:
        """Seconds until the next attempt, after `attempt` failed: 1, 2, 4, ... and up to a quarter more."""
        # The exponent is capped because 2.0**1024 overflows.
        delay = min(self.first_retry * 2.0 ** min(attempt - 1, 32), self.longest_retry)
        return delay * _RANDOM.uniform(1, 1.25)

    @property
    def furthest_due(self) -> float:
        """No job waits longer: whose time is further off, the clock was set back."""
        return 1.25 * self.longest_retry
