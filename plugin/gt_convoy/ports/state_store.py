"""What a runtime may remember between two jobs. All of it can be lost and is then read from GitHub again.

One small port for each use; a `StateStore` holds one of each. Where nothing is remembered, it is `Nothing`.
"""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from gt_convoy.domain.job import Job
from gt_convoy.domain.references import Ref


class Allowance(Enum):
    """What may be done about a command: people below triage are answered 6 times in 10 minutes."""

    REPLY = "a reply"
    REACTION = "the reaction alone"
    NOTHING = "nothing at all"


class Locks(Protocol):
    """One writer at a time for each key: `convoy:12`, `cmd:c1`, `new:owner/repo#3`."""

    def lease(self, key: str) -> AbstractContextManager[None]:
        """Hold `key` alone; waits for it. Raises Unavailable if another holds it for too long."""

    def still_mine(self, key: str) -> bool:
        """Whether `key` is held still: a lease runs out while its holder sleeps."""


class TrackIndex(Protocol):
    """Which convoy tracks which issue."""

    def tracked_by(self, convoy: int) -> Collection[Ref]:
        """What that convoy tracked when it was last read."""

    def trackers_of(self, ref: Ref, repo_id: int | None = None) -> Collection[int]:
        """The convoys that track this issue, found by repository id or name."""

    def remember(self, convoy: int, tracked: Mapping[Ref, int | None]) -> None:
        """Replace what the convoy tracks: reference -> repository id where known. Committed on return."""

    def also_tracks(self, convoy: int, tracked: Collection[Ref]) -> None:
        """Add to what the convoy tracks, removing nothing: a hint from an event."""

    def all_track(self, tracked: Mapping[int, Mapping[Ref, int | None]]) -> None:
        """Add to what each of these convoys tracks, removing nothing: what a sweep saw."""


class LinkIndex(Protocol):
    """Which issues block what a convoy tracks, and which pull requests close it."""

    def remember(self, convoy: int, linked: Mapping[Ref, int | None]) -> bool:
        """Replace what the convoy's tracked issues are linked to (reference -> repository id where known).

        Whether any of it is new. Committed on return.
        """

    def also_links(self, linked: Mapping[int, Mapping[Ref, int | None]]) -> None:
        """Add to what the tracked issues of each of these convoys are linked to: what a sweep saw."""


class NoticeLog(Protocol):
    """The comments that we posted."""

    def was_posted(self, convoy: int, key: str) -> bool:
        """Whether a notice or remark with this key was ever posted by us."""

    def note_posted(self, convoy: int, key: str) -> None:
        """A notice or remark with this key was posted. Committed on return."""

    def has_reply(self, source: str) -> bool:
        """Whether the commands of this comment (`c12`) or opening text (`i12`) ever got our reply."""

    def note_reply(self, source: str) -> None:
        """Our reply was posted. Committed on return."""


class EchoFilter(Protocol):
    """Tells the events of our own writes from news."""

    def wrote(self, convoy: int, seen: str) -> None:
        """Keep what we wrote last (`seen_as`)."""

    def is_echo(self, convoy: int, seen: str) -> bool:
        """Whether this is what we wrote last."""


class Timestamps(Protocol):
    """Times by name: `installed`, `scanned`, `redelivered`."""

    def at(self, name: str) -> datetime | None:
        """The time noted under this name; None if none was."""

    def note(self, name: str, at: datetime) -> None:
        """Keep a time. Committed on return."""


class Allowances(Protocol):
    """How often people below triage were answered lately."""

    def allowed(self, login: str, source: str) -> Allowance:
        """What we may still do about this comment or text, by what its author got lately."""

    def count_stranger(self, login: str, source: str) -> bool:
        """Count it as asked by somebody below triage, who goes last from now on; whether that is news."""


class Jobs(Protocol):
    """What is to be done later."""

    def enqueue(self, job: Job) -> None:
        """Have a job done soon, once, however often it is enqueued until then. Committed on return."""


class EventFacts(Protocol):
    """What events told lately, and a read of GitHub may not show yet."""

    def newest(self, convoy: int, own: Ref) -> Mapping[Ref, datetime]:
        """The newest update of each issue that the convoy tracks, and of its `own`, that events told of."""

    def text_before(self, convoy: int) -> str:
        """Its text before the last edit that took our part away; "" if no event told of one."""


class Nothing:
    """Each of the ports where nothing is remembered: all is read from GitHub, nothing is left to do later."""

    def lease(self, _key: str) -> AbstractContextManager[None]:
        """Nobody else writes in this process."""
        return nullcontext()

    def still_mine(self, _key: str) -> bool:
        """Nobody else writes in this process."""
        return True

    def tracked_by(self, _convoy: int) -> Collection[Ref]:
        """Nothing is known before it is read."""
        return ()

    def trackers_of(self, _ref: Ref, _repo_id: int | None = None) -> Collection[int]:
        """Nothing is known before it is read."""
        return ()

    def remember(self, _convoy: int, _tracked: Mapping[Ref, int | None]) -> None:
        """Forget it."""

    def also_tracks(self, _convoy: int, _tracked: Collection[Ref]) -> None:
        """Forget it."""

    def all_track(self, _tracked: Mapping[int, Mapping[Ref, int | None]]) -> None:
        """Forget it."""

    def was_posted(self, _convoy: int, _key: str) -> bool:
        """GitHub's comments tell."""
        return False

    def note_posted(self, _convoy: int, _key: str) -> None:
        """GitHub's comments tell."""

    def has_reply(self, _source: str) -> bool:
        """GitHub's comments tell."""
        return False

    def note_reply(self, _source: str) -> None:
        """GitHub's comments tell."""

    def wrote(self, _convoy: int, _seen: str) -> None:
        """Forget it."""

    def is_echo(self, _convoy: int, _seen: str) -> bool:
        """Nothing is known."""
        return False

    def at(self, _name: str) -> datetime | None:
        """Nothing is known."""
        return None

    def note(self, _name: str, _at: datetime) -> None:
        """Forget it."""

    def allowed(self, _login: str, _source: str) -> Allowance:
        """Nobody is counted."""
        return Allowance.REPLY

    def count_stranger(self, _login: str, _source: str) -> bool:
        """Nobody is counted."""
        return False

    def enqueue(self, _job: Job) -> None:
        """Nobody would do it later."""

    def newest(self, _convoy: int, _own: Ref) -> Mapping[Ref, datetime]:
        """No event told anything."""
        return {}

    def text_before(self, _convoy: int) -> str:
        """No event told anything."""
        return ""


class NoLinks:
    """Nothing is remembered of links: each look reads them, and nothing comes in beside it."""

    def remember(self, _convoy: int, _linked: Mapping[Ref, int | None]) -> bool:
        """Forget it."""
        return False

    def also_links(self, _linked: Mapping[int, Mapping[Ref, int | None]]) -> None:
        """Forget it."""


@dataclass(frozen=True, slots=True)
class StateStore:
    """One of each port; by default nothing is remembered, as in the terminal."""

    locks: Locks = field(default_factory=Nothing)
    index: TrackIndex = field(default_factory=Nothing)
    links: LinkIndex = field(default_factory=NoLinks)
    notices: NoticeLog = field(default_factory=Nothing)
    echoes: EchoFilter = field(default_factory=Nothing)
    timestamps: Timestamps = field(default_factory=Nothing)
    allowances: Allowances = field(default_factory=Nothing)
    jobs: Jobs = field(default_factory=Nothing)
    events: EventFacts = field(default_factory=Nothing)
