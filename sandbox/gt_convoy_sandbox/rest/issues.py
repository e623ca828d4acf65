"""https://docs.github.com/rest/issues/issues."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import request

from gt_convoy_sandbox.model import Issue, issues
from gt_convoy_sandbox.model.errors import Invalid
from gt_convoy_sandbox.representations import issues as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call, field, instant, optional, sent
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
SORTS: dict[str, Callable[[Issue], Any]] = {
    "created": lambda issue: (issue.created_at, issue.number),
    "updated": lambda issue: (issue.updated_at, issue.number),
    "comments": lambda issue: (len(issue.comments), issue.number),
}


@routes.repository("GET", "/issues")
def list_issues(call: Call) -> Reply:
    """List issues, pull requests among them, filtered and sorted."""
    sort = SORTS.get(request.args.get("sort", "created"), SORTS["created"])
    found = sorted(_filtered(call), key=sort, reverse=request.args.get("direction", "desc") != "asc")
    return call.paged(found, lambda each: shown.issue(call.context, each))


@routes.repository("POST", "/issues")
def create_issue(call: Call) -> Reply:
    """Open an issue."""
    body = sent()
    title, text = str(field(body, "title", str)), optional(body, "body", str, "") or None
    extras = issues.Extras(
        labels=label_names(body),
        assignees=_assignees(body) or [],
        type=optional(body, "type", str, "") or None,
    )
    issue = issues.create(call.world, call.repository, call.user, title, text, **extras)
    return shown.issue_in_full(call.context, issue), 201


@routes.repository("GET", "/issues/<int:issue_number>")
def get_issue(call: Call, issue_number: int) -> Body:
    """Show an issue or pull request."""
    return shown.issue_in_full(call.context, call.issue(issue_number))


@routes.repository("PATCH", "/issues/<int:issue_number>")
def update_issue(call: Call, issue_number: int) -> Body:
    """Change what was sent, all in one."""
    issue, body = call.issue(issue_number), sent()
    issues.edit(call.world, issue, call.user, **_changes(body))
    return shown.issue_in_full(call.context, issue)


def label_names(body: Body) -> list[str]:
    """Give the names of labels, which may be sent as texts or as objects."""
    sent_labels = optional(body, "labels", list, [])
    return [str(each["name"]) if isinstance(each, dict) else str(each) for each in sent_labels]


def _assignees(body: Body) -> list[str] | None:
    if "assignees" in body:
        return [str(each) for each in optional(body, "assignees", list, [])]
    if "assignee" in body:
        return [body["assignee"]] if body["assignee"] else []
    return None


def _changes(body: Body) -> issues.Changes:
    changes = issues.Changes()
    if body.get("title") is not None:
        changes["title"] = str(field(body, "title", str))
    if "body" in body:
        changes["body"] = optional(body, "body", str, "")
    if body.get("state") is not None:
        changes["state"] = field(body, "state", str)
        changes["state_reason"] = optional(body, "state_reason", str, "") or None
    if "labels" in body:
        changes["labels"] = label_names(body)
    if (assignees := _assignees(body)) is not None:
        changes["assignees"] = assignees
    if "type" in body:
        changes["type"] = optional(body, "type", str, "") or None
    return changes


def _filtered(call: Call) -> Iterable[Issue]:
    wanted = request.args.get("state", "open")
    if wanted not in ("open", "closed", "all"):
        raise Invalid("Issue", "state", "invalid", value=wanted)
    since, labels = instant("since"), _wanted_labels(call)
    assignee, creator = request.args.get("assignee"), request.args.get("creator")
    for issue in call.world.issues_of(call.repository):
        if (
            wanted in ("all", issue.state)
            and (since is None or issue.updated_at >= since)
            and labels is not None
            and labels <= set(issue.labels)
            and _is_assigned(issue, assignee)
            and creator in (None, issue.author)
        ):
            yield issue


def _wanted_labels(call: Call) -> set[int] | None:
    names = [each.strip().lower() for each in request.args.get("labels", "").split(",") if each.strip()]
    if any(name not in call.repository.labels for name in names):
        return None
    return {call.repository.labels[name].id for name in names}


def _is_assigned(issue: Issue, wanted: str | None) -> bool:
    if wanted in (None, ""):
        return True
    if wanted == "none":
        return not issue.assignees
    return bool(issue.assignees) if wanted == "*" else wanted in issue.assignees
