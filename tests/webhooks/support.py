"""What the tests of the webhook app share: a scripted core, a clock, signed requests."""

import hashlib
import hmac
import http.client
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Condition, Event
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Connection
from sqlalchemy.event import listen

from gt_convoy.domain.job import ExecuteCommands, Job, job_of
from gt_convoy.domain.references import Ref
from gt_convoy.domain.routed import Routed
from gt_convoy.events.payloads import Malformed
from gt_convoy.ports.state_store import StateStore
from gt_convoy_webhooks.app import App, build
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.store import Store
from gt_convoy_webhooks.worker.rules import Payload, Rules

T = TypeVar("T")

SECRET = "it's a secret"
FAST = Settings(deadline=2, quiet=0, ceiling=0, first_retry=0, poll=0.05, sweep_every=0)


class Clock:
    """Time that passes only when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Core:
    """A core for the app: an event wants the jobs that its payload lists, doing them is recorded."""

    doing: Callable[[Job], object] = lambda _job: None
    done: list[Job] = field(default_factory=list)
    routed: list[Payload] = field(default_factory=list)
    state_store: StateStore | None = None
    _news: Condition = field(default_factory=Condition)

    def connect(self, _environ: Mapping[str, str], state_store: StateStore) -> Rules:
        self.state_store = state_store
        return Rules(self.route, self.perform)

    def route(self, _event: str, payload: Payload) -> tuple[Routed, ...]:
        if payload.get("malformed"):
            raise Malformed("issue is missing")
        self._record(self.routed, payload)
        if payload.get("poison"):
            raise KeyError("poison")
        return (Routed(payload.get("interesting", True), tuple(map(job, payload.get("jobs", ())))),)

    def perform(self, job: Job) -> None:
        self._record(self.done, job)
        self.doing(job)

    def keys(self) -> list[str]:
        return [job.key for job in self.done]

    def wait_for(self, condition: Callable[[], bool]) -> bool:
        with self._news:
            return self._news.wait_for(condition, 10)

    def _record(self, where: list[T], what: T) -> None:
        with self._news:
            where.append(what)
            self._news.notify_all()


def job(key: str, by: str = "") -> Job:
    """The job with this key; commands stand in acme/hq#1."""
    kind, _, name = key.partition(":")
    return ExecuteCommands(name, Ref("acme/hq", 1), by=by) if kind == "command" else job_of(key, {})


def until(condition: Callable[[], bool], seconds: float = 10.0, pause: float = 0.001) -> None:
    """Look again and again; for what announces itself to nobody."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(pause)


def url_of(folder: Path) -> str:
    """The database of a test: a file in its folder, unless the fixture `database` said another."""
    said = folder / "database-url"
    return said.read_text() if said.exists() else f"sqlite:///{folder / 'inbox.db'}"


def open_store(folder: Path, clock: Clock, settings: Settings | None = None) -> Store:
    """A store that lives by the clock, on PostgreSQL too, which else has its own."""
    store = Store(url_of(folder), settings or Settings(deadline=2), clock)
    store.database.now = lambda conn: clock()  # type: ignore[method-assign]
    return store


def make_app(folder: Path, core: Core, **settings: object) -> App:
    environ = {"GITHUB_WEBHOOK_SECRET": SECRET, "GT_CONVOY_DATABASE_URL": url_of(folder)}
    return build(environ, core.connect, replace(FAST, **settings))  # type: ignore[arg-type]


@contextmanager
def held_commit(store: Store) -> Iterator[Event]:
    """The next commit waits until the block ends; the event is set once it does."""
    begun, go_on = Event(), Event()

    def hold(_conn: Connection) -> None:
        begun.set()
        go_on.wait(10)

    listen(store.database.engine, "commit", hold)
    try:
        yield begun
    finally:
        go_on.set()


def waiting(app: Running) -> int:
    """How many deliveries wait while those before them are committed."""
    assert app._server
    return len(app._server._groups._waiting)


def signature(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def headers(body: bytes, delivery: str = "d-1", event: str = "issues") -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "X-GitHub-Delivery": delivery,
        "X-GitHub-Event": event,
        "X-Hub-Signature-256": signature(body),
    }


def request(
    url: str,
    method: str,
    path: str,
    body: bytes = b"",
    head: Mapping[str, str] | None = None,
    *,
    timeout: float = 15,
) -> tuple[int, str]:
    conn = http.client.HTTPConnection(urlsplit(url).netloc, timeout=timeout)
    try:
        conn.request(method, path, body, dict(head or {}))
        answer = conn.getresponse()
        return answer.status, answer.read().decode()
    finally:
        conn.close()


def deliver(url: str, payload: object, delivery: str = "d-1", event: str = "issues") -> int:
    body = json.dumps(payload).encode()
    return request(url, "POST", "/webhooks/github", body, headers(body, delivery, event))[0]
