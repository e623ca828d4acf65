"""Reading an epic: GitHub's sub-issues, all levels of them.

https://docs.github.com/en/rest/issues/sub-issues: at most 100 under one parent, 8 levels.
"""

from collections import deque
from dataclasses import dataclass

from gt_convoy.commands.context import CommandContext
from gt_convoy.commands.validation import all_refs, may_read
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.references import Ref
from gt_convoy.messages import command_answers, command_refusals

LEVELS = 8


@dataclass(frozen=True, slots=True)
class Epic:
    """The issues below an epic, and those that were skipped, with the reasons."""

    top: Issue
    leaves: dict[Ref, Issue]  # the work: issues without sub-issues of their own
    skipped: tuple[str, ...]  # a sentence for each issue below it that is not tracked


def walk(call: CommandContext, word: str) -> Epic:
    """Breadth-first from the epic down. Raises UserError if it has no sub-issues, or cannot be read."""
    top = next(iter(all_refs(call, [word]).values()))
    leaves: dict[Ref, Issue] = {}
    skipped: list[str] = []
    waiting = deque([(top, 0)])
    met = {top.ref}
    while waiting:
        parent, level = waiting.popleft()
        below = call.app.github.sub_issues(parent.ref) if parent.children != 0 and level < LEVELS else []
        if parent is not top:
            _keep(call, parent, bool(below), leaves, skipped)
        new = [issue for issue in below if issue.ref not in met]
        met.update(issue.ref for issue in new)
        waiting.extend((issue, level + 1) for issue in new)
    if not leaves:
        raise UserError(command_refusals.no_sub_issues(word))
    return Epic(top, leaves, tuple(skipped))


def _keep(
    call: CommandContext, issue: Issue, has_below: bool, leaves: dict[Ref, Issue], skipped: list[str]
) -> None:
    name = call.app.config.names.show(issue.ref)
    if not may_read(call, issue.ref.repo, private=issue.private):
        skipped.append(command_refusals.skipped("an issue", command_answers.UNREADABLE))
    elif has_below:
        skipped.append(
            command_refusals.skipped(name, "it has sub-issues of its own, which are tracked instead")
        )
    else:
        leaves[issue.ref] = issue
