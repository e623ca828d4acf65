"""What an event calls for, as far as it can be told without knowing who tracks what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from gt_convoy.domain.job import Job, SyncConvoy
from gt_convoy.domain.references import Ref


@dataclass(frozen=True, slots=True)
class Subject:
    """An issue or pull request, by what an event calls it."""

    ref: Ref
    repo_id: int | None = None  # None where a text named it


@dataclass(frozen=True, slots=True)
class IssueUpdate:
    """An issue or pull request as an event told of it: a read that is older is not to be acted on."""

    ref: Ref
    repo_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class TextBefore:
    """The text of a convoy before an edit."""

    convoy: int
    at: datetime  # of the edit: of several the text before the last one has the newest lists
    text: str


@dataclass(frozen=True, slots=True)
class Routed:
    """The jobs of one event, and what the state store learns from it, in one step with them."""

    ours: bool  # of HQ or a rig; else it counts only where it wakes a convoy
    jobs: tuple[Job, ...] = ()
    update: IssueUpdate | None = None
    tracked: tuple[Subject, ...] = ()  # a sync is wanted of each convoy that tracks one of these
    linked: tuple[Subject, ...] = ()  # and of each that tracks what one of these blocks or closes
    tracks: Mapping[int, tuple[Ref, ...]] = field(default_factory=dict)  # what a convoy's text names
    before: TextBefore | None = None

    def wants(self, convoys: Iterable[int]) -> tuple[Job, ...]:
        """All its jobs; `convoys` are those that track one of `tracked`, or wait for one of `linked`."""
        return (*map(SyncConvoy, sorted(set(convoys))), *self.jobs)
