"""Where a query begins: repositories, people, nodes by id, and the rate limit."""

from datetime import UTC, datetime
from typing import Any

from gt_convoy_sandbox.counting import LIMIT
from gt_convoy_sandbox.graphql import accounts, repositories
from gt_convoy_sandbox.graphql.errors import Unresolved
from gt_convoy_sandbox.graphql.fields import Asked, Fields, always
from gt_convoy_sandbox.model import Comment, Issue, Organization, Repository, User

Node = User | Organization | Repository | Issue | Comment


def _node(_root: Any, asked: Asked, id: str) -> Node:  # noqa: A002 - GitHub's name for it
    found = asked.world.node(id)
    if found is None or not _is_visible(found, asked):
        raise Unresolved(f"Could not resolve to a node with the global id of '{id}'")
    return found


def _is_visible(found: Node, asked: Asked) -> bool:
    if isinstance(found, User | Organization):
        return True
    issue = asked.world.issue_of(found) if isinstance(found, Comment) else found
    if isinstance(issue, Repository):
        return asked.world.can(issue, asked.viewer, "read")
    gone = issue.deleted or issue.transferred_to is not None
    return not gone and asked.world.can(asked.world.repository_of(issue), asked.viewer, "read")


def _nodes(root: Any, asked: Asked, ids: list[str]) -> list[Node | Unresolved]:
    return [_node_or_error(root, asked, each) for each in ids]


def _node_or_error(root: Any, asked: Asked, node_id: str) -> Node | Unresolved:
    try:
        return _node(root, asked, node_id)
    except Unresolved as missing:
        return missing  # graphql-core makes it the error of this one element


def _rate_limit(_root: Any, asked: Asked, **_: Any) -> dict[str, Any]:
    used = asked.budget.used + asked.cost if asked.budget else 0
    reset = asked.budget.reset if asked.budget else asked.world.now().timestamp()
    return {
        "cost": asked.cost,
        "limit": LIMIT,
        "nodeCount": asked.node_count,
        "remaining": max(0, LIMIT - used),
        "resetAt": datetime.fromtimestamp(reset, UTC),
        "used": used,
    }


QUERY: Fields = {
    "id": always("Query"),
    "node": _node,
    "nodes": _nodes,
    "organization": accounts.find_organization,
    "rateLimit": _rate_limit,
    "repository": repositories.find,
    "repositoryOwner": accounts.find_owner,
    "user": accounts.find_user,
    "viewer": lambda _root, asked: asked.viewer,
}
