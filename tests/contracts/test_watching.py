"""The sandbox, watched: what crosses it is what crosses GitHub, and what is not is found."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import requests

from gt_convoy_sandbox.deliveries import Deliveries
from gt_convoy_sandbox.server import Sandbox
from tests.contracts.watch import Watch, watched

__all__ = ["watched"]

ISSUES = "/api/v3/repos/acme/hq/issues"


def send(sandbox: Sandbox, path: str, body: Any = None) -> requests.Response:
    headers = {"Authorization": "Bearer token-alice"}
    if body is None:
        return requests.get(sandbox.url + path, headers=headers, timeout=5)
    return requests.post(sandbox.url + path, json=body, headers=headers, timeout=5)


@pytest.fixture
def hook() -> Iterator[str]:
    """An address that takes everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook"
        server.shutdown()
        thread.join()


def test_what_crosses_the_sandbox_is_seen(watched: Watch, hook: str) -> None:
    with Sandbox.start() as sandbox:
        sandbox.add_hooks(hook, "secret")
        made = send(sandbox, ISSUES, {"title": "Watched: ünïcode"})
        assert made.json()["title"] == "Watched: ünïcode"
        send(sandbox, f"{ISSUES}?per_page=100")
        send(sandbox, "/api/graphql", {"query": "{ viewer { login } }"})
        send(sandbox, "/acme/hq/issues/1")
        assert sandbox.deliveries.wait_idle()
    assert [exchange.status for exchange in watched.exchanges] == [201, 200, 200]
    assert watched.problems() == []


@pytest.mark.parametrize(
    ("what", "path", "body", "found"),
    [
        ("a path that GitHub does not have", "/api/v3/convoys", None, "GET /convoys: no such operation"),
        ("a parameter that it does not have", f"{ISSUES}?perpage=1", None, "no parameter perpage"),
        (
            "a field that it does not have",
            "/api/graphql",
            {"query": "{ convoys }"},
            "Cannot query field 'convoys'",
        ),
    ],
)
def test_what_github_would_not_do_is_found(
    watched: Watch, what: str, path: str, body: Any, found: str
) -> None:
    with Sandbox.start() as sandbox:
        send(sandbox, path, body)
    (problem,) = watched.problems()
    watched.exchanges.clear()
    assert found in problem, what


def test_a_wrong_delivery_is_found(watched: Watch, hook: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with Sandbox.start() as sandbox:
        sandbox.add_hooks(hook, "secret")
        assert sandbox.deliveries.wait_idle()
        for sent in sandbox.deliveries.all():
            sent.headers["X-Hub-Signature-256"] = "sha256=0"
    problems = watched.problems()
    monkeypatch.setattr(Deliveries, "all", lambda *_: [])
    assert problems
    assert all("X-Hub-Signature-256 is sha256=0" in problem for problem in problems)
