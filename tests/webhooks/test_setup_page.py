"""The page that a browser comes back to from GitHub: once, and with the state that was sent."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from gt_convoy.domain.errors import Unavailable
from gt_convoy_webhooks.web.setup_page import Visit, create_page


def visit(finish: Callable[[str], str]) -> Visit:
    made = Visit(action="https://github.com/settings/apps/new", finish=finish)
    made.manifest = {"name": "convoy"}
    return made


def browser(made: Visit) -> FlaskClient:
    return create_page(made).test_client()


def back(made: Visit, state: str | None = None) -> tuple[int, str]:
    answer = browser(made).get("/callback", query_string={"code": "c1", "state": state or made.state})
    return answer.status_code, answer.text


def test_who_comes_back_with_the_right_state_is_done_once() -> None:
    codes: list[str] = []
    made = visit(lambda code: codes.append(code) or "convoy-x")  # type: ignore[func-returns-value]
    assert browser(made).get("/").status_code == 200
    assert back(made, "forged")[0] == 400
    status, text = back(made)
    assert (status, "convoy-x" in text) == (200, True)
    assert made.over.is_set()
    status, text = back(made)
    assert (status, "this page is closed" in text) == (410, True)
    assert browser(made).get("/").status_code == 410
    assert codes == ["c1"]


@pytest.mark.parametrize("error", [Unavailable("no answer from GitHub")], ids=repr)
def test_what_fails_is_said_and_may_be_tried_again(error: Exception) -> None:
    failures = [error]

    def finish(_code: str) -> str:
        if failures:
            raise failures.pop()
        return "convoy-x"

    made = visit(finish)
    status, text = back(made)
    assert (status, "no answer from GitHub" in text) == (400, True)
    assert back(made)[0] == 200
