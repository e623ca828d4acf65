"""https://docs.github.com/rest/issues/events."""

from gt_convoy_sandbox.model import Issue, TimelineEvent, node_ids
from gt_convoy_sandbox.representations import accounts
from gt_convoy_sandbox.representations import issues as shown
from gt_convoy_sandbox.representations.context import Body, timestamp
from gt_convoy_sandbox.rest.call import Call
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
PEOPLE = ("assigned", "unassigned")
TOLD_ELSEWHERE = ("commented",)


@routes.repository("GET", "/issues/events")
def list_events(call: Call) -> Reply:
    """List what happened to the issues and pull requests of a repository, newest first."""
    issues = call.world.issues_of(call.repository)
    found = [
        (issue, event) for issue in issues for event in issue.timeline if event.event not in TOLD_ELSEWHERE
    ]
    found.sort(key=lambda each: each[1].id, reverse=True)
    return call.paged(found, lambda each: _event(call, *each))


def _event(call: Call, issue: Issue, event: TimelineEvent) -> Body:
    context, world = call.context, call.world
    actor = accounts.simple_user(context, world.account(event.actor))
    body: Body = {
        "id": event.id,
        "node_id": node_ids.encode("IE", event.id),
        "url": f"{context.repository_api(call.repository)}/issues/events/{event.id}",
        "actor": actor,
        "event": event.event,
        "commit_id": None,
        "commit_url": None,
        "created_at": timestamp(event.created_at),
        "issue": shown.issue(context, issue),
        "performed_via_github_app": None,
    }
    if event.event not in PEOPLE:
        return body
    assignee = accounts.simple_user(context, world.account(event.detail["assignee"]))
    return body | {"assignee": assignee, "assigner": actor}
