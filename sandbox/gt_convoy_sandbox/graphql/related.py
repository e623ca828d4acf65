"""Issues that an issue is related to: under it, before it; and the pull requests that close it."""

from collections.abc import Callable
from typing import Any

from gt_convoy_sandbox.graphql.connections import Connection, Page, connection
from gt_convoy_sandbox.graphql.fields import Asked, Fields, Resolve
from gt_convoy_sandbox.graphql.repositories import Order, ordered, state
from gt_convoy_sandbox.model import Issue, User, World, dependencies, links, sub_issues

STATES = ("OPEN", "MERGED", "CLOSED")


def _related(name: str, find: Callable[[World, Issue, User | None], list[Issue]]) -> Resolve:
    """Resolve to issues that the viewer may see; dependencies come newest first unless asked otherwise."""

    def resolve(issue: Issue, asked: Asked, order_by: Order | None = None, **page: Any) -> Connection:
        found = find(asked.world, issue, asked.viewer)
        if order_by and order_by["field"] == "CREATED_AT":
            found.sort(key=lambda each: each.created_at)
        if order_by and order_by["direction"] == "DESC":
            found.reverse()
        return connection(name, found, Page.of(page))

    return resolve


def _parent(issue: Issue, asked: Asked) -> Issue | None:
    found = sub_issues.parent_of(asked.world, issue)
    is_seen = found and asked.world.can(asked.world.repository_of(found), asked.viewer, "read")
    return found if is_seen else None


def _sub_issues_summary(issue: Issue, asked: Asked) -> dict[str, int]:
    counted = sub_issues.summary(asked.world, issue)
    return {**counted, "percentCompleted": counted["percent_completed"]}


def _dependencies_summary(issue: Issue, asked: Asked) -> dict[str, int]:
    counted = dependencies.summary(asked.world, issue)
    return {
        "blockedBy": counted["blocked_by"],
        "blocking": counted["blocking"],
        "totalBlockedBy": counted["total_blocked_by"],
        "totalBlocking": counted["total_blocking"],
    }


def _closed_by(
    issue: Issue,
    asked: Asked,
    *,
    include_closed_prs: bool = False,
    order_by_state: bool = False,
    user_linked_only: bool = False,
    **page: Any,
) -> Connection:
    found = links.closed_by(asked.world, issue, asked.viewer, by_hand=user_linked_only)
    shown = [each for each in found if include_closed_prs or each.state == "open"]
    if order_by_state:
        shown.sort(key=lambda each: STATES.index(state(each)))
    return connection("closedByPullRequestsReferences", shown, Page.of(page))


def _closes(
    issue: Issue,
    asked: Asked,
    order_by: Order | None = None,
    *,
    user_linked_only: bool = False,
    **page: Any,
) -> Connection:
    found = links.closes(asked.world, issue, asked.viewer, by_hand=user_linked_only)
    shown = ordered(found, order_by) if order_by else found
    return connection("closingIssuesReferences", shown, Page.of(page))


OF_ISSUE: Fields = {
    "blockedBy": _related("blockedBy", dependencies.blocked_by),
    "blocking": _related("blocking", dependencies.blocking),
    "closedByPullRequestsReferences": _closed_by,
    "issueDependenciesSummary": _dependencies_summary,
    "parent": _parent,
    "subIssues": _related("subIssues", sub_issues.of),
    "subIssuesSummary": _sub_issues_summary,
}
OF_PULL_REQUEST: Fields = {"closingIssuesReferences": _closes}
