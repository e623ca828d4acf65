"""What the tests of the adapter share: GitHub's answers, and a GraphQL that knows some issues."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import responses
from graphql import FieldNode, IntValueNode, OperationDefinitionNode, VariableNode, parse
from requests import PreparedRequest

from gt_convoy.domain.references import Ref
from gt_convoy.github.adapter import GitHub, connect

API = "https://api.github.com"
GRAPHQL = f"{API}/graphql"
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
WHEN = "2026-01-02T03:04:05Z"
Reply = tuple[int, Mapping[str, str], str]


def github(**environ: str) -> GitHub:
    return connect({"GITHUB_TOKEN": TOKEN, "GT_CONVOY_WRITE_PAUSE": "0", **environ}, "acme/hq")


def refs(*texts: str) -> list[Ref]:
    """`acme/hq#1` -> Ref; `acme/hq#1-3` -> three."""
    found = []
    for text in texts:
        repo, _, numbers = text.partition("#")
        first, _, last = numbers.partition("-")
        found += [Ref(repo, number) for number in range(int(first), int(last or first) + 1)]
    return found


def issue(ref: str = "acme/hq#1", **fields: Any) -> dict[str, Any]:
    """An issue as REST gives it."""
    repo, _, number = ref.partition("#")
    return {
        "id": 5_000_000_000 + int(number),
        "number": int(number),
        "title": f"Title {number}",
        "body": "text",
        "state": "open",
        "state_reason": None,
        "user": {"login": "alice", "type": "User"},
        "labels": [],
        "assignees": [],
        "html_url": f"https://github.com/{repo}/issues/{number}",
        "repository_url": f"{API}/repos/{repo}",
        "created_at": WHEN,
        "updated_at": WHEN,
        "closed_at": None,
        **fields,
    }


def comment(text: str, ref: str = "acme/hq#1", **fields: Any) -> dict[str, Any]:
    """A comment as REST gives it."""
    repo, _, number = ref.partition("#")
    return {
        "id": 77,
        "body": text,
        "user": {"login": "alice", "type": "User"},
        "html_url": f"https://github.com/{repo}/issues/{number}#issuecomment-77",
        "issue_url": f"{API}/repos/{repo}/issues/{number}",
        "created_at": WHEN,
        "updated_at": WHEN,
        **fields,
    }


def repository(name: str = "acme/hq", **fields: Any) -> dict[str, Any]:
    return {"id": 9, "full_name": name, "private": False, "visibility": "public", **fields}


def node(number: int, **fields: Any) -> dict[str, Any]:
    """An issue as GraphQL gives it."""
    return {
        "__typename": "Issue",
        "number": number,
        "title": f"Title {number}",
        "url": f"https://github.com/acme/hq/issues/{number}",
        "state": "OPEN",
        "stateReason": None,
        "createdAt": WHEN,
        "updatedAt": WHEN,
        "closedAt": None,
        "labels": {"nodes": []},
        "assignedActors": {"nodes": []},
        "issueType": None,
        "issueDependenciesSummary": {"blockedBy": 0},
        "id": str(5_000_000_000 + number),
        "body": "text",
        "author": {"__typename": "User", "login": "alice"},
        **fields,
    }


@dataclass
class Query:
    """A query as it was received."""

    text: str
    variables: dict[str, Any]
    numbers: list[int]


@dataclass
class FakeGraphQL:
    """Answers the adapter's queries: every issue is there, unless told otherwise."""

    missing: Sequence[Ref] = ()
    no_repository: Sequence[str] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    nodes: Mapping[Ref, Mapping[str, Any]] = field(default_factory=dict)
    # Answers, or None for the usual one; called with the query and its number, from 0.
    first: Callable[[Query, int], Reply | None] = lambda _query, _index: None
    queries: list[Query] = field(default_factory=list)

    def install(self, mock: responses.RequestsMock, url: str = GRAPHQL) -> "FakeGraphQL":
        mock.add_callback(responses.POST, url, callback=self)
        return self

    def __call__(self, request: PreparedRequest) -> Reply:
        sent = json.loads(request.body or "")
        query = Query(sent["query"], sent["variables"], [])
        data, errors = self._answer(query)
        self.queries.append(query)
        special = self.first(query, len(self.queries) - 1)
        return special or reply({"data": data, **({"errors": errors} if errors else {})})

    def _answer(self, query: Query) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        operation = parse(query.text).definitions[0]
        assert isinstance(operation, OperationDefinitionNode)
        data: dict[str, Any] = {}
        errors: list[dict[str, Any]] = []
        for selection in operation.selection_set.selections:
            assert isinstance(selection, FieldNode)
            self._repository(query, selection, data, errors)
        return data, errors

    def _repository(
        self, query: Query, selection: FieldNode, data: dict[str, Any], errors: list[dict[str, Any]]
    ) -> None:
        assert selection.alias
        assert selection.selection_set
        alias = selection.alias.value
        repo = "/".join(
            query.variables[argument.value.name.value]
            for argument in selection.arguments or ()
            if isinstance(argument.value, VariableNode)
        )
        if repo in self.no_repository:
            data[alias] = None
            errors.append(not_found([alias], f"Could not resolve to a Repository with the name '{repo}'."))
            return
        name = self.renamed.get(repo, repo)
        data[alias] = {"databaseId": 9, "nameWithOwner": name, "visibility": "PUBLIC", "isPrivate": False}
        for inner in selection.selection_set.selections:
            if isinstance(inner, FieldNode):
                self._issue(query, Ref(repo, _number(inner)), inner, (alias, data[alias], errors))

    def _issue(
        self,
        query: Query,
        ref: Ref,
        inner: FieldNode,
        place: tuple[str, dict[str, Any], list[dict[str, Any]]],
    ) -> None:
        assert inner.alias
        above, data, errors = place
        query.numbers.append(ref.number)
        if ref in self.missing:
            data[inner.alias.value] = None
            errors.append(not_found([above, inner.alias.value], "Could not resolve to an Issue"))
        else:
            data[inner.alias.value] = node(ref.number, **self.nodes.get(ref, {}))


def reply(data: Any, status: int = 200, **headers: str) -> Reply:
    return (status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(data))


def not_found(path: list[str], message: str) -> dict[str, Any]:
    return {"type": "NOT_FOUND", "path": path, "locations": [{"line": 1, "column": 1}], "message": message}


def calls(mock: responses.RequestsMock) -> list[str]:
    """What was asked, in order: `GET /repos/acme/hq`."""
    sent = [call.request for call in mock.calls]
    return [f"{request.method} {re.sub('^https?://[^/]+', '', request.url or '')}" for request in sent]


def _number(field_node: FieldNode) -> int:
    value = (field_node.arguments or ())[0].value
    assert isinstance(value, IntValueNode)
    return int(value.value)
