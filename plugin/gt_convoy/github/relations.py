"""What an issue waits for, what closes it and what is below it, from GitHub's JSON."""

from typing import Any, TypedDict

from gt_convoy.domain.issue import Blocker, LinkedPull
from gt_convoy.domain.references import Ref
from gt_convoy.github.values import Data, is_private


class Relations(TypedDict, total=False):
    """Fields of `Issue`; what is not told keeps its default."""

    blocked_by: int
    blockers: tuple[Blocker, ...]
    more_blockers: bool
    pulls: tuple[LinkedPull, ...]
    children: int | None
    open_children: int


def of_node(node: Data) -> Relations:
    """Of an issue of GraphQL; what this account may not read is null in a list, or not in it."""
    listed = node.get("blockedBy")
    count = (node.get("issueDependenciesSummary") or {}).get("blockedBy", 0)
    told = Relations(
        blocked_by=count,
        # GitHub lists the newest first; people read what was said first.
        blockers=tuple(_blocker(one) for one in reversed(_nodes(listed))),
        more_blockers=listed["pageInfo"]["hasNextPage"] if listed else count > 0,
        pulls=tuple(_pull(one) for one in _nodes(node.get("closedByPullRequestsReferences"))),
    )
    return told | _below(node.get("subIssuesSummary"))


def of_rest(data: Data) -> Relations:
    """Of an issue of REST, which only counts them, and tells no pull request."""
    count = (data.get("issue_dependencies_summary") or {}).get("blocked_by", 0)
    return Relations(blocked_by=count, more_blockers=count > 0) | _below(data.get("sub_issues_summary"))


def _below(summary: Data | None) -> Relations:
    """Of the sub-issues, which both APIs count alike."""
    if not summary:
        return Relations()
    return Relations(children=summary["total"], open_children=summary["total"] - summary["completed"])


def _nodes(connection: Data | None) -> list[Any]:
    return [node for node in (connection or {"nodes": []})["nodes"] if node]


def _blocker(node: Data) -> Blocker:
    repository = node["repository"]
    return Blocker(
        ref=Ref(repository["nameWithOwner"], node["number"]),
        url=node["url"],
        open=node["state"] == "OPEN",
        private=is_private(repository),
        repo_id=repository["databaseId"],
    )


def _pull(node: Data) -> LinkedPull:
    repository = node["repository"]
    return LinkedPull(
        ref=Ref(repository["nameWithOwner"], node["number"]),
        url=node["url"],
        open=node["pullState"] == "OPEN",
        merged=node["pullState"] == "MERGED",
        draft=bool(node["isDraft"]),
        base=node["baseRefName"],
        private=is_private(repository),
        repo_id=repository["databaseId"],
    )
