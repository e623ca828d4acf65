"""https://docs.github.com/rest/issues/sub-issues."""

from gt_convoy_sandbox.model import Issue, sub_issues
from gt_convoy_sandbox.model.errors import NotFound
from gt_convoy_sandbox.representations import issues as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call, field, optional, sent
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
ISSUE = "/issues/<int:issue_number>"


@routes.repository("GET", f"{ISSUE}/sub_issues")
def list_sub_issues(call: Call, issue_number: int) -> Reply:
    """List the sub-issues of an issue."""
    found = sub_issues.of(call.world, call.issue(issue_number), call.viewer)
    return call.paged(found, lambda each: shown.issue(call.context, each))


@routes.repository("POST", f"{ISSUE}/sub_issues")
def add_sub_issue(call: Call, issue_number: int) -> Reply:
    """Make an issue, named by its id, a sub-issue; answers the parent."""
    parent, child = call.issue(issue_number), _child(call)
    replace = optional(sent(), "replace_parent", bool, False)
    sub_issues.add(call.world, parent, child, call.user, replace_parent=replace)
    return shown.issue_in_full(call.context, parent), 201


@routes.repository("DELETE", f"{ISSUE}/sub_issue")
def remove_sub_issue(call: Call, issue_number: int) -> Body:
    """Take a sub-issue away."""
    parent = call.issue(issue_number)
    sub_issues.remove(call.world, parent, _child(call), call.user)
    return shown.issue_in_full(call.context, parent)


@routes.repository("GET", f"{ISSUE}/parent")
def get_parent(call: Call, issue_number: int) -> Body:
    """Show the parent of a sub-issue; 404 when there is none, or none that the asker may see."""
    parent = sub_issues.parent_of(call.world, call.issue(issue_number))
    if parent is None or not call.world.can(call.world.repository_of(parent), call.viewer, "read"):
        raise NotFound
    return shown.issue_in_full(call.context, parent)


def _child(call: Call) -> Issue:
    return call.issue_by_id(field(sent(), "sub_issue_id", int))
