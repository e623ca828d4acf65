"""`rig status`: one repository's workers, their issues, and the convoys these belong to."""

from collections.abc import Sequence

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import may_read
from gt_convoy.convoys import repository
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.references import Ref, convoy_id
from gt_convoy.messages import rig_workers as replies


def run(call: CommandContext, rig: str) -> Answer:
    """Read the rig's open issues and the open convoys, and show who works on what."""
    found = call.app.config.names.rig(rig)
    private = call.app.github.repository(found.repo).private
    shown = call.audience.may_look_into(found.repo, private=private)
    if not (shown and may_read(call, found.repo, private=private)):
        raise UserError(replies.private(found.name))
    issues = call.app.github.open_issues(found.repo)
    convoys = _convoys(call, issues)
    seen = replies.RigWorkers(found.name, found.repo, tuple(issues), convoys)
    return Answer(
        text=replies.text(seen, call.audience),
        data=replies.as_json(seen, call.audience),
        refs=tuple(dict.fromkeys(issue.ref for issue in issues if issue.assignees)),
    )


def _convoys(call: CommandContext, issues: Sequence[Issue]) -> dict[Ref, tuple[str, ...]]:
    """The open convoys of each issue."""
    found: dict[Ref, tuple[str, ...]] = {}
    there = repository.tracked_by_open_convoys(call.app, {issue.ref: issue for issue in issues})
    for number, refs in sorted(there.items()):
        for ref in refs:
            found[ref] = (*found.get(ref, ()), convoy_id(number))
    return found


DETAILS = Details(
    access="read",
    changes=False,
    run=run,
    params=(click.Argument(["rig"], metavar="RIG"),),
    examples=("rig status beads",),
    notes=("RIG is its name, its prefix or its repository.",),
)
