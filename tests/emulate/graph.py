"""GraphQL, which emulate does not have: GitHub's own schema, answered from what emulate's REST says."""

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

from graphql import GraphQLSchema, build_schema, execute_sync, parse, validate

from gt_convoy_sandbox.graphql import errors
from gt_convoy_sandbox.graphql.errors import Unresolved
from gt_convoy_sandbox.graphql.schema import SOURCE

Node = dict[str, Any]
Get = Callable[[str], Any]
"""Asks REST, as whoever sent the query; None for what they cannot see."""


@cache
def schema() -> GraphQLSchema:
    """GitHub's, trimmed to what we ask."""
    return build_schema(SOURCE.read_text(encoding="utf-8"), assume_valid=True, no_location=True)


def execute(get: Get, query: str, variables: Mapping[str, Any]) -> Node:
    """Answer a query with `data`, `errors` or both."""
    document = parse(query)
    if wrong := validate(schema(), document):
        return {"errors": [errors.of_query(error) for error in wrong]}
    result = execute_sync(
        schema(),
        document,
        # Which text was edited, emulate does not know.
        {
            "repository": partial(_repository, get),
            "node": lambda **_: None,
            "nodes": lambda ids: [None for _ in ids],
        },
        variable_values=dict(variables),
        field_resolver=_resolve,
        type_resolver=lambda node, *_: node["__typename"],
    )
    answer: Node = {"data": result.data}
    if result.errors:
        answer["errors"] = [errors.of_field(error) for error in result.errors]
    return answer


def _resolve(node: Node, info: Any, **arguments: Any) -> Any:
    found = node[info.field_name]
    return found(**arguments) if callable(found) else found


def _repository(get: Get, owner: str, name: str, **_: Any) -> Node:
    found = get(f"/repos/{owner}/{name}")
    if found is None:
        raise Unresolved(f"Could not resolve to a Repository with the name '{owner}/{name}'.")
    path = f"/repos/{found['full_name']}"
    return {
        "databaseId": found["id"],
        "nameWithOwner": found["full_name"],
        "visibility": found["visibility"].upper(),
        "issue": lambda number: _issue(get, path, number),
        "issueOrPullRequest": lambda number: _issue_or_pull(get, path, number),
    }


def _issue_or_pull(get: Get, path: str, number: int) -> Node:
    pull = get(f"{path}/pulls/{number}")
    return _pull(pull) if pull else _issue(get, path, number)


def _issue(get: Get, path: str, number: int) -> Node:
    found = get(f"{path}/issues/{number}")
    if found is None or "pull_request" in found:
        raise Unresolved(f"Could not resolve to an Issue with the number of {number}.")
    reason = found["state_reason"]
    return _common(found, "Issue") | {
        "state": found["state"].upper(),
        "stateReason": lambda **_: reason.upper() if reason else None,
        "issueType": None,
        # It has no relations between issues, and no pull request that closes one.
        "issueDependenciesSummary": {"blockedBy": 0},
        "blockedBy": lambda **_: {"nodes": [], "pageInfo": {"hasNextPage": False}},
        "closedByPullRequestsReferences": lambda **_: {"nodes": []},
        "subIssuesSummary": {"total": 0, "completed": 0},
        "timelineItems": lambda **_: {"nodes": []},
        "userContentEdits": lambda **_: {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}},
    }


def _pull(found: Node) -> Node:
    state = "MERGED" if found["merged"] else found["state"].upper()
    return _common(found, "PullRequest") | {"state": state, "isDraft": found["draft"]}


def _common(found: Node, kind: str) -> Node:
    return {
        "__typename": kind,
        "number": found["number"],
        "title": found["title"],
        "body": found["body"] or "",
        "url": found["html_url"],
        "author": _actor(found["user"]),
        # Whether it was a text that was edited, and by whom, emulate does not tell.
        "lastEditedAt": found["updated_at"] if found["updated_at"] != found["created_at"] else None,
        "editor": None,
        "id": str(found["id"]),
        "createdAt": found["created_at"],
        "updatedAt": found["updated_at"],
        "closedAt": found["closed_at"],
        "fullDatabaseId": str(found["id"]),
        "locked": bool(found.get("locked")),
        "labels": lambda **_: {"nodes": [{"name": label["name"]} for label in found["labels"]]},
        "assignedActors": lambda **_: {"nodes": [_actor(who) for who in found["assignees"]]},
    }


def _actor(user: Node) -> Node:
    return {"__typename": user["type"], "login": user["login"]}
