"""What comes while a group is answered is the next group; each is answered as if it were alone."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.event import listen

from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.web.groups import TwoSteps
from tests.webhooks.support import Core, deliver, headers, held_commit, make_app, request, until, waiting

PATH = "/webhooks/github"


def test_what_comes_while_a_group_is_committed_shares_the_next_commit(app: Running) -> None:
    commits: list[Connection] = []
    listen(app.app.store.database.engine, "commit", commits.append)
    with ThreadPoolExecutor(10) as requests:
        with held_commit(app.app.store) as begun:
            answers = [requests.submit(deliver, app.url, {}, "first")]
            assert begun.wait(10)
            answers += [requests.submit(deliver, app.url, {}, f"d-{n}") for n in range(9)]
            until(lambda: waiting(app) == 9)
        assert {answer.result() for answer in answers} == {202}
    assert len(commits) == 2


def test_in_a_group_each_gets_its_own_answer(app: Running) -> None:
    good, bad = b'{"sender": {}}', b"[1]"
    asked = {
        202: lambda: request(app.url, "POST", PATH, good, headers(good, "good")),
        204: lambda: request(app.url, "POST", PATH, good, headers(good, "push", "push")),
        400: lambda: request(app.url, "POST", PATH, bad, headers(bad, "bad")),
        401: lambda: request(app.url, "POST", PATH, good, headers(bad, "unsigned")),
        405: lambda: request(app.url, "PUT", PATH, good, headers(good, "put")),
        500: lambda: (deliver(app.url, {"poison": True}, "poison"), ""),
    }
    with ThreadPoolExecutor(10) as requests:
        with held_commit(app.app.store) as begun:
            requests.submit(deliver, app.url, {}, "first")
            assert begun.wait(10)
            answers = [requests.submit(ask) for ask in asked.values()]
            until(lambda: waiting(app) == len(asked))
        assert [answer.result()[0] for answer in answers] == list(asked)


def test_pages_are_answered_while_deliveries_wait(app: Running) -> None:
    with ThreadPoolExecutor(1) as requests, held_commit(app.app.store) as begun:
        delivery = requests.submit(deliver, app.url, {}, "first")
        assert begun.wait(10)
        assert request(app.url, "GET", "/healthz")[0] == 200
        assert not delivery.done()


def test_who_hangs_up_in_a_group_is_no_trouble_to_the_others(app: Running) -> None:
    body = b'{"sender": {}}'
    with ThreadPoolExecutor(2) as requests, ExitStack() as stack:
        begun = stack.enter_context(held_commit(app.app.store))
        first = requests.submit(deliver, app.url, {}, "first")
        assert begun.wait(10)
        with pytest.raises(TimeoutError):
            request(app.url, "POST", PATH, body, headers(body, "gone"), timeout=0.1)
        other = requests.submit(deliver, app.url, {}, "other")
        until(lambda: waiting(app) == 2)
        stack.close()
        assert (first.result(), other.result()) == (202, 202)
    assert deliver(app.url, {}, "next") == 202


def test_what_was_asked_is_answered_before_the_server_ends(tmp_path: Path, core: Core) -> None:
    running = Running.start(make_app(tmp_path, core))
    with ThreadPoolExecutor(3) as requests:
        with held_commit(running.app.store) as begun:
            answers = [requests.submit(deliver, running.url, {}, "first")]
            assert begun.wait(10)
            answers.append(requests.submit(deliver, running.url, {}, "second"))
            until(lambda: waiting(running) == 1)
            stopped = requests.submit(running.stop)
        assert [answer.result() for answer in answers] == [202, 202]
        assert stopped.result()


def late(_environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    start_response("202 ACCEPTED", [])
    yield b"stored"


def at_once(_environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("401 UNAUTHORIZED", [])
    return [b"unsigned"]


def broken(_environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
    raise ValueError("a bug")


@pytest.mark.parametrize(
    ("application", "status", "body"),
    [(late, "202 ACCEPTED", b"stored"), (at_once, "401 UNAUTHORIZED", b"unsigned")],
)
@pytest.mark.parametrize("begun", [True, False], ids=["in two steps", "in one"])
def test_an_application_answers_when_it_is_asked(
    application: Any, status: str, body: bytes, begun: bool
) -> None:
    heads: list[str] = []
    environ: dict[str, Any] = {}
    steps = TwoSteps(application)
    if begun:
        steps.begin(environ)
    said = b"".join(steps(environ, lambda status, _headers: heads.append(status)))
    assert (heads, said) == ([status], body)


def test_a_bug_of_the_first_step_is_raised_by_the_second() -> None:
    environ: dict[str, Any] = {}
    steps = TwoSteps(broken)
    steps.begin(environ)
    with pytest.raises(ValueError, match="a bug"):
        steps(environ, lambda *_: None)
