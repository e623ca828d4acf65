"""The queue of jobs, as the app uses it: one Protocol, whichever database keeps them.

A key waits once, however often it is enqueued; enqueued while it runs, it runs once more. Syncs wait until
their convoy was quiet for a while, with a ceiling. Syncs and the like go first, then commands of people with
a role, then those of strangers; people take turns, one command of each is done at a time, and one of all
strangers. Every method raises NoDatabase.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from sqlalchemy import Connection

from gt_convoy.domain.job import Job

State = Literal["waiting", "running", "failed"]
STATES: tuple[State, ...] = ("waiting", "running", "failed")


@dataclass(frozen=True, slots=True)
class Claim:
    """A job to be done now by its owner alone, as long as the owner renews it."""

    job: Job
    owner: str
    attempt: int  # this one included: counted when it is claimed
    cause: str = ""  # the delivery that wanted it last; the log tells it, nothing else depends on it


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as people see it."""

    key: str
    state: State
    due: float  # seconds since 1970
    attempts: int
    error: str = ""
    cause: str = ""
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Depth:
    """How many jobs are in a state, and the age of the oldest in seconds."""

    state: State
    count: int
    oldest: float


class JobQueue(Protocol):
    """The jobs of one HQ, shared by all processes."""

    def enqueue(self, conn: Connection, jobs: Mapping[Job, str]) -> None:
        """Have these done, in the caller's transaction; each with the delivery that wants it, or ""."""

    def due_in(self) -> float | None:
        """Seconds until a claim may succeed (0: now), a pause included; None if nothing is there."""

    def claim(self) -> Claim | None:
        """Take the job whose turn it is; the attempt counts from here. None if none is due, or in a pause.

        One whose owner died of it as often as it may be tried is failed.
        """

    def renew(self, owners: Collection[str]) -> None:
        """Prolong what these owners claimed, as far as it is still theirs."""

    def release_claims_of_dead_processes(self) -> None:
        """Let others take at once what processes of this machine claimed that are known to be gone."""

    def done(self, claim: Claim) -> bool:
        """It is done: gone, or waiting if it was enqueued meanwhile. False if somebody else has it."""

    def retry(self, claim: Claim, error: str) -> bool:
        """Try it again after a while that doubles each time; after the last attempt it is failed.

        Answers whether it is failed. Enqueued during its last attempt, it lives on.
        """

    def fail(self, claim: Claim, error: str) -> bool:
        """It is failed now, unless it was enqueued meanwhile. Answers whether it is."""

    def give_back(self, claim: Claim) -> None:
        """It was not begun: the attempt does not count."""

    def pause(self, claim: Claim, until: float, *, first: bool = False) -> float:
        """GitHub wants us to wait: nothing is claimed before, by anybody. The attempt does not count.

        `until` in seconds since 1970; a time that cannot be right is corrected. Answers what holds. With
        `first` this job goes before all others then.
        """

    def put_last(self, conn: Connection, person: str) -> None:
        """What this person (in lower case) asked, and is there, is a stranger's."""

    def listed(self, limit: int, state: State | None = None) -> list[JobRow]:
        """The jobs that are there, the longest due first; at most `limit`."""

    def shown(self, key: str) -> JobRow | None:
        """One of them; None if there is no such."""

    def retry_failed(self, key: str) -> bool:
        """Have a failed one done again, from its first attempt. False if there is no such."""

    def depths(self) -> list[Depth]:
        """One for each of STATES."""

    def is_idle(self) -> bool:
        """Whether nothing waits or runs, not even for later."""
