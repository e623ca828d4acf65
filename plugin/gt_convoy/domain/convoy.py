"""The values that convoys are made of, and what follows from them alone."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from gt_convoy.domain.crew import Crew, Launch
from gt_convoy.domain.issue import Issue, Seen, State, Thread, Unknown
from gt_convoy.domain.progress import Progress, progress
from gt_convoy.domain.references import Ref, convoy_id

LABEL = "convoy"
LANDED_LABEL = "convoy:landed"
ATTENTION_LABEL = "convoy:attention"
STALLED_LABEL = "convoy:stalled"
WAITS = "waits for somebody who may read it"  # the reason of a line that nobody vouched for


class Lands(StrEnum):
    """When a convoy lands: each value waits for more than the one before it."""

    CLOSED = "closed"  # all that it tracks is closed
    MERGED = "merged"  # ... and no pull request that closes it was left without a merge
    BY_HAND = "by-hand"  # all is closed, and somebody says so


@dataclass(frozen=True, slots=True)
class Marker:
    """What a convoy must remember and nothing on GitHub tells: the JSON in its body's first comment."""

    command: str | None = None  # the id of the command that made it
    landed: str | None = None  # the key of its last landing
    untold: str | None = None  # why GitHub took no notice of that landing: it is told once it can be
    abandoned: bool = False  # closed by a person, or by force, before it was complete
    over: str | None = None  # digest of the text that our last write replaced
    waits: tuple[Ref, ...] = ()  # lines that nobody who may read them has asked for
    lands: Lands | None = None  # as a command said; None: as the configuration says
    owner: str | None = None  # the login of whoever may land it by hand
    launch: Launch | None = None  # its issues are handed out
    extra: Mapping[str, object] = field(default_factory=dict)  # of a newer version: kept, not understood


@dataclass(frozen=True, slots=True)
class Convoy:
    """A convoy as read: its thread, what it tracks and how that stands now."""

    thread: Thread
    marker: Marker
    tracked: tuple[Seen, ...]
    unticked_tasks: tuple[str, ...] = ()  # texts of unticked task items that name no issue
    subscribers: tuple[str, ...] = ()
    unticked_ranges: tuple[str, ...] = ()  # those of the unticked tasks that name a range of issues
    lands: Lands = Lands.CLOSED
    crew: Crew = Crew()  # noqa: RUF009 - it is frozen

    @property
    def id(self) -> str:
        """`hq-cv-12`."""
        return convoy_id(self.thread.number)

    @property
    def landed(self) -> bool:
        """Closed because all was done, and told so."""
        return not self.thread.open and self.marker.landed is not None

    @property
    def total(self) -> int:
        """How many issues it tracks."""
        return len(self.tracked)

    @property
    def completed(self) -> int:
        """How many of them are closed, for whatever reason."""
        return sum(seen.state is State.CLOSED for seen in self.tracked)

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """Those that cannot be read."""
        return tuple(s for s in self.tracked if isinstance(s, Unknown) and s.reason != WAITS)

    @property
    def waiting(self) -> tuple[Unknown, ...]:
        """Lines that wait until somebody who may read the issue asks for it; they are not read before."""
        return tuple(s for s in self.tracked if isinstance(s, Unknown) and s.reason == WAITS)

    @property
    def open_issues(self) -> tuple[Issue, ...]:
        """Those seen open."""
        return tuple(s for s in self.tracked if isinstance(s, Issue) and s.state is State.OPEN)

    @property
    def ready(self) -> tuple[Issue, ...]:
        """Work that somebody could start: open, nobody on it, nothing blocks it."""
        return self.standing(Progress.READY)

    @property
    def unmerged(self) -> tuple[Issue, ...]:
        """Those that are closed though a pull request that closes them is not merged."""
        return self.standing(Progress.UNMERGED)

    def standing(self, value: Progress) -> tuple[Issue, ...]:
        """Those of its issues that have that progress."""
        return tuple(s for s in self.tracked if isinstance(s, Issue) and progress(s) is value)

    @property
    def complete(self) -> bool:
        """At least one tracked, all closed, none unknown, no plain task item left unticked."""
        return bool(self.tracked) and self.completed == self.total and not self.unticked_tasks

    @property
    def held_unmerged(self) -> tuple[Issue, ...]:
        """Those that hold the landing because a pull request of theirs is not merged."""
        return self.unmerged if self.lands is Lands.MERGED else ()

    @property
    def may_land(self) -> bool:
        """Complete, and nothing unmerged holds it: it lands, or waits for its owner to land it."""
        return self.complete and not self.held_unmerged

    @property
    def waits_for_owner(self) -> bool:
        """Open and complete: somebody is to land it by hand."""
        return self.thread.open and self.lands is Lands.BY_HAND and self.complete

    @property
    def owner(self) -> str | None:
        """The login of whoever may land it beside those who may write to HQ: noted, or who opened its issue.

        One that a command made was opened by our account: without a note it has no owner.
        """
        author, made_by_us = self.thread.author, self.marker.command or self.thread.author.endswith("[bot]")
        return self.marker.owner or (None if made_by_us else author)

    @property
    def swarm(self) -> tuple[str, ...]:
        """Whoever is assigned to its open issues now."""
        return unique(login for issue in self.open_issues for login in issue.assignees)

    @property
    def closed_at(self) -> datetime | None:
        """The newest closing of a tracked issue."""
        return max((s.closed_at for s in self.tracked if isinstance(s, Issue) and s.closed_at), default=None)


def landing_key(tracked: Iterable[Seen]) -> str:
    """The name of one landing: how many landed, and a digest of what landed and when it closed.

    It is by repository id, so a renamed repository keeps it. Only for what is all closed.
    """
    landed = sorted(
        (s.repo_id, s.ref.number, s.closed_at.isoformat() if s.closed_at else "")
        for s in tracked
        if isinstance(s, Issue)
    )
    return f"{len(landed)}.{hashlib.sha256(repr(landed).encode()).hexdigest()[:20]}"


def landed_count(key: str) -> int:
    """How many issues a landing had, from its key; 0 if the key is not one of ours."""
    count = key.partition(".")[0]
    return int(count) if count.isdecimal() and len(count) < 9 else 0


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """Each once, as first written; logins compare without case."""
    first: dict[str, str] = {}
    for word in words:
        first.setdefault(word.lower(), word)
    return tuple(first.values())
