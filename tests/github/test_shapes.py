"""What single values of GitHub's answers mean, and that another shape of them is an error of GitHub's."""

from collections.abc import Callable
from typing import Any

import pytest

from gt_convoy.domain.errors import GitHubError
from gt_convoy.github import values

LOGINS: list[tuple[str, dict[str, Any] | None, str]] = [
    ("nobody, for the account is gone", None, "ghost"),
    ("a person", {"login": "alice", "type": "User"}, "alice"),
    ("an App, as REST writes it", {"login": "convoy[bot]", "type": "Bot"}, "convoy[bot]"),
    (
        "an agent, by its App's page",
        {"login": "Copilot", "type": "Bot", "html_url": "https://github.com/apps/copilot-swe-agent"},
        "copilot-swe-agent[bot]",
    ),
    ("an agent without a page", {"login": "Helper", "type": "Bot", "html_url": None}, "Helper[bot]"),
]


@pytest.mark.parametrize(("user", "login"), [pytest.param(*r, id=name) for name, *r in LOGINS])
def test_a_login_of_rest_is(user: dict[str, Any] | None, login: str) -> None:
    assert values.login(user) == login


@pytest.mark.parametrize(
    ("node", "login"),
    [
        (None, "ghost"),
        ({"login": "alice", "__typename": "User"}, "alice"),
        ({"login": "convoy", "__typename": "Bot"}, "convoy[bot]"),
        ({"login": "convoy[bot]", "__typename": "Bot"}, "convoy[bot]"),
    ],
)
def test_a_login_of_graphql_is(node: dict[str, Any] | None, login: str) -> None:
    assert values.actor(node) == login


KINDS = [
    ("the issue type before all labels", "Task", ["bug"], "task"),
    ("a label that says the type", None, ["Type: Chore", "bug"], "chore"),
    ("the first of two", None, ["type:b", "type:a"], "a"),
    ("a label of GitHub's own", None, ["urgent", "Enhancement"], "enhancement"),
    ("nothing where none says it", None, ["urgent", "type:"], None),
]


@pytest.mark.parametrize(("type_name", "labels", "kind"), [pytest.param(*r, id=name) for name, *r in KINDS])
def test_an_issues_kind_is(type_name: str | None, labels: list[str], kind: str | None) -> None:
    assert values.kind(type_name, labels) == kind


WRONG: list[tuple[str, Callable[[], object]]] = [
    ("a list where an object should be", lambda: values.mapping([1])),
    (
        "an address of no repository",
        lambda: values.repo_of({"repository_url": "https://api.github.com/user"}),
    ),
    ("an address that is missing", lambda: values.repo_of({})),
    ("a time that is none", lambda: values.time("yesterday")),
]


@pytest.mark.parametrize("convert", [pytest.param(one, id=name) for name, one in WRONG])
def test_another_shape_is_an_error_of_githubs(convert: Callable[[], object]) -> None:
    with pytest.raises(GitHubError):
        convert()
