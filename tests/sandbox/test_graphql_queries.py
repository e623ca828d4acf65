"""Lists by the page, what a query costs, and queries that GitHub does not run."""

import pytest

from gt_convoy_sandbox.graphql import execute
from gt_convoy_sandbox.model import issues
from tests.contracts.graphql import check_query
from tests.sandbox.asking import Asker, ask

__all__ = ["ask"]


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("states: CLOSED", [2]),
        ("states: [OPEN, CLOSED], orderBy: {field: CREATED_AT, direction: DESC}", [5, 4, 3, 2, 1]),
        ('labels: ["bug", "nope"]', [3, 5]),
        ('filterBy: {createdBy: "amber"}', [2, 5]),
        ('filterBy: {assignee: "nux"}', [4]),
        ('filterBy: {since: "2025-01-02T00:00:00Z"}', []),
    ],
)
def test_lists_of_issues(ask: Asker, filters: str, numbers: list[int]) -> None:
    alice = ask.world.get_user("alice")
    issues.close(ask.world, ask.issue(2), alice)
    issues.add_assignees(ask.world, ask.issue(4), alice, ["nux"])
    found = ask(f"issues(first: 100, {filters}) {{ totalCount nodes {{ number }} }}")["issues"]
    assert [node["number"] for node in found["nodes"]] == numbers
    assert found["totalCount"] == len(numbers)


def test_pages_follow_one_another_also_when_something_comes_between(ask: Asker) -> None:
    page = (
        "issues(first: 2%s) { pageInfo { hasNextPage hasPreviousPage endCursor } edges { node { number } } }"
    )
    seen, after = [], ""
    while True:
        found = ask(page % after)["issues"]
        seen += [edge["node"]["number"] for edge in found["edges"]]
        if not found["pageInfo"]["hasNextPage"]:
            break
        after = f', after: "{found["pageInfo"]["endCursor"]}"'
        if len(seen) == 2:
            issues.delete(ask.world, ask.issue(1), ask.world.get_user("alice"))
    assert seen == [1, 2, 3, 4, 5]
    assert found["pageInfo"]["hasPreviousPage"]


def test_the_last_ones(ask: Asker) -> None:
    assert [node["number"] for node in ask("issues(last: 2) { nodes { number } }")["issues"]["nodes"]] == [
        4,
        5,
    ]


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        (
            "",
            "MISSING_PAGINATION_BOUNDARIES",
            "You must provide a `first` or `last` value to properly paginate the `issues` connection.",
        ),
        (
            "(first: 101)",
            "EXCESSIVE_PAGINATION",
            "Requesting 101 records on the `issues` connection exceeds the `first` limit of 100 records.",
        ),
        (
            '(first: 1, after: "x")',
            "INVALID_CURSOR_ARGUMENTS",
            "`x` does not appear to be a valid cursor.",
        ),
    ],
)
def test_pages_have_bounds(ask: Asker, arguments: str, kind: str, message: str) -> None:
    query = f'{{ repository(owner: "acme", name: "hq") {{ issues{arguments} {{ totalCount }} }} }}'
    (error,) = ask.refused(query)
    assert (error["type"], error["message"], error["path"]) == (kind, message, ["repository", "issues"])


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("{ viewer { convoy } }", "Field 'convoy' doesn't exist on type 'User'"),
        ("{ viewer }", "Field 'viewer' of type 'User!' must have a selection of subfields."),
        ("convoys", 'Parse error on "convoys" (IDENTIFIER) at [1, 1]'),
        ("{ viewer( }", 'Parse error on "}" (RCURLY) at [1, 11]'),
        ("{ viewer {", "Unexpected end of document"),
        ("query($n: Int!) { nodes(ids: []) { id } }", "Variable '$n' is never used."),
        ("mutation { closeIssue { id } }", "Field 'closeIssue' doesn't exist on type 'Mutation'"),
    ],
)
def test_a_query_that_is_wrong_is_not_run(ask: Asker, query: str, message: str) -> None:
    answer = execute(ask.world, ask.world.get_user("joe"), query, {})
    assert set(answer) == {"errors"}
    assert message in answer["errors"][0]["message"]
    assert check_query(query, {}, answer) != []


# What stands in the way of a hundred issues, and who works on them, by aliases.
STANDING = """issueDependenciesSummary { blockedBy }
  blockedBy(first: 50) { totalCount nodes { number INSIDE } }
  closedByPullRequestsReferences(first: 10, includeClosedPrs: true) { nodes { number state } }"""
A_HUNDRED = 'repository(owner: "acme", name: "hq") {{ {} }}'.format(
    " ".join(f"i{at}: issue(number: 1) {{ {STANDING} }}" for at in range(100))
)


@pytest.mark.parametrize(
    ("query", "cost", "nodes"),
    [
        ("viewer { login }", 1, 0),
        ('repository(owner: "acme", name: "hq") { issues(first: 100) { totalCount } }', 1, 100),
        (
            """repository(owner: "acme", name: "hq") { issues(first: 100) { nodes {
              comments(first: 50) { totalCount } labels(first: 10) { totalCount } } } }""",
            2,
            6100,
        ),
        (A_HUNDRED.replace("INSIDE", ""), 2, 6000),
        (A_HUNDRED.replace("INSIDE", "labels(first: 10) { totalCount }"), 52, 56000),
    ],
)
def test_the_rate_limit_says_what_a_query_costs(ask: Asker, query: str, cost: int, nodes: int) -> None:
    answer = ask.answer(f"{{ rateLimit {{ cost nodeCount limit remaining used resetAt }} {query} }}")
    assert answer["data"]["rateLimit"] == {
        "cost": cost,
        "nodeCount": nodes,
        "limit": 5000,
        "remaining": 5000,
        "used": 0,
        "resetAt": "2025-01-01T00:00:00Z",
    }


def test_a_query_of_too_many_nodes_is_not_run(ask: Asker) -> None:
    labels = "labels(first: 100) { totalCount }"
    issues = f"issues(first: 100) {{ nodes {{ blockedBy(first: 50) {{ nodes {{ {labels} }} }} }} }}"
    (error,) = ask.refused(f'{{ repository(owner: "acme", name: "hq") {{ {issues} }} }}')
    assert error["type"] == "MAX_NODE_LIMIT_EXCEEDED"
    assert error["message"] == (
        "This query requests up to 505,100 possible nodes which exceeds the maximum limit of 500,000."
    )
