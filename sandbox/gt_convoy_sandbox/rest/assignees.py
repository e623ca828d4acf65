"""https://docs.github.com/rest/issues/assignees."""

from gt_convoy_sandbox.model import issues
from gt_convoy_sandbox.model.errors import NotFound
from gt_convoy_sandbox.representations import accounts
from gt_convoy_sandbox.representations import issues as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call, sent, texts
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
OF_ISSUE = "/issues/<int:issue_number>/assignees"


@routes.repository("GET", "/assignees")
def list_assignees(call: Call) -> Reply:
    """List who can be assigned."""
    people = call.world.tables.users.values()
    able = [each for each in people if call.world.is_assignable(call.repository, each)]
    return call.paged(able, lambda each: accounts.simple_user(call.context, each))


@routes.repository("GET", "/assignees/<assignee>")
def check_assignee(call: Call, assignee: str) -> None:
    """Say whether someone can be assigned: 204 or 404."""
    user = call.world.user(assignee)
    if user is None or not call.world.is_assignable(call.repository, user):
        raise NotFound


@routes.repository("POST", OF_ISSUE)
def add_assignees(call: Call, issue_number: int) -> Reply:
    """Assign people; those without access are dropped without a word."""
    issue = call.issue(issue_number)
    issues.add_assignees(call.world, issue, call.user, texts(sent(), "assignees"))
    return shown.issue_in_full(call.context, issue), 201


@routes.repository("DELETE", OF_ISSUE)
def remove_assignees(call: Call, issue_number: int) -> Body:
    """Take people off an issue."""
    issue = call.issue(issue_number)
    issues.remove_assignees(call.world, issue, call.user, texts(sent(), "assignees"))
    return shown.issue_in_full(call.context, issue)
