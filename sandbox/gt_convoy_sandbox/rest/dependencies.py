"""https://docs.github.com/rest/issues/issue-dependencies."""

from gt_convoy_sandbox.model import dependencies
from gt_convoy_sandbox.representations import issues as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call, field, sent
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
OF_ISSUE = "/issues/<int:issue_number>/dependencies"


@routes.repository("GET", f"{OF_ISSUE}/blocked_by")
def list_blocked_by(call: Call, issue_number: int) -> Reply:
    """List what blocks an issue."""
    found = dependencies.blocked_by(call.world, call.issue(issue_number), call.viewer)
    return call.paged(found, lambda each: shown.issue(call.context, each))


@routes.repository("GET", f"{OF_ISSUE}/blocking")
def list_blocking(call: Call, issue_number: int) -> Reply:
    """List what an issue blocks."""
    found = dependencies.blocking(call.world, call.issue(issue_number), call.viewer)
    return call.paged(found, lambda each: shown.issue(call.context, each))


@routes.repository("POST", f"{OF_ISSUE}/blocked_by")
def add_blocked_by(call: Call, issue_number: int) -> Reply:
    """Let an issue be blocked by another, named by its id."""
    issue, blocker = call.issue(issue_number), call.issue_by_id(field(sent(), "issue_id", int))
    dependencies.add(call.world, issue, blocker, call.user)
    return shown.issue_in_full(call.context, issue), 201


@routes.repository("DELETE", f"{OF_ISSUE}/blocked_by/<int:issue_id>")
def remove_blocked_by(call: Call, issue_number: int, issue_id: int) -> Body:
    """Let an issue no longer be blocked by another."""
    issue = call.issue(issue_number)
    dependencies.remove(call.world, issue, call.issue_by_id(issue_id), call.user)
    return shown.issue_in_full(call.context, issue)
