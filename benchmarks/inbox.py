"""Deliveries accepted per second by the webhook app, and how long each waits for its answer."""

import hashlib
import hmac
import http.client
import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, Lock, Thread
from typing import Any
from urllib.parse import urlsplit

from gt_convoy.handlers.jobs import Job
from gt_convoy.memory import Memory
from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.rules import Rules
from gt_convoy_webhooks.running import Running
from tests.webhooks.postgres import started

from .table import Row, markdown

SECRET = "benchmark"  # noqa: S105 - of no hook
CLIENTS = 8
BODY = json.dumps(
    {
        "action": "closed",
        "issue": {"number": 12, "title": "a title", "body": "x" * 6000},
        "repository": {"full_name": "acme/gastown"},
        "sender": {"login": "joe"},
    }
).encode()
HEADERS = {
    "Content-Type": "application/json",
    "X-GitHub-Event": "issues",
    "X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest(),
}


def rows() -> list[Row]:
    """On SQLite, then on PostgreSQL."""
    found = _on("SQLite", lambda folder: f"sqlite:///{Path(folder) / 'inbox.db'}")
    with started() as postgres:
        return found + _on("PostgreSQL", lambda _folder: postgres.new_database())


def main() -> None:
    """Print the figures."""
    print(markdown(rows()))


def _on(name: str, url: Callable[[str], str]) -> list[Row]:
    rate, drained, times = flooded(5000, url)
    calm = steady(50, 10, url)
    flat_out = f"{rate:.0f}/s, {_percentiles(times)}"
    return [
        Row(f"accepted, 8 clients flat out, {name}", flat_out, "500/s, p99 100 ms"),
        Row(f"... all handled after the last, {name}", f"{drained:.1f} s"),
        Row(f"accepted at 50/s, {name}", _percentiles(calm), "p99 20 ms"),
    ]  # fmt: skip


def flooded(deliveries: int, url: Callable[[str], str]) -> tuple[float, float, list[float]]:
    """Eight clients flat out, while workers handle what comes in: rate, seconds until drained, times."""
    with _App(url) as app:
        began = time.perf_counter()
        times = _post(app.url, deliveries // CLIENTS, 0.0)
        rate = len(times) / (time.perf_counter() - began)
        return rate, app.drained(), times


def steady(per_second: int, seconds: int, url: Callable[[str], str]) -> list[float]:
    """A fixed rate: the times."""
    with _App(url) as app:
        return _post(app.url, per_second * seconds // CLIENTS, CLIENTS / per_second)


class _App:
    """The app in a process of its own, so that the clients do not share its interpreter."""

    def __init__(self, url: Callable[[str], str]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._pipe, other = multiprocessing.Pipe()
        database = url(self._folder.name)
        self._process = multiprocessing.Process(target=_serve, args=(other, database))
        self.runs: dict[str, int] = {}

    def __enter__(self) -> "_App":
        self._process.start()
        self.url: str = self._pipe.recv()
        return self

    def drained(self) -> float:
        """Wait until all is handled; seconds that it took."""
        began = time.perf_counter()
        self._pipe.send("drain")
        self.runs = self._pipe.recv()
        return time.perf_counter() - began

    def __exit__(self, *_: object) -> None:
        self._pipe.send("stop")
        self._process.join()
        self._folder.cleanup()


def _serve(pipe: Any, database: str) -> None:
    runs: dict[str, int] = {}
    lock = Lock()

    def perform(job: Job) -> None:
        with lock:
            runs[job.key] = runs.get(job.key, 0) + 1

    def connect(_environ: Mapping[str, str], _memory: Memory) -> Rules:
        return Rules(lambda _event, _payload: True, lambda _event, _payload: [Job("convoy:12")], perform)

    app = build({"GITHUB_WEBHOOK_SECRET": SECRET, "GT_CONVOY_DATABASE_URL": database}, connect)
    with Running.start(app) as running:
        pipe.send(running.url)
        while pipe.recv() == "drain":
            running.wait_idle(60)
            pipe.send(runs)


@dataclass(frozen=True, slots=True)
class _Rate:
    each: int
    pause: float
    client: int

    def deliveries(self) -> Iterator[str]:
        begin = time.perf_counter() + self.client * self.pause / CLIENTS
        for n in range(self.each):
            if self.pause:
                time.sleep(max(0.0, begin + n * self.pause - time.perf_counter()))
            yield f"{self.client}-{n}"


def _post(url: str, each: int, pause: float) -> list[float]:
    times: list[float] = []
    barrier = Barrier(CLIENTS)
    clients = [
        Thread(target=_client, args=(_Rate(each, pause, n), url, barrier, times)) for n in range(CLIENTS)
    ]
    _all(clients, Thread.start)
    _all(clients, Thread.join)
    return times


def _all(threads: Sequence[Thread], action: Callable[[Thread], object]) -> None:
    for thread in threads:
        action(thread)


def _client(rate: _Rate, url: str, barrier: Barrier, times: list[float]) -> None:
    conn = http.client.HTTPConnection(urlsplit(url).netloc)
    barrier.wait()
    for delivery in rate.deliveries():
        sent = time.perf_counter()
        conn.request("POST", "/webhooks/github", BODY, HEADERS | {"X-GitHub-Delivery": delivery})
        answer = conn.getresponse()
        answer.read()
        assert answer.status == 202, answer.status
        times.append(time.perf_counter() - sent)
    conn.close()


def _percentiles(times: Sequence[float]) -> str:
    ordered = sorted(times)
    p50, p99 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.99))
    return f"p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {ordered[-1] * 1000:.0f} ms"


if __name__ == "__main__":
    main()
