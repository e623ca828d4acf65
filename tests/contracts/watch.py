"""Watches what crosses the sandbox, and holds it against GitHub's own descriptions at the end of a test.

Use it as a fixture (`from tests.contracts.watch import watched`): every sandbox that the test starts is
watched, and the test fails for what differed. What was said is only kept while the test runs, and checked
after it, so watching does not slow the test's own waiting down.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest

from gt_convoy_sandbox import server
from gt_convoy_sandbox.deliveries import Deliveries
from gt_convoy_sandbox.model import World
from gt_convoy_sandbox.services import Services
from tests.contracts.deliveries import check_delivery
from tests.contracts.graphql import check_query
from tests.contracts.rest import API, check_exchange

GRAPHQL = "/api/graphql"


@dataclass
class Exchange:
    """One request, and the answer once it is there."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    status: int = 0
    answer_headers: Mapping[str, str] = field(default_factory=dict)
    answer: bytes = b""

    def problems(self) -> list[str]:
        """Tell what is wrong with it; of an answer that was cut off on purpose nothing is expected."""
        if int(self.answer_headers.get("Content-Length", len(self.answer))) > len(self.answer):
            return []
        if not self.url.startswith(GRAPHQL):
            return check_exchange(
                self.method,
                self.url,
                request_headers=self.headers,
                request_body=self.body,
                status=self.status,
                response_headers=self.answer_headers,
                response_body=self.answer,
            )
        if self.status != 200:
            return []
        asked = json.loads(self.body)
        return check_query(asked["query"], asked.get("variables"), json.loads(self.answer))


class Watch:
    """What crossed the sandboxes that are watched."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.exchanges: list[Exchange] = []
        self._deliveries: list[Deliveries] = []

    def install(self, app: WSGIApplication, deliveries: Deliveries | None = None) -> WSGIApplication:
        """Watch an application, and what is sent to its hooks."""
        if deliveries:
            self._deliveries.append(deliveries)
        return self.middleware(app)

    def middleware(self, app: WSGIApplication) -> WSGIApplication:
        """Wrap a WSGI application; only requests to its API are kept."""

        def watched(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            if not environ["PATH_INFO"].startswith((API, GRAPHQL)):
                return app(environ, start_response)
            exchange = _asked(environ)
            exchange.answer = _answered(app, environ, _noting(exchange, start_response))
            self.exchanges.append(exchange)
            return [exchange.answer]

        return watched

    def problems(self) -> list[str]:
        """Tell what differed from GitHub, each thing once."""
        found = [problem for exchange in self.exchanges for problem in exchange.problems()]
        for deliveries in self._deliveries:
            for sent in deliveries.all():
                found += check_delivery(sent.headers, sent.body, sent.hook.secret)
        return list(dict.fromkeys(found))


def _asked(environ: WSGIEnvironment) -> Exchange:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    query = environ.get("QUERY_STRING")
    headers = {
        key.removeprefix("HTTP_").replace("_", "-"): value
        for key, value in environ.items()
        if key.startswith("HTTP_") or key == "CONTENT_TYPE"
    }
    # WSGI hands a path on as the bytes of the address read as Latin-1.
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    return Exchange(environ["REQUEST_METHOD"], f"{path}?{query}" if query else path, headers, body)


def _noting(exchange: Exchange, start_response: StartResponse) -> StartResponse:
    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
        exchange.status, exchange.answer_headers = int(status[:3]), dict(headers)
        return start_response(status, headers, exc_info)

    return start


def _answered(app: WSGIApplication, environ: WSGIEnvironment, start_response: StartResponse) -> bytes:
    parts = app(environ, start_response)
    try:
        return b"".join(parts)
    finally:
        close = getattr(parts, "close", None)
        if close:
            close()


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Watch every sandbox that the test starts; the test fails for what differs from GitHub."""
    watch, create_app = Watch(), server.create_app

    def create_watched(world: World, parts: Services | None = None) -> WSGIApplication:
        parts = parts or Services(world)
        return watch.install(create_app(world, parts), parts.deliveries)

    monkeypatch.setattr(server, "create_app", create_watched)
    yield watch
    problems = watch.problems()
    assert not problems, "\n".join(problems)
