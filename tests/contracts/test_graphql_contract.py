from typing import Any

import pytest

from tests.contracts.graphql import check_query

ISSUE = '{ repository(owner: "acme", name: "hq") { issueOrPullRequest(number: 1) { %s } } }'
KNOWN = "... on Issue { number title closedAt state } ... on PullRequest { number merged }"
FINE = {"number": 1, "title": "Deploy", "closedAt": None, "state": "OPEN"}


def answer(issue: Any, **more: Any) -> dict[str, Any]:
    return {"data": {"repository": {"issueOrPullRequest": issue}}, **more}


def missing(*path: str) -> list[dict[str, Any]]:
    where = [{"line": 1, "column": 40}]
    return [{"type": "NOT_FOUND", "path": list(path), "locations": where, "message": "Could not resolve"}]


@pytest.mark.parametrize(
    ("what", "fields", "response"),
    [
        ("an issue", KNOWN, answer(FINE)),
        ("a pull request", KNOWN, answer({"number": 1, "merged": True})),
        ("one that says which it is", f"__typename {KNOWN}", answer(FINE | {"__typename": "Issue"})),
        ("a time", "... on Issue { closedAt }", answer({"closedAt": "2025-01-01T00:00:00Z"})),
        (
            "a page",
            "... on Issue { labels(first: 100) { totalCount nodes { name } } }",
            answer({"labels": {"totalCount": 1, "nodes": [{"name": "convoy"}]}}),
        ),
        ("one that is not there", KNOWN, answer(None, errors=missing("repository", "issueOrPullRequest"))),
        (
            "a repository that is not there",
            KNOWN,
            {"data": {"repository": None}, "errors": missing("repository")},
        ),
    ],
)
def test_is_fine(what: str, fields: str, response: dict[str, Any]) -> None:
    assert check_query(ISSUE % fields, None, response) == [], what


@pytest.mark.parametrize(
    ("what", "fields", "found"),
    [
        (
            "GitHub has no such field",
            "... on Issue { convoy }",
            "Cannot query field 'convoy' on type 'Issue'",
        ),
        ("the field is another type's", "... on Issue { merged }", "Cannot query field 'merged'"),
        (
            "there is no such argument",
            "... on Issue { labels(size: 1) { totalCount } }",
            "Unknown argument 'size'",
        ),
        ("a list has no bound", "... on Issue { labels { totalCount } }", "labels needs first or last"),
        ("a page is too large", "... on Issue { labels(first: 101) { totalCount } }", "from 1 to 100"),
        ("a field is deprecated", "... on PullRequest { databaseId }", "is deprecated"),
        ("the query is cut off", "... on Issue {", "Syntax Error"),
    ],
)
def test_finds_a_query_that_github_refuses(what: str, fields: str, found: str) -> None:
    problems = check_query(ISSUE % fields, None, answer(None))
    assert [problem for problem in problems if found in problem], (what, problems)


@pytest.mark.parametrize(
    ("what", "response", "found"),
    [
        (
            "a field is missing",
            answer({"number": 1, "title": "x", "state": "OPEN"}),
            "closedAt was asked for",
        ),
        ("a field is too many", answer(FINE | {"body": "x"}), "body was not asked for"),
        ("a required field is null", answer(FINE | {"title": None}), "title: null, but it is String!"),
        ("a number is a string", answer(FINE | {"number": "1"}), "number: '1' is no Int"),
        ("a state is not GitHub's", answer(FINE | {"state": "open"}), "state: 'open' is no IssueState"),
        ("a time has another form", answer(FINE | {"closedAt": "2025-01-01"}), "'2025-01-01' is no DateTime"),
        ("an object is a list", answer([FINE]), "is no"),
        ("an answer is empty", {}, "neither data nor errors"),
        ("a key is not GraphQL's", answer(FINE, message="x"), "no such key message"),
        ("an error has a value beside it", answer(FINE, errors=missing("repository")), "but is not null"),
        ("an error is nowhere", answer(FINE, errors=missing("other")), "was not asked for"),
        ("an error says no place", answer(None, errors=[{"message": "x"}]), "does not say its path"),
    ],
)
def test_finds_an_answer_that_github_would_not_give(what: str, response: dict[str, Any], found: str) -> None:
    problems = check_query(ISSUE % KNOWN, None, response)
    assert [problem for problem in problems if found in problem], (what, problems)


def test_finds_a_variable_of_the_wrong_type() -> None:
    query = 'query($n: Int!) { repository(owner: "a", name: "b") { issue(number: $n) { title } } }'
    (problem,) = check_query(query, {"n": "1"}, {"data": {"repository": None}})
    assert problem.startswith("variables: Variable '$n' has invalid value")
