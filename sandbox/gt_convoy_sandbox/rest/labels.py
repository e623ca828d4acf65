"""https://docs.github.com/rest/issues/labels."""

from flask import request

from gt_convoy_sandbox.model import issues, labels
from gt_convoy_sandbox.model.errors import NotFound
from gt_convoy_sandbox.representations import issues as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call, field, sent
from gt_convoy_sandbox.rest.issues import label_names
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
OF_ISSUE = "/issues/<int:issue_number>/labels"


@routes.repository("GET", "/labels")
def list_labels(call: Call) -> Reply:
    """List the labels of a repository."""
    found = sorted(call.repository.labels.values(), key=lambda each: each.name.lower())
    return call.paged(found, lambda each: shown.label(call.context, call.repository, each))


@routes.repository("POST", "/labels")
def create_label(call: Call) -> Reply:
    """Create a label."""
    body = sent()
    looks = labels.Looks(color=body.get("color") or labels.DEFAULT_COLOR, description=body.get("description"))
    label = labels.create(call.world, call.repository, call.user, field(body, "name", str), **looks)
    return shown.label(call.context, call.repository, label), 201


@routes.repository("GET", "/labels/<name>")
def get_label(call: Call, name: str) -> Body:
    """Show a label."""
    return shown.label(call.context, call.repository, labels.get(call.repository, name))


@routes.repository("PATCH", "/labels/<name>")
def update_label(call: Call, name: str) -> Body:
    """Change a label."""
    body, label = sent(), labels.get(call.repository, name)
    changes = labels.Changes(
        new_name=body.get("new_name") or body.get("name") or label.name,
        color=body.get("color") or label.color,
        description=body.get("description", label.description),
    )
    labels.edit(call.world, call.repository, call.user, label, **changes)
    return shown.label(call.context, call.repository, label)


@routes.repository("DELETE", "/labels/<name>")
def delete_label(call: Call, name: str) -> None:
    """Delete a label."""
    labels.delete(call.world, call.repository, call.user, labels.get(call.repository, name))


@routes.repository("GET", OF_ISSUE)
def list_labels_of_issue(call: Call, issue_number: int) -> Reply:
    """List the labels of an issue."""
    found = call.world.labels_of(call.issue(issue_number))
    return call.paged(found, lambda each: shown.label(call.context, call.repository, each))


@routes.repository("POST", OF_ISSUE)
def add_labels(call: Call, issue_number: int) -> Reply:
    """Add labels to an issue."""
    issues.add_labels(call.world, call.issue(issue_number), call.user, _names())
    return list_labels_of_issue(call, issue_number)


@routes.repository("PUT", OF_ISSUE)
def set_labels(call: Call, issue_number: int) -> Reply:
    """Set all labels of an issue."""
    issues.set_labels(call.world, call.issue(issue_number), call.user, _names())
    return list_labels_of_issue(call, issue_number)


@routes.repository("DELETE", OF_ISSUE)
def remove_all_labels(call: Call, issue_number: int) -> None:
    """Remove all labels of an issue."""
    issues.set_labels(call.world, call.issue(issue_number), call.user, [])


@routes.repository("DELETE", f"{OF_ISSUE}/<name>")
def remove_label(call: Call, issue_number: int, name: str) -> Reply:
    """Remove one label of an issue; 404 when it has none such."""
    issue = call.issue(issue_number)
    left = [each.name for each in call.world.labels_of(issue) if each.name.lower() != name.lower()]
    if len(left) == len(issue.labels):
        raise NotFound("Label does not exist")
    issues.set_labels(call.world, issue, call.user, left)
    return list_labels_of_issue(call, issue_number)


def _names() -> list[str]:
    # GitHub takes a bare array here too.
    body = request.get_json(force=True, silent=True)
    return label_names({"labels": body} if isinstance(body, list) else sent())
