"""What deliveries call for, kept in one transaction: their ids, what they told, and the jobs they want."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import Connection

from gt_convoy.domain.job import Job
from gt_convoy.domain.references import Ref
from gt_convoy.domain.routed import Routed, Subject
from gt_convoy_webhooks.queue.accepted import Accepted
from gt_convoy_webhooks.queue.port import JobQueue
from gt_convoy_webhooks.storage.event_facts import EventFacts
from gt_convoy_webhooks.storage.track_index import LinkIndex, TrackIndex

Found = Mapping[Subject, Sequence[int]]  # the convoys that have each of these


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery: its GUID, and what its events call for."""

    id: str
    routed: tuple[Routed, ...]


class Outcome(Enum):
    """What became of a delivery."""

    STORED = "stored"
    KNOWN = "known already"
    IGNORED = "of no interest"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a delivery, and the keys of the jobs that it wants."""

    outcome: Outcome
    wants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """Where deliveries become jobs."""

    accepted: Accepted
    queue: JobQueue
    index: TrackIndex
    links: LinkIndex
    events: EventFacts

    def take(self, conn: Connection, arrivals: Sequence[Arrival]) -> list[Taken]:
        """Keep what these call for; what became of each. An id that is known is not taken again.

        Who tracks an issue is looked up in this very transaction. A convoy that begins to track one commits
        that before it reads how the issue stands: either it is found here, or it reads after this.
        """
        routed = [one for arrival in arrivals for one in arrival.routed]
        self.index.look_up(conn)
        self.index.add(conn, _tracks(routed))
        trackers = self.index.convoys(conn, _distinct(one.tracked for one in routed))
        linked = self.links.convoys(conn, _distinct(one.linked for one in routed))
        wanted = {arrival.id: _jobs(arrival, trackers, linked) for arrival in arrivals}
        counted = [a for a in arrivals if wanted[a.id] or any(one.ours for one in a.routed)]
        new = self.accepted.add(conn, [arrival.id for arrival in counted])
        self.events.learn(conn, [one for a in counted if a.id in new for one in a.routed])
        causes = {job: arrival.id for arrival in counted if arrival.id in new for job in wanted[arrival.id]}
        self.queue.enqueue(conn, causes)
        concerned = {arrival.id for arrival in counted}
        return [_taken(arrival.id, concerned, new, wanted) for arrival in arrivals]


def _distinct(subjects: Iterable[Iterable[Subject]]) -> list[Subject]:
    return list(dict.fromkeys(one for some in subjects for one in some))


def _jobs(arrival: Arrival, trackers: Found, linked: Found) -> tuple[Job, ...]:
    return tuple(job for one in arrival.routed for job in one.wants(_convoys(one, trackers, linked)))


def _convoys(routed: Routed, trackers: Found, linked: Found) -> Iterable[int]:
    yield from (number for one in routed.tracked for number in trackers[one])
    yield from (number for one in routed.linked for number in linked[one])


def _tracks(routed: Sequence[Routed]) -> dict[int, dict[Ref, int | None]]:
    found: dict[int, dict[Ref, int | None]] = {}
    for one in routed:
        for convoy, refs in one.tracks.items():
            found.setdefault(convoy, {}).update(dict.fromkeys(refs))
    return found


def _taken(name: str, counted: set[str], new: frozenset[str], wanted: Mapping[str, Sequence[Job]]) -> Taken:
    if name not in counted:
        return Taken(Outcome.IGNORED)
    if name not in new:
        return Taken(Outcome.KNOWN)
    return Taken(Outcome.STORED, tuple(dict.fromkeys(job.key for job in wanted[name])))
