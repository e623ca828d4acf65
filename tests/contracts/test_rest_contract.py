import json
from typing import Any

import pytest

from tests.contracts.rest import check_exchange, described_path

LABEL = {
    "id": 1,
    "node_id": "LA_1",
    "url": "https://api.github.com/repos/acme/hq/labels/convoy",
    "name": "convoy",
    "color": "ededed",
    "default": False,
    "description": None,
}
ERROR = {"message": "Not Found", "documentation_url": "https://docs.github.com/rest", "status": "404"}
LABELS = "/api/v3/repos/acme/hq/labels"
JSON = {"Content-Type": "application/json; charset=utf-8"}


def exchange(
    method: str, path: str, asked: Any, status: int, answer: Any, *, headers: dict[str, str] | None = None
) -> list[str]:
    return check_exchange(
        method,
        f"http://127.0.0.1:8080{path}",
        request_headers={"User-Agent": "test"},
        request_body=b"" if asked is None else json.dumps(asked).encode(),
        status=status,
        response_headers=JSON if headers is None else headers,
        response_body=b"" if answer is None else json.dumps(answer).encode(),
    )


def without(body: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != key}


@pytest.mark.parametrize(
    ("what", "method", "path", "asked", "status", "answer"),
    [
        ("a label", "GET", f"{LABELS}/convoy", None, 200, LABEL),
        ("a page of labels", "GET", f"{LABELS}?per_page=100&page=2", None, 200, [LABEL, LABEL]),
        ("a new label", "POST", LABELS, {"name": "convoy", "color": "ededed"}, 201, LABEL),
        ("a deletion", "DELETE", f"{LABELS}/convoy", None, 204, None),
        ("a missing label", "GET", f"{LABELS}/nope", None, 404, ERROR),
        ("a refusal that GitHub does not describe", "GET", f"{LABELS}/x", None, 403, ERROR),
        ("a redirect by id", "GET", "/api/v3/repositories/7/labels/convoy", None, 200, LABEL),
        ("a bad request that was refused", "POST", LABELS, {"colour": 1}, 422, ERROR),
        ("a broken server, which may say anything", "GET", LABELS, None, 502, "<html>"),
    ],
)
def test_is_fine(  # noqa: PLR0917 - the columns of the table
    what: str, method: str, path: str, asked: Any, status: int, answer: Any
) -> None:
    assert exchange(method, path, asked, status, answer) == [], what


@pytest.mark.parametrize(
    ("what", "answer", "found"),
    [
        ("a required field is missing", without(LABEL, "color"), '/: "color" is a required property'),
        ("a field has the wrong type", LABEL | {"id": "1"}, '/id: "1" is not of type "integer"'),
        ("a field is null that cannot be", LABEL | {"name": None}, '/name: null is not of type "string"'),
        ("GitHub has no such field", LABEL | {"emoji": "x"}, "'emoji' was unexpected"),
        ("a URL is none", LABEL | {"url": "x y"}, '/url: "x y" is not a "uri"'),
        ("an object is a list", [LABEL], 'is not of type "object"'),
    ],
)
def test_finds_a_wrong_answer(what: str, answer: Any, found: str) -> None:
    (problem,) = exchange("GET", f"{LABELS}/convoy", None, 200, answer)
    assert problem.startswith("issues/get-label: response 200 /"), what
    assert found in problem, what


@pytest.mark.parametrize(
    ("what", "method", "path", "status", "answer", "found"),
    [
        ("GitHub has no such path", "GET", "/convoys/1", 200, {}, "GET /convoys/1: no such operation"),
        ("it has no such method", "PUT", "/user", 200, {}, "PUT /user: no such operation"),
        ("it never answers so", "GET", LABELS, 201, [], "status 201 is not described"),
        ("no content has content", "DELETE", f"{LABELS}/x", 204, {}, "204 has no body, but here is one"),
        ("an error says nothing", "GET", LABELS, 404, {}, '"message" is a required property'),
        ("one of a list is wrong", "GET", LABELS, 200, [LABEL, {}], '/1: "id" is a required'),
        ("a parameter is misspelt", "GET", f"{LABELS}?perpage=9", 200, [], "no parameter perpage"),
        ("a parameter has the wrong type", "GET", f"{LABELS}?per_page=x", 200, [], "per_page"),
        ("a number is a word", "GET", "/repos/acme/hq/hooks/x", 404, ERROR, "hook_id"),
    ],
)
def test_finds_a_wrong_exchange(  # noqa: PLR0917 - the columns of the table
    what: str, method: str, path: str, status: int, answer: Any, found: str
) -> None:
    problems = exchange(method, path, None, status, answer)
    assert [problem for problem in problems if found in problem], (what, problems)


@pytest.mark.parametrize(
    ("what", "asked", "found"),
    [
        ("a field is not GitHub's", {"name": "x", "colour": "y"}, "'colour' was unexpected"),
        ("a required field is missing", {"color": "ededed"}, '"name" is a required property'),
        ("a field has the wrong type", {"name": 1}, '/name: 1 is not of type "string"'),
        ("there is no body", None, "request: no body"),
    ],
)
def test_finds_a_bad_request_that_was_accepted(what: str, asked: Any, found: str) -> None:
    (problem,) = exchange("POST", LABELS, asked, 201, LABEL)
    assert found in problem, what


def test_finds_an_answer_that_is_no_json() -> None:
    wrong = exchange("GET", LABELS, None, 200, [], headers={"Content-Type": "text/html"})
    assert wrong == ["issues/list-labels-for-repo: response: 200 is JSON, not text/html"]


def test_finds_a_request_without_a_user_agent() -> None:
    wrong = check_exchange(
        "GET",
        LABELS,
        request_headers={},
        request_body=b"",
        status=200,
        response_headers=JSON,
        response_body=b"[]",
    )
    assert wrong == ["issues/list-labels-for-repo: request: no User-Agent, which GitHub refuses"]


@pytest.mark.parametrize(
    ("path", "described"),
    [
        ("/api/v3/user", "/user"),
        ("/user", "/user"),
        ("/repositories/7", "/repos/by/id"),
        ("/api/v3/repositories/7/issues/1", "/repos/by/id/issues/1"),
        ("/repos/acme/hq/contents/.github/convoy.yml", "/repos/acme/hq/contents/.github%2Fconvoy.yml"),
    ],
)
def test_paths_in_the_words_of_the_description(path: str, described: str) -> None:
    assert described_path(path) == described
