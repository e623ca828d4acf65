"""`rig status`: one repository's workers, their issues, and the convoys these belong to."""

from collections.abc import Sequence

import click

from gt_convoy import hq
from gt_convoy.convoy import Issue
from gt_convoy.errors import Refused
from gt_convoy.refs import Ref, convoy_id
from gt_convoy.replies import rig as replies

from .call import Answer, Call, Command, may_read


def run(call: Call, rig: str) -> Answer:
    """Read the rig's open issues and the open convoys, and show who works on what."""
    found = call.desk.config.names.rig(rig)
    private = call.desk.github.repository(found.repo).private
    shown = call.audience.may_look_into(found.repo, private=private)
    if not (shown and may_read(call, found.repo, private=private)):
        raise Refused(replies.private(found.name))
    issues = call.desk.github.open_issues(found.repo)
    convoys = _convoys(call, issues)
    seen = replies.Rig(found.name, found.repo, tuple(issues), convoys)
    return Answer(
        text=replies.text(seen, call.audience),
        data=replies.as_json(seen, call.audience),
        refs=tuple(dict.fromkeys(issue.ref for issue in issues if issue.assignees)),
    )


def _convoys(call: Call, issues: Sequence[Issue]) -> dict[Ref, tuple[str, ...]]:
    """The open convoys of each issue."""
    found: dict[Ref, tuple[str, ...]] = {}
    there = hq.tracked_by_open_convoys(call.desk, {issue.ref: issue for issue in issues})
    for number, refs in sorted(there.items()):
        for ref in refs:
            found[ref] = (*found.get(ref, ()), convoy_id(number))
    return found


COMMAND = Command(
    path=("rig", "status"),
    summary="Show a rig's workers, their issues and the convoys these belong to.",
    access="read",
    changes=False,
    run=run,
    params=(click.Argument(["rig"], metavar="RIG"),),
    examples=("rig status beads",),
    notes=("RIG is its name, its prefix or its repository.",),
)
