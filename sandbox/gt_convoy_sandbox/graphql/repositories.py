"""Repositories, their labels, and lists of their issues."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from gt_convoy_sandbox.graphql import files
from gt_convoy_sandbox.graphql.connections import Connection, Page, connection
from gt_convoy_sandbox.graphql.errors import Refusal, Unresolved
from gt_convoy_sandbox.graphql.fields import Asked, Fields, always, named
from gt_convoy_sandbox.model import Issue, Label, Repository
from gt_convoy_sandbox.rest import standing

Order = dict[str, str]
UNSUPPORTED = ("mentioned", "milestone", "milestone_number", "viewer_subscribed")


def find(_root: Any, asked: Asked, owner: str, name: str, *, follow_renames: bool = True) -> Repository:
    """Find a repository by its name or one it had; one that the viewer may not read is not there."""
    full_name = f"{owner}/{name}"
    found = asked.world.repository(full_name)
    if found is None and follow_renames:
        found = asked.world.moved_repository(full_name)
    if found is None or not asked.world.can(found, asked.viewer, "read"):
        raise Unresolved(f"Could not resolve to a Repository with the name '{full_name}'.")
    if standing.signed_out(asked.world, asked.viewer, found):
        raise Refusal("FORBIDDEN", standing.SAML)
    return found


def _find_either(repository: Repository, asked: Asked, number: int) -> Issue:
    return _found(repository, asked, number, "an issue or pull request", {True, False})


def _find_issue(repository: Repository, asked: Asked, number: int) -> Issue:
    return _found(repository, asked, number, "an Issue", {False})


def _find_pull(repository: Repository, asked: Asked, number: int) -> Issue:
    return _found(repository, asked, number, "a PullRequest", {True})


def _found(repository: Repository, asked: Asked, number: int, kind: str, is_pull: set[bool]) -> Issue:
    # Deleted, transferred and never there get the same answer.
    issue = asked.world.issue(repository, number)
    shut = issue is not None and issue.pull is None and not repository.has_issues
    gone = issue is None or shut or issue.transferred_to is not None
    if issue is None or gone or (issue.pull is not None) not in is_pull:
        raise Unresolved(f"Could not resolve to {kind} with the number of {number}.")
    return issue


def _issues(repository: Repository, asked: Asked, **arguments: Any) -> Connection:
    wanted = {key: value for key, value in arguments.items() if value is not None}
    wanted = {**wanted.pop("filter_by", {}), **wanted}
    if any(wanted.get(key) for key in UNSUPPORTED):
        raise NotImplementedError(f"the sandbox does not filter by {', '.join(UNSUPPORTED)}")
    found = [
        issue for issue in _listed(repository, asked, wanted) if not issue.pull and _passes(issue, wanted)
    ]
    return connection("issues", ordered(found, wanted.get("order_by")), Page.of(arguments))


def _pull_requests(repository: Repository, asked: Asked, **arguments: Any) -> Connection:
    base, head = arguments.get("base_ref_name"), arguments.get("head_ref_name")
    found = [
        issue
        for issue in _listed(repository, asked, arguments)
        if issue.pull and base in (None, issue.pull.base_ref) and head in (None, issue.pull.head_ref)
    ]
    return connection("pullRequests", ordered(found, arguments.get("order_by")), Page.of(arguments))


def ordered(found: list[Issue], order: Order | None) -> list[Issue]:
    """Sort issues; without an order the oldest come first."""
    keys: dict[str, Any] = {
        "CREATED_AT": lambda issue: (issue.created_at, issue.number),
        "UPDATED_AT": lambda issue: (issue.updated_at, issue.number),
        "COMMENTS": lambda issue: (len(issue.comments), issue.number),
    }
    order = order or {"field": "CREATED_AT", "direction": "ASC"}
    return sorted(found, key=keys[order["field"]], reverse=order["direction"] == "DESC")


def state(issue: Issue) -> str:
    """Give the state as GraphQL knows it."""
    return "MERGED" if issue.pull and issue.pull.merged else issue.state.upper()


def _listed(repository: Repository, asked: Asked, wanted: Mapping[str, Any]) -> Iterator[Issue]:
    """Yield what has one of the states and one of the labels; without these, all."""
    states, names = wanted.get("states"), {name.lower() for name in wanted.get("labels") or ()}
    for issue in asked.world.issues_of(repository):
        labels = {label.name.lower() for label in asked.world.labels_of(issue)}
        moved = issue.transferred_to is not None
        if not moved and (not states or state(issue) in states) and (not names or names & labels):
            yield issue


def _passes(issue: Issue, wanted: Mapping[str, Any]) -> bool:
    since, creator, assignee = (wanted.get(key) for key in ("since", "created_by", "assignee"))
    return (
        (since is None or issue.updated_at >= datetime.fromisoformat(since))
        and (creator is None or issue.author.lower() == creator.lower())
        and (assignee is None or assignee.lower() in map(str.lower, issue.assignees))
    )


def _find_label(repository: Repository, _asked: Asked, name: str) -> Label | None:
    return repository.labels.get(name.lower())


def _labels(
    repository: Repository,
    _asked: Asked,
    query: str | None = None,
    order_by: Order | None = None,
    **page: Any,
) -> Connection:
    found = [label for label in repository.labels.values() if (query or "").lower() in label.name.lower()]
    return connection("labels", ordered_labels(found, order_by), Page(**page))


def ordered_labels(labels: list[Label], order: Order | None) -> list[Label]:
    """Sort labels; without an order the oldest come first."""
    order = order or {"field": "CREATED_AT", "direction": "ASC"}
    by_name = order["field"] == "NAME"
    return sorted(
        labels,
        key=lambda label: (label.name.lower() if by_name else "", label.id),
        reverse=order["direction"] == "DESC",
    )


def _permission(repository: Repository, asked: Asked) -> str | None:
    role = asked.world.role(repository, asked.viewer)
    return None if role == "none" else role.upper()


REPOSITORY: Fields = {
    "databaseId": named("id"),
    "hasIssuesEnabled": named("has_issues"),
    "id": named("node_id"),
    "isArchived": named("archived"),
    "isDisabled": always(value=False),
    "isFork": always(value=False),
    "isLocked": always(value=False),
    "isPrivate": named("private"),
    "issue": _find_issue,
    "issueOrPullRequest": _find_either,
    "issues": _issues,
    "label": _find_label,
    "labels": _labels,
    "nameWithOwner": named("full_name"),
    "object": files.find,
    "owner": lambda repository, asked: asked.world.account(repository.owner),
    "pullRequest": _find_pull,
    "pullRequests": _pull_requests,
    "resourcePath": lambda repository, _: f"/{repository.full_name}",
    "url": lambda repository, asked: asked.repository_page(repository),
    "viewerPermission": _permission,
    "visibility": lambda repository, _: "PRIVATE" if repository.private else "PUBLIC",
}
