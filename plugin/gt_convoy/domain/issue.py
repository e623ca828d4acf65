"""Issues and pull requests as GitHub shows them now."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from gt_convoy.domain.references import Ref

Reaction = Literal["eyes", "rocket", "confused"]  # those that we put


class State(StrEnum):
    """Of a tracked issue."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Blocker:
    """An issue that another one waits for, by GitHub's issue dependencies."""

    ref: Ref
    url: str
    open: bool
    private: bool = False  # its repository is not public
    repo_id: int | None = None


@dataclass(frozen=True, slots=True)
class LinkedPull:
    """A pull request that closes an issue when it is merged."""

    ref: Ref
    url: str
    open: bool
    merged: bool = False
    draft: bool = False
    base: str = ""  # the branch it is to be merged into
    private: bool = False  # its repository is not public
    repo_id: int | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue or pull request as GitHub shows it to us now."""

    ref: Ref  # where it is now, which may not be where it was looked for
    repo_id: int
    title: str
    url: str
    state: State
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    state_reason: str | None = None  # completed, not_planned, duplicate, reopened; merged for a pull request
    type: str | None = None  # the issue type, else what a label says
    assignees: tuple[str, ...] = ()
    is_pull: bool = False
    private: bool = False  # its repository is not public
    blocked_by: int = 0  # open issues that block it, those included that we may not read
    blockers: tuple[Blocker, ...] = ()  # those that GitHub listed, closed ones too
    more_blockers: bool = False  # not all that we may read are listed: there are too many, or none was told
    pulls: tuple[LinkedPull, ...] = ()  # that close it, closed ones too
    draft: bool = False  # a pull request that is not ready for review
    convoy: bool = False  # it has the label of convoys
    children: int | None = None  # its sub-issues; None where the answer did not tell
    open_children: int = 0  # those of them that are open

    @property
    def open_blockers(self) -> tuple[Blocker, ...]:
        """Those that block it now; closed ones do not."""
        return tuple(blocker for blocker in self.blockers if blocker.open)

    @property
    def unlisted_blockers(self) -> int:
        """How many block it now that are not listed: we may not read them, or see `more_blockers`."""
        return max(0, self.blocked_by - len(self.open_blockers))

    @property
    def blocked(self) -> bool:
        """Whether something blocks it now."""
        return bool(self.open_blockers) or self.unlisted_blockers > 0

    @property
    def container(self) -> bool:
        """Whether the work on it is in its sub-issues, for some are open."""
        return self.state is State.OPEN and self.open_children > 0

    @property
    def links(self) -> dict[Ref, int | None]:
        """What may change how it stands without an event of its own, with the id of each one's repository."""
        found = {pull.ref: pull.repo_id for pull in self.pulls if not pull.merged}
        return found | {one.ref: one.repo_id for one in self.blockers if self.state is State.OPEN}

    @property
    def completed(self) -> bool:
        """Closed as done, not given up: told apart when shown, alike for landing."""
        if self.is_pull:
            return self.state_reason == "merged"
        return self.state is State.CLOSED and self.state_reason not in ("not_planned", "duplicate")

    @property
    def unmerged_pulls(self) -> tuple[LinkedPull, ...]:
        """Of the pull requests that close it the open ones; without one, those closed without a merge."""
        left = tuple(pull for pull in self.pulls if not pull.merged)
        return tuple(pull for pull in left if pull.open) or left


@dataclass(frozen=True, slots=True)
class Unknown:
    """A tracked issue of which nothing is known, and why: `not found`, `deleted`, `cycle`, `moved`, WAITS."""

    ref: Ref
    reason: str

    @property
    def state(self) -> State:
        """Never open, never closed."""
        return State.UNKNOWN


Seen = Issue | Unknown


@dataclass(frozen=True, slots=True)
class Thread:
    """An issue or pull request with its text: a convoy, or a place where commands are given."""

    ref: Ref
    id: int
    title: str
    body: str
    url: str
    open: bool
    author: str
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None = None
    labels: frozenset[str] = frozenset()
    is_pull: bool = False
    private: bool | None = None  # its repository is not public; None where the answer did not tell
    editor: str | None = None  # whose the text is as it stands: last editor or author; None if not told
    edited_at: datetime | None = None  # when its text was last edited; None if never, or if not told
    node: str = ""  # its id in GraphQL
    locked: bool = False
    reactions: frozenset[Reaction] = frozenset()  # whoever put them; of REST alone
    label: str | None = None  # what its label `convoy` is described as; None without it; of REST alone

    @property
    def number(self) -> int:
        """Within its repository."""
        return self.ref.number
