"""A running sandbox for tests, and clients and a receiver that hold it to GitHub's own descriptions."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import requests

from gt_convoy_sandbox.seed import add_hooks
from gt_convoy_sandbox.server import Sandbox
from tests.contracts.deliveries import check_delivery
from tests.contracts.graphql import check_query
from tests.contracts.rest import check_exchange

SECRET = "it's a secret"
Connect = Callable[[str], "Client"]


class Client:
    """One user's requests, each checked against GitHub's description; `token` is for who is no user."""

    def __init__(self, sandbox: Sandbox, login: str, token: str = "") -> None:
        self.api = sandbox.api_url
        self.session = requests.Session()
        self.session.hooks["response"].append(_check)
        if login or token:
            self.session.headers["Authorization"] = f"Bearer {token}" if token else f"token token-{login}"

    def __call__(self, method: str, path: str, **body: Any) -> requests.Response:
        """Send a request with a JSON body of the keyword arguments, not following redirects."""
        url = path if path.startswith("http") else f"{self.api}{path}"
        # A keyword of Python's cannot be written as it is.
        sent = {key.rstrip("_"): value for key, value in body.items()}
        return self.session.request(method, url, json=sent or None, allow_redirects=False, timeout=10)

    def get(self, path: str) -> Any:
        """Get what must be there."""
        response = self("GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    def graphql(self, query: str, **variables: Any) -> Any:
        """Ask by GraphQL; query and answer are held against GitHub's schema."""
        url = f"{self.api.removesuffix('/v3')}/graphql"
        response = requests.post(
            url,
            json={"query": query, "variables": variables},
            headers=dict(self.session.headers),
            timeout=10,
        )
        answer = response.json()
        assert check_query(query, variables, answer) == []
        return answer


class Receiver:
    """Takes deliveries and keeps them; `status` is what it answers."""

    def __init__(self) -> None:
        self.status = 202
        self.taken: list[tuple[dict[str, str], Any]] = []
        self.problems: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.take(dict(self.headers), body)
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/webhooks/github"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def take(self, headers: dict[str, str], body: bytes) -> None:
        self.problems += check_delivery(headers, body, SECRET)
        self.taken.append((headers, json.loads(body)))

    def names(self) -> list[str]:
        """List event and action of what came, without pings."""
        named = ((headers["X-GitHub-Event"], payload.get("action")) for headers, payload in self.taken)
        return [f"{event} {action}" for event, action in named if event != "ping"]

    def payload(self, name: str) -> Any:
        """Give the last payload of this event and action."""
        return [
            payload
            for (_, payload), each in zip(self._without_pings(), self.names(), strict=True)
            if each == name
        ][-1]

    def _without_pings(self) -> list[tuple[dict[str, str], Any]]:
        return [each for each in self.taken if each[0]["X-GitHub-Event"] != "ping"]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
        assert not self.problems, "\n".join(self.problems)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """A seeded sandbox."""
    with Sandbox.start() as running:
        yield running


@pytest.fixture
def connect(sandbox: Sandbox) -> Iterator[Connect]:
    """Make a client for a login; "" is nobody."""
    clients: list[Client] = []

    def make(login: str) -> Client:
        clients.append(Client(sandbox, login))
        return clients[-1]

    yield make
    for client in clients:
        client.session.close()


@pytest.fixture
def alice(connect: Connect) -> Client:
    return connect("alice")


@pytest.fixture
def receiver(sandbox: Sandbox) -> Iterator[Receiver]:
    """A receiver that every repository's hook tells of everything; its pings have come."""
    receiver = Receiver()
    sandbox.add_hooks(receiver.url, SECRET)
    assert sandbox.deliveries.wait_idle()
    yield receiver
    assert sandbox.deliveries.wait_idle()
    receiver.close()


@pytest.fixture
def everything(sandbox: Sandbox) -> Iterator[Receiver]:
    """A receiver that every repository's hook tells of whatever happens; its pings have come."""
    receiver = Receiver()
    add_hooks(sandbox.world, receiver.url, SECRET, ["*"])
    assert sandbox.deliveries.wait_idle()
    yield receiver
    assert sandbox.deliveries.wait_idle()
    receiver.close()


def _check(response: requests.Response, *_: Any, **__: Any) -> None:
    request = response.request
    sent = request.body or b""
    problems = check_exchange(
        request.method or "",
        request.url or "",
        request_headers=request.headers,
        request_body=sent.encode() if isinstance(sent, str) else sent,
        status=response.status_code,
        response_headers=response.headers,
        response_body=response.content,
    )
    assert not problems, "\n".join(problems)
