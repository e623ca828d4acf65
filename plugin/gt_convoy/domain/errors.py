"""What can go wrong, told apart by whom it concerns.

`UserError` is the asker's: they are told, word for word. Everything under `GitHubError` is between us and
GitHub: it is logged, and tried again where that can help.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from gt_convoy.domain.safe_text import invisible_named


class UserError(Exception):
    """The asker's request cannot be done; the text says why, names the culprit and the way out."""

    def __str__(self) -> str:
        """With what cannot be seen in it by name: `gt-1<U+200B>: not a reference`."""
        return invisible_named(super().__str__())


class UsageError(UserError):
    """The words of a command are wrong (exit status 2 in the terminal)."""


class Problems(UserError):
    """Several things are wrong at once; all of them are told."""

    def __init__(self, problems: Iterable[str]) -> None:
        """Keep each problem apart, a line each."""
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Shut(Enum):
    """What keeps everybody from writing somewhere until somebody opens it."""

    ARCHIVED = auto()  # the repository
    NO_ISSUES = auto()  # its issues are switched off
    LOCKED = auto()  # the conversation


@dataclass(frozen=True, slots=True)
class ShutPlace:
    """Where nobody can write, and why."""

    where: str  # owner/repo, or owner/repo#12
    why: Shut

    @property
    def repo(self) -> str:
        """The repository that it is, or is in."""
        return self.where.partition("#")[0]


class GitHubError(Exception):
    """GitHub did not do what we asked; the text says what to do about it."""

    shut: ShutPlace | None = None  # where that is why, and it is known


class Unavailable(GitHubError):
    """No answer, or a failure on GitHub's side: the same request may work later."""


class RateLimited(GitHubError):
    """GitHub asks us to wait, by a primary or a secondary limit, in REST or GraphQL."""

    def __init__(self, until: datetime) -> None:
        """`until` is the time (UTC) from which requests are welcome again."""
        self.until = until
        self.notice_due = False  # a landing was about to be told: it goes first when the pause ends
        super().__init__(f"GitHub's rate limit is used up until {until:%Y-%m-%d %H:%M:%S} UTC")


class NotFound(GitHubError):
    """GitHub shows us nothing there: it does not exist, was deleted, or this account may not see it."""


class Elsewhere(NotFound):
    """The issue was transferred: GitHub shows it in another place."""


class Denied(GitHubError):
    """GitHub knows this account and does not let it do that (401, 403)."""


class Rejected(GitHubError):
    """GitHub found the request itself wrong (422), or did not do what it answered it had done."""


REFUSALS = (Denied, NotFound, Rejected)
"""What GitHub answers just so when it is asked again: no reason to try as if it would pass."""


class NoDatabase(Exception):
    """What we remember cannot be read or written now (locked, full, gone); the text says why."""


class Stale(Exception):
    """GitHub showed a state older than the event that told us of it: read it again shortly."""
