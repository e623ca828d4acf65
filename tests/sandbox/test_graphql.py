"""What GraphQL says of the sandbox's records."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from graphql import GraphQLObjectType, GraphQLOutputType, get_named_type, is_leaf_type, is_required_argument

from gt_convoy_sandbox.graphql.schema import schema
from gt_convoy_sandbox.model import accounts, comments, issues, pulls, reactions, repositories
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox.asking import Asker, ask

__all__ = ["ask"]


def not_found(message: str, *path: str) -> tuple[str, str, list[str]]:
    return ("NOT_FOUND", f"Could not resolve to {message}", list(path))


def told(answer: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    assert all(error["locations"] for error in answer["errors"])
    return [(error["type"], error["message"], error["path"]) for error in answer["errors"]]


@pytest.mark.parametrize(
    ("what", "query", "data", "error"),
    [
        (
            "a repository that is not there",
            'a: repository(owner: "acme", name: "x") { id }',
            {"a": None},
            not_found("a Repository with the name 'acme/x'.", "a"),
        ),
        (
            "an issue or pull request",
            'a: repository(owner: "acme", name: "hq") { issueOrPullRequest(number: 99) { __typename } }',
            {"a": {"issueOrPullRequest": None}},
            not_found("an issue or pull request with the number of 99.", "a", "issueOrPullRequest"),
        ),
        (
            "an issue, where a pull request is",
            'repository(owner: "acme", name: "gastown") { issue(number: 6) { id } }',
            {"repository": {"issue": None}},
            not_found("an Issue with the number of 6.", "repository", "issue"),
        ),
        (
            "a pull request, where an issue is",
            'repository(owner: "acme", name: "gastown") { pullRequest(number: 1) { id } }',
            {"repository": {"pullRequest": None}},
            not_found("a PullRequest with the number of 1.", "repository", "pullRequest"),
        ),
        (
            "a user",
            'user(login: "nobody") { id }',
            {"user": None},
            not_found("a User with the login of 'nobody'.", "user"),
        ),
        (
            "an organisation",
            'organization(login: "joe") { id }',
            {"organization": None},
            not_found("an Organization with the login of 'joe'.", "organization"),
        ),
        (
            "a node",
            'node(id: "I_x") { id }',
            {"node": None},
            not_found("a node with the global id of 'I_x'", "node"),
        ),
    ],
)
def test_what_is_not_there(ask: Asker, what: str, query: str, data: Any, error: Any) -> None:
    answer = ask.answer(f"{{ {query} }}")
    assert (answer["data"], told(answer)) == (data, [error]), what


def test_the_other_aliases_are_answered(ask: Asker) -> None:
    number = 'repository(owner: "acme", name: "hq") { issue(number: %d) { number } }'
    answer = ask.answer(f"{{ a: {number % 1} b: {number % 98} c: {number % 2} }}")
    assert answer["data"] == {
        "a": {"issue": {"number": 1}},
        "b": {"issue": None},
        "c": {"issue": {"number": 2}},
    }
    assert [path for _, _, path in told(answer)] == [["b", "issue"]]


def test_one_of_several_nodes_may_be_missing(ask: Asker) -> None:
    query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    node_id = ask.issue(1).node_id
    answer = ask.answer(query, ids=[node_id, "I_x"])
    assert answer["data"]["nodes"] == [{"__typename": "Issue", "id": node_id}, None]
    assert told(answer) == [not_found("a node with the global id of 'I_x'", "nodes", 1)]  # type: ignore[arg-type]


def test_deleted_and_never_there_get_the_same_answer(ask: Asker) -> None:
    query = '{ repository(owner: "acme", name: "gastown") { issueOrPullRequest(number: %d) { __typename } } }'
    issues.delete(ask.world, ask.issue(1), ask.world.get_user("alice"))
    deleted, never = ask.answer(query % 1), ask.answer(query % 99)
    assert deleted["data"] == never["data"] == {"repository": {"issueOrPullRequest": None}}
    assert [kind for kind, _, _ in (*told(deleted), *told(never))] == ["NOT_FOUND"] * 2


@pytest.mark.parametrize(("login", "sees"), [("joe", True), ("alice", True), ("mallory", False)])
def test_a_private_repository_is_there_for_who_may_read_it(ask: Asker, login: str, *, sees: bool) -> None:
    world = ask.world
    repositories.set_private(
        world, world.get_repository("acme/gastown"), world.get_user("alice"), private=True
    )
    answer = ask.answer('{ repository(owner: "acme", name: "gastown") { visibility isPrivate } }', login)
    node = ask.answer(f'{{ node(id: "{ask.issue(1).node_id}") {{ id }} }}', login)
    assert answer["data"]["repository"] == ({"visibility": "PRIVATE", "isPrivate": True} if sees else None)
    assert (node["data"]["node"] is not None) is sees


def test_a_renamed_repository_is_found_and_says_its_new_name(ask: Asker) -> None:
    world = ask.world
    repositories.rename(world, world.get_repository("acme/gastown"), world.get_user("alice"), "harbour")
    assert ask("nameWithOwner issue(number: 1) { url }") == {
        "nameWithOwner": "acme/harbour",
        "issue": {"url": "http://127.0.0.1/acme/harbour/issues/1"},
    }
    query = '{ repository(owner: "acme", name: "gastown", followRenames: false) { id } }'
    assert told(ask.answer(query)) == [not_found("a Repository with the name 'acme/gastown'.", "repository")]


def test_names_compare_without_case(ask: Asker) -> None:
    answer = ask.answer('{ repository(owner: "ACME", name: "GasTown") { nameWithOwner } }')
    assert answer == {"data": {"repository": {"nameWithOwner": "acme/gastown"}}}


def test_an_issue(ask: Asker) -> None:
    agent = accounts.add_agent(ask.world)
    issues.add_assignees(ask.world, ask.issue(1), ask.world.get_user("alice"), ["amber", agent.login])
    fields = """issue(number: 1) {
      title state stateReason closed closedAt createdAt fullDatabaseId
      author { login } issueType { name color }
      assignees(first: 10) { nodes { login } }
      assignedActors(first: 10) { nodes { __typename ... on User { login } ... on Bot { login } } } }"""
    assert ask(fields)["issue"] == {
        "title": "Update API endpoint",
        "state": "OPEN",
        "stateReason": None,
        "closed": False,
        "closedAt": None,
        "createdAt": "2025-01-01T00:00:00Z",
        "fullDatabaseId": str(ask.issue(1).id),
        "author": {"login": "joe"},
        "issueType": {"name": "Task", "color": "YELLOW"},
        "assignees": {"nodes": [{"login": "amber"}]},
        "assignedActors": {
            "nodes": [
                {"__typename": "User", "login": "amber"},
                {"__typename": "Bot", "login": "copilot-swe-agent"},
            ]
        },
    }


@pytest.mark.parametrize(
    ("reason", "argument", "shown"),
    [
        ("completed", "", "COMPLETED"),
        ("not_planned", "", "NOT_PLANNED"),
        ("duplicate", "(enableDuplicate: true)", "DUPLICATE"),
        ("duplicate", "", "NOT_PLANNED"),
    ],
)
def test_why_an_issue_was_closed(ask: Asker, reason: str, argument: str, shown: str) -> None:
    issues.close(ask.world, ask.issue(1), ask.world.get_user("alice"), reason)
    found = ask(f"issue(number: 1) {{ state closedAt stateReason{argument} }}")["issue"]
    assert found == {"state": "CLOSED", "closedAt": "2025-01-01T00:00:00Z", "stateReason": shown}


def test_a_reopened_issue(ask: Asker) -> None:
    alice = ask.world.get_user("alice")
    issues.close(ask.world, ask.issue(1), alice)
    issues.reopen(ask.world, ask.issue(1), alice)
    found = ask("issue(number: 1) { state stateReason closedAt }")["issue"]
    assert found == {"state": "OPEN", "stateReason": "REOPENED", "closedAt": None}


def test_a_pull_request_is_open_then_merged(ask: Asker) -> None:
    fields = "issueOrPullRequest(number: 6) { ... on PullRequest { state merged mergedBy { login } url } }"
    page = "http://127.0.0.1/acme/gastown/pull/6"
    before = {"state": "OPEN", "merged": False, "mergedBy": None, "url": page}
    assert ask(fields)["issueOrPullRequest"] == before
    pulls.merge(ask.world, ask.issue(6), ask.world.get_user("nux"))
    after = {"state": "MERGED", "merged": True, "mergedBy": {"login": "nux"}, "url": page}
    assert ask(fields)["issueOrPullRequest"] == after


def test_the_history_of_a_body_comes_newest_first(ask: Asker) -> None:
    alice, old = ask.world.get_user("alice"), ask.issue(1).body
    fields = """issue(number: 1) { includesCreatedEdit lastEditedAt editor { login }
      userContentEdits(first: 10) { nodes { diff editor { login } } } }"""
    assert ask(fields)["issue"]["userContentEdits"] == {"nodes": []}
    issues.edit(ask.world, ask.issue(1), alice, body="new")
    assert ask(fields)["issue"] == {
        "includesCreatedEdit": True,
        "lastEditedAt": "2025-01-01T00:00:00Z",
        "editor": {"login": "alice"},
        "userContentEdits": {
            "nodes": [
                {"diff": "new", "editor": {"login": "alice"}},
                {"diff": old, "editor": {"login": "joe"}},
            ]
        },
    }


def test_reactions(ask: Asker) -> None:
    reactions.add(ask.world, ask.issue(1), ask.world.get_user("joe"), "eyes")
    found = ask(
        "issue(number: 1) { reactions(first: 9, content: EYES) { viewerHasReacted nodes { content } } }"
    )
    assert found["issue"]["reactions"] == {"viewerHasReacted": True, "nodes": [{"content": "EYES"}]}


def test_over_http_addresses_and_the_rate_limit_are_the_servers_own(sandbox: Sandbox) -> None:
    query = '{ repository(owner: "acme", name: "hq") { url } rateLimit { used remaining } }'
    for used in (1, 2):
        answer = requests.post(
            f"{sandbox.url}/api/graphql",
            json={"query": query},
            headers={"Authorization": "bearer token-joe"},
            timeout=5,
        )
        data = answer.json()["data"]
        assert data["repository"] == {"url": f"{sandbox.url}/acme/hq"}
        assert data["rateLimit"] == {"used": used, "remaining": 5000 - used}
        assert answer.headers["x-ratelimit-remaining"] == str(5000 - used)


def everything(kind: GraphQLOutputType, depth: int) -> Iterator[str]:
    """Ask for every field of a type that needs no argument."""
    named = get_named_type(kind)
    assert isinstance(named, GraphQLObjectType)
    for name, field in named.fields.items():
        inner = get_named_type(field.type)
        page = "(first: 2)" if "first" in field.args else ""
        alias = f"{named.name}_{name}"
        if is_leaf_type(inner):
            if not field.deprecation_reason:
                yield name
        elif depth and not any(map(is_required_argument, field.args.values())):
            chosen = everything(inner, depth - 1) if isinstance(inner, GraphQLObjectType) else ["__typename"]
            yield f"{alias}: {name}{page} {{ {' '.join(chosen)} }}"


@pytest.mark.parametrize(
    ("field", "kind"), [("issue(number: 1)", "Issue"), ("pullRequest(number: 6)", "PullRequest")]
)
def test_every_field_of_the_schema_has_a_value(ask: Asker, field: str, kind: str) -> None:
    alice = ask.world.get_user("alice")
    for number in (1, 6):
        comment = comments.create(ask.world, ask.issue(number), alice, "text")
        comments.edit(ask.world, comment, alice, "other text")
        reactions.add(ask.world, comment, alice, "+1")
        issues.add_labels(ask.world, ask.issue(number), alice, ["bug"])
    found = schema().type_map[kind]
    assert isinstance(found, GraphQLObjectType)
    assert ask(f"{field} {{ {' '.join(everything(found, 3))} }}")
