"""Reading an epic: GitHub's sub-issues, all levels of them.

https://docs.github.com/en/rest/issues/sub-issues: at most 100 under one parent, 8 levels.
"""

from collections import deque
from dataclasses import dataclass

from gt_convoy.convoy import Issue
from gt_convoy.errors import Refused
from gt_convoy.refs import Ref
from gt_convoy.replies import asked

from .call import Call, all_refs, may_read

LEVELS = 8


@dataclass(frozen=True, slots=True)
class Epic:
    """What an epic comes down to."""

    top: Issue
    leaves: dict[Ref, Issue]  # the work: issues without sub-issues of their own
    skipped: tuple[str, ...]  # a sentence for each issue below it that is not tracked


def walk(call: Call, word: str) -> Epic:
    """Breadth-first from the epic down. Raises Refused if it has no sub-issues, or cannot be read."""
    top = next(iter(all_refs(call, [word]).values()))
    leaves: dict[Ref, Issue] = {}
    skipped: list[str] = []
    waiting = deque([(top, 0)])
    met = {top.ref}
    while waiting:
        parent, level = waiting.popleft()
        below = call.desk.github.sub_issues(parent.ref) if parent.children != 0 and level < LEVELS else []
        if parent is not top:
            _keep(call, parent, bool(below), leaves, skipped)
        new = [issue for issue in below if issue.ref not in met]
        met.update(issue.ref for issue in new)
        waiting.extend((issue, level + 1) for issue in new)
    if not leaves:
        raise Refused(asked.no_sub_issues(word))
    return Epic(top, leaves, tuple(skipped))


def _keep(call: Call, issue: Issue, has_below: bool, leaves: dict[Ref, Issue], skipped: list[str]) -> None:
    name = call.desk.config.names.show(issue.ref)
    if not may_read(call, issue.ref.repo, private=issue.private):
        skipped.append(asked.skipped("an issue", asked.UNREADABLE))
    elif has_below:
        skipped.append(asked.skipped(name, "it has sub-issues of its own, which are tracked instead"))
    else:
        leaves[issue.ref] = issue
