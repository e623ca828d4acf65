"""The convoys that work gets by itself, when it is handed out."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from gt_convoy.convoys import reading, repository
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.issue import Issue, State
from gt_convoy.domain.references import Ref


@dataclass(frozen=True, slots=True)
class Tracking:
    """The open convoy that tracks an issue, and whether it was made just now."""

    number: int
    made: bool


class Obstacle(Enum):
    """Why an issue is not handed out."""

    CLOSED = auto()
    TAKEN = auto()
    BLOCKED = auto()


def obstacle(issue: Issue, worker: str, *, anyway: bool = False) -> Obstacle | None:
    """What is in the way of giving an issue to a worker; `anyway` leaves only that it is closed."""
    if issue.state is State.CLOSED:
        return Obstacle.CLOSED
    if anyway or worker.lower() in map(str.lower, issue.assignees):
        return None
    if issue.assignees:
        return Obstacle.TAKEN
    return Obstacle.BLOCKED if issue.blocked_by else None


def convoys_for(
    context: AppContext,
    issues: Mapping[Ref, Issue],
    subscribers: Collection[str],
    command: str | None = None,
    since: datetime | None = None,
) -> dict[Ref, Tracking]:
    """The open convoy of each issue; those without one get one together, `Work: <first> and N more`."""
    with _leases(context, [issue.ref for issue in issues.values()]):
        found = _open_convoys(context, issues)
        alone = [ref for ref in issues if ref not in found]
        if alone:
            thread = repository.made_by(context, command, since) if command and since else None
            thread = thread or repository.make(
                context, title(context, alone), [issues[r].ref for r in alone], subscribers, command
            )
            found |= {ref: Tracking(thread.number, made=True) for ref in alone}
    return found


def title(context: AppContext, refs: Collection[Ref]) -> str:
    """`Work: gt-12`, `Work: gt-12 and 2 more`."""
    first, *more = refs
    return f"Work: {context.config.names.show(first)}" + (f" and {len(more)} more" if more else "")


def _open_convoys(context: AppContext, issues: Mapping[Ref, Issue]) -> dict[Ref, Tracking]:
    """By the list of HQ's open convoys: it alone is sure, an index may not have seen the newest."""
    asked = {issue.ref: ref for ref, issue in issues.items()}
    found: dict[Ref, Tracking] = {}
    there = reading.tracked_by_open_convoys(context, {issue.ref: issue for issue in issues.values()})
    for number, refs in sorted(there.items()):
        for ref in refs:
            found.setdefault(asked[ref], Tracking(number, made=False))
    return found


@contextmanager
def _leases(context: AppContext, refs: Collection[Ref]) -> Iterator[None]:
    """One maker at a time for each issue, always taken in the same order."""
    with ExitStack() as held:
        for ref in sorted(refs, key=lambda ref: ref.key):
            held.enter_context(context.state.locks.lease(f"new:{ref.repo.lower()}#{ref.number}"))
        yield
