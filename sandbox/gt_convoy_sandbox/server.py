"""The sandbox as a web application, and as a server that tests and the terminal start."""

import logging
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from waitress.server import create_server
from waitress.wasyncore import close_all

from gt_convoy_sandbox import edge, graphql_endpoint, pages, rest
from gt_convoy_sandbox.counting import Requests
from gt_convoy_sandbox.deliveries import Deliveries
from gt_convoy_sandbox.faults import Faults
from gt_convoy_sandbox.model import World
from gt_convoy_sandbox.seed import add_hooks, seed
from gt_convoy_sandbox.services import SERVICES, Services

THREADS = 16
LONGEST_REQUEST = 10 * 1024 * 1024


def create_app(world: World, parts: Services | None = None) -> WSGIApplication:
    """Build the application: REST, GraphQL, pages."""
    found = parts or Services(world)

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return _routes()(environ | {SERVICES: found}, start_response)

    return serve


@cache
def _routes() -> Flask:
    """The same for every sandbox of a process: compiling them takes a fifth of a second."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_REQUEST
    app.json.sort_keys = False  # type: ignore[attr-defined]  # GitHub keeps its own order
    edge.install(app)
    app.register_blueprint(rest.blueprint(), url_prefix="/api/v3")
    app.register_blueprint(graphql_endpoint.blueprint, url_prefix="/api")
    app.register_blueprint(pages.blueprint())
    return app


def open_world(data: Path | None) -> World:
    """What the file holds, or else a seeded world. Raises NoTables or OSError."""
    world = World(data=data)
    return world if world.tables.repositories else seed(world)


class Sandbox:
    """A running sandbox; use it as a context manager."""

    def __init__(self, services: Services, host: str = "127.0.0.1", port: int = 0) -> None:
        """Bind the port; nothing is served before `serve` or the `with` statement."""
        self.services = services
        # It warns whenever requests come faster than threads take them up, which here means nothing.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._sockets: dict[int, Any] = {}
        app = create_app(services.world, services)
        self._server = create_server(app, map=self._sockets, host=host, port=port, threads=THREADS)
        self._thread = threading.Thread(target=self._server.run, name="sandbox", daemon=True)
        shown = "127.0.0.1" if host in ("", "0.0.0.0") else host  # noqa: S104 - compared, not bound
        self.url = f"http://{shown}:{self._server.effective_port}"

    @classmethod
    def start(
        cls, port: int = 0, *, host: str = "127.0.0.1", world: World | None = None, data: Path | None = None
    ) -> "Sandbox":
        """Start on a port (0: any free one), seeded unless a world, or a file that holds one, is given."""
        sandbox = cls(Services(world or open_world(data)), host, port)
        sandbox.deliveries.start(sandbox.url)
        sandbox._thread.start()
        return sandbox

    @property
    def api_url(self) -> str:
        """Give the base of the REST API, as for `GITHUB_API_URL`."""
        return f"{self.url}/api/v3"

    @property
    def world(self) -> World:
        """Give the records."""
        return self.services.world

    @property
    def requests(self) -> Requests:
        """Give the count of requests."""
        return self.services.requests

    @property
    def deliveries(self) -> Deliveries:
        """Give what sends webhooks."""
        return self.services.deliveries

    @property
    def faults(self) -> Faults:
        """Give what makes things go wrong."""
        return self.services.faults

    def add_hooks(self, url: str, secret: str) -> None:
        """Have every repository tell this address of what happens."""
        add_hooks(self.world, url, secret)

    def stop(self) -> None:
        """Stop sending and serving."""
        self.deliveries.stop()
        self._server.task_dispatcher.shutdown(timeout=5)
        # Closed within the server's own loop, which ends when it has no sockets left. The lock keeps the loop
        # from doing so before it was woken: waking it afterwards would write to a closed file.
        trigger = self._server.trigger
        with trigger.lock:
            trigger.thunks.append(lambda: close_all(self._sockets, ignore_all=True))
            trigger.pull_trigger()
        self._thread.join(5)

    def __enter__(self) -> "Sandbox":
        """Give itself: it runs already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()
