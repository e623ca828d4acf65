"""What a convoy is to be changed for: a closed set of plain values, which plans are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gt_convoy.domain.convoy import Lands
from gt_convoy.domain.crew import Crew
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.references import Ref


@dataclass(frozen=True, slots=True)
class Sync:
    """Write what differs from what the tracked issues call for."""

    newest: Mapping[Ref, datetime] = field(default_factory=dict)  # update of each issue that an event told of
    was: str = ""  # its text before the edit that took our part of it away
    overtook: bool = False  # a write of ours overtook a person's edit, which is to be put back


@dataclass(frozen=True, slots=True)
class Land:
    """Close a complete convoy: one that lands by hand, too; one that a person reopened lands again."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Close it although it is not complete, and tell its subscribers why."""

    by: str  # the login
    reason: str | None = None
    command: str | None = None  # its id; None where it could not be met again


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open it; what it tracks then decides what follows."""


@dataclass(frozen=True, slots=True)
class Add:
    """Track these too, by the reference that named each; whoever asks may read them."""

    issues: Mapping[Ref, Issue]

    def new(self, tracked: Sequence[Ref]) -> dict[Ref, Issue]:
        """Those that are not among what it tracks, be it by an old name."""
        there = frozenset(tracked)
        return {ref: i for ref, i in self.issues.items() if ref not in there and i.ref not in there}

    @property
    def places(self) -> dict[Ref, Issue]:
        """The issues by each name that a line may have for them."""
        return {**self.issues, **{issue.ref: issue for issue in self.issues.values()}}


@dataclass(frozen=True, slots=True)
class Remove:
    """Track these no longer."""

    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Add a subscriber: `@login` or `@org/team`."""

    mention: str


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Remove a subscriber, whatever name a line has for them."""

    mention: str


@dataclass(frozen=True, slots=True)
class Until:
    """Say when it lands, and who may land it by hand: a login."""

    lands: Lands
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Launch:
    """Hand out its issues to this crew from now on, as whoever asks may in these repositories."""

    by: str  # the login
    repos: tuple[int, ...]  # ids
    crew: Crew


@dataclass(frozen=True, slots=True)
class Pause:
    """Hand out nothing for a while; what was given stays where it is."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Hand out its issues again."""


ConvoyRequest = Sync | Land | GiveUp | Reopen
EditRequest = Add | Remove | Subscribe | Unsubscribe | Until | Launch | Pause | Resume
