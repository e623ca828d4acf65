"""Deliveries accepted per second by the webhook app, and how long each waits for its answer."""

import hashlib
import hmac
import http.client
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlsplit

from gt_convoy.domain.job import Job
from gt_convoy.ports.state_store import StateStore
from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.logs import set_up
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.worker.rules import Rules
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
    """On SQLite, then on PostgreSQL, where two more processes work beside the one that accepts."""
    found = _on("SQLite", _Setting(lambda folder: f"sqlite:///{Path(folder) / 'inbox.db'}"))
    with started() as postgres:
        on_postgres = _Setting(lambda _folder: postgres.new_database(), workers=2)
        return found + _on("PostgreSQL and 2 workers", on_postgres)


def main() -> None:
    """Print the figures."""
    print(markdown(rows()))


@dataclass(frozen=True, slots=True)
class _Setting:
    """A fresh database in a folder, and how many processes work on it beside the one that accepts."""

    url: Callable[[str], str]
    workers: int = 0


def _on(name: str, setting: _Setting) -> list[Row]:
    rate, drained, times = flooded(5000, setting)
    calm = steady(50, 10, setting)
    flat_out = f"{rate:.0f}/s, {_percentiles(times)}"
    return [
        Row(f"accepted, 8 clients flat out, {name}", flat_out, "500/s, p99 100 ms"),
        Row(f"... all handled after the last, {name}", f"{drained:.1f} s"),
        Row(f"accepted at 50/s, {name}", _percentiles(calm), "p99 20 ms"),
    ]  # fmt: skip


def flooded(deliveries: int, setting: _Setting) -> tuple[float, float, list[float]]:
    """Eight clients flat out, while workers handle what comes in: rate, seconds until drained, times."""
    with _App(setting) as app:
        began = time.perf_counter()
        times = _post(app.url, deliveries // CLIENTS, 0.0)
        rate = len(times) / (time.perf_counter() - began)
        return rate, app.drained(), times


def steady(per_second: int, seconds: int, setting: _Setting) -> list[float]:
    """A fixed rate: the times."""
    with _App(setting) as app:
        return _post(app.url, per_second * seconds // CLIENTS, CLIENTS / per_second)


class _App:
    """The app in a process of its own, so that the clients do not share its interpreter."""

    def __init__(self, setting: _Setting) -> None:
        self._folder = tempfile.TemporaryDirectory()
        database = setting.url(self._folder.name)
        ends = [multiprocessing.Pipe() for _ in range(1 + setting.workers)]
        self._pipes = [mine for mine, _ in ends]
        self._processes = [
            multiprocessing.Process(target=_run, args=(theirs, database, n == 0))
            for n, (_, theirs) in enumerate(ends)
        ]

    def __enter__(self) -> "_App":
        for process in self._processes:
            process.start()
        self.url: str = [pipe.recv() for pipe in self._pipes][0]  # noqa: RUF015 - all are awaited
        return self

    def drained(self) -> float:
        """Wait until all is handled; seconds that it took."""
        began = time.perf_counter()
        self._pipes[0].send("drain")
        self._pipes[0].recv()
        return time.perf_counter() - began

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes:
            pipe.send("stop")
        for process in self._processes:
            process.join()
        self._folder.cleanup()


def _run(pipe: Any, database: str, door: bool) -> None:
    def connect(_environ: Mapping[str, str], _state_store: StateStore) -> Rules:
        return Rules(lambda _event, _payload: True, lambda _event, _payload: [Job("convoy:12")], _nothing)

    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - it logs as it does for real, until it ends
    set_up({"GITHUB_WEBHOOK_SECRET": SECRET})
    app = build({"GITHUB_WEBHOOK_SECRET": SECRET, "GT_CONVOY_DATABASE_URL": database}, connect, endpoint=door)
    with Running.start(app, port=0 if door else None) as running:
        pipe.send(running.url)
        while pipe.recv() == "drain":
            pipe.send(running.wait_idle(60))


def _nothing(_job: Job) -> None:
    pass


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
