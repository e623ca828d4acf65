"""How a tracked issue stands: computed at each read, never stored."""

from collections.abc import Callable
from enum import StrEnum

from gt_convoy.domain.issue import Issue, Seen, State


class Progress(StrEnum):
    """Of a tracked issue or pull request; in the order in which they are counted and shown."""

    DONE = "done"
    MERGED = "merged"
    NOT_PLANNED = "not_planned"
    UNMERGED = "unmerged"
    IN_REVIEW = "in_review"
    IN_WORK = "in_work"
    READY = "ready"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


def _closed(issue: Issue) -> bool:
    return issue.state is State.CLOSED


def _given_up(issue: Issue) -> bool:
    return _closed(issue) and not issue.is_pull and not issue.completed


def _merged(issue: Issue) -> bool:
    """A pull request that is merged, or an issue whose pull requests are.

    One that was closed beside a merged one was an earlier attempt, and counts no more.
    """
    if issue.is_pull:
        return issue.completed
    pulls = issue.pulls
    return any(pull.merged for pull in pulls) and not any(pull.open for pull in pulls)


# The first row that holds decides.
TABLE: tuple[tuple[Callable[[Issue], bool], Progress], ...] = (
    (_given_up, Progress.NOT_PLANNED),
    (lambda i: _closed(i) and _merged(i), Progress.MERGED),
    (lambda i: _closed(i) and (i.is_pull or bool(i.pulls)), Progress.UNMERGED),
    (_closed, Progress.DONE),
    (
        lambda i: (i.is_pull and not i.draft) or any(p.open and not p.draft for p in i.pulls),
        Progress.IN_REVIEW,
    ),
    (lambda i: i.blocked, Progress.BLOCKED),
    (lambda i: i.is_pull or bool(i.assignees) or any(p.open for p in i.pulls), Progress.IN_WORK),
    (lambda _: True, Progress.READY),
)


def progress(seen: Seen) -> Progress:
    """How it stands, by the table."""
    if not isinstance(seen, Issue):
        return Progress.UNKNOWN
    return next(value for applies, value in TABLE if applies(seen))
