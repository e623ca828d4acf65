"""The whole app against the sandbox: close to landed, a flood of closings, a large sweep, the naive way."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from gt_convoy.github.connection import Connection, Response
from gt_convoy.handlers.jobs import Job
from gt_convoy.handlers.work import perform
from gt_convoy.memory import NoMemory
from gt_convoy.wiring import open_desk
from gt_convoy_sandbox.model import World, issues
from gt_convoy_sandbox.seed import seed
from gt_convoy_sandbox.server import Sandbox
from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.claims import Held
from gt_convoy_webhooks.core import connect
from gt_convoy_webhooks.memory import StoredMemory
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.store import Store
from tests.town import SECRET, Clock, Town
from tests.worlds import Size, fill

from .table import Row, markdown

LANDINGS = 5
CLOSINGS, WITHIN = 500, 10.0
LARGE = Size(1000, 10)
SAMPLE = 300  # requests of the naive way that are measured; the rest is multiplied


def rows() -> list[Row]:
    """Everything, each in a world of its own."""
    return [*landing(), *flood(), *sweep()]


def main() -> None:
    """Print the figures."""
    print(markdown(rows()))


def landing() -> list[Row]:
    """From a closing on GitHub to the convoy's own, GitHub's time for our requests taken out."""
    took, theirs = [], []
    with _town() as town, _running(town):
        for _ in range(LANDINGS):
            (number,) = fill(town.sandbox.world, Size(1, 1))
            town.settle()
            with _timed() as spent:
                begun = time.perf_counter()
                _close_all(town, number)
                _wait_closed(town, number)
                took.append(time.perf_counter() - begun)
            theirs.append(sum(spent))
            town.settle()
    ours = sorted(one - other for one, other in zip(took, theirs, strict=True))[LANDINGS // 2]
    return [Row("close to landed, GitHub's time taken out (median)", f"{ours:.2f} s", "1 s")]


def flood() -> list[Row]:
    """All issues of one convoy close within ten seconds."""
    with _town() as town, _running(town) as app:
        (number,) = fill(town.sandbox.world, Size(1, CLOSINGS))
        town.settle()
        before, mark = _recomputes(app), town.mark()
        _close_all(town, number, pause=WITHIN / CLOSINGS)
        _wait_closed(town, number)
        town.settle()
        runs = _recomputes(app) - before
        notices = len(town.notices(f"hq-{number}"))
        asked = len(town.requests(mark))
    naive = CLOSINGS * (1 + CLOSINGS + 1)
    return [
        Row(f"{CLOSINGS} closings of one convoy in 10 s: recomputes", str(runs), "10"),
        Row("... notices", str(notices), "1"),
        Row("... requests (naive: a recompute an event, a request an issue)", f"{asked} ({naive:,})"),
    ]


def sweep() -> list[Row]:
    """A large HQ at rest, swept by a process of its own."""
    with _town() as town:
        fill(town.sandbox.world, LARGE)
        for issue in town.sandbox.world.tables.issues.values():
            issue.updated_at -= timedelta(days=7)
        mark = town.mark()
        command = [sys.executable, "-m", "benchmarks.app", "sweep"]
        environ = {**os.environ, **town.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        said = subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout
        found, asked = json.loads(said), len(town.requests(mark))
        each = _naively(town)
    count = LARGE.convoys * LARGE.issues_each
    return [
        Row("sweep of 1,000 convoys, 10,000 issues: requests", str(asked // 2), "114"),
        Row(
            "... seconds, the sandbox's included: first, again", f"{found['first']:.1f}, {found['again']:.1f}"
        ),
        Row("... memory of the process", f"{found['mb']:.0f} MB", "200 MB"),
        Row("... the naive way: requests, seconds", f"{count + 10:,}, {count * each:.0f}"),
    ]


def _sweep_here() -> None:
    """In a process of its own: two sweeps, and what it took."""
    store = Store(os.environ["GT_CONVOY_DATABASE_URL"])
    memory = StoredMemory(store, Held(store.leases.renew), lambda: None)
    desk = open_desk(os.environ, memory)
    memory.note("installed", datetime.now(UTC) - timedelta(days=1))
    times = []
    for _ in range(2):
        begun = time.perf_counter()
        perform(desk, Job("sweep"))
        times.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"first": times[0], "again": times[1], "mb": peak}))


def _naively(town: Town) -> float:
    """Seconds for one request about one issue."""
    desk = open_desk(town.environ, NoMemory())
    refs = _refs(town)[:SAMPLE]
    begun = time.perf_counter()
    for repo, number in refs:
        town.ask("gt-convoy", "GET", f"/repos/{repo}/issues/{number}")
    desk.github.me()
    return (time.perf_counter() - begun) / len(refs)


def _refs(town: Town) -> list[tuple[str, int]]:
    world = town.sandbox.world
    repository = world.get_repository("acme/gastown")
    return [(repository.full_name, issue.number) for issue in world.issues_of(repository)]


@contextmanager
def _town() -> Iterator[Town]:
    clock = Clock()
    with (
        Sandbox.start(world=seed(World(clock=clock))) as sandbox,
        tempfile.TemporaryDirectory() as folder,
    ):
        town = Town(sandbox, Path(folder), clock)
        yield town
        town.session.close()


@contextmanager
def _running(town: Town) -> Iterator[Running]:
    """With the settings of real use, debounce included."""
    with Running.start(build(town.environ, connect, Settings())) as app:
        town.app = app
        town.sandbox.add_hooks(f"{app.url}/webhooks/github", SECRET)
        town.settle()
        yield app


@contextmanager
def _timed() -> Iterator[list[float]]:
    """How long GitHub took for each of our requests."""
    spent: list[float] = []
    asked = Connection.getresponse

    def timed(self: Connection) -> Response:
        begun = time.perf_counter()
        try:
            return asked(self)
        finally:
            spent.append(time.perf_counter() - begun)

    with patch.object(Connection, "getresponse", timed):
        yield spent


def _close_all(town: Town, convoy: int, pause: float = 0.0) -> None:
    world = town.sandbox.world
    assert town.app
    joe = world.get_user("joe")
    begun = time.perf_counter()
    for n, ref in enumerate(town.app.app.memory.tracked_by(convoy)):
        time.sleep(max(0.0, begun + n * pause - time.perf_counter()))
        issues.close(world, world.get_issue(world.get_repository(ref.repo), ref.number), joe)


def _wait_closed(town: Town, number: int) -> None:
    world = town.sandbox.world
    convoy = world.get_issue(world.get_repository("acme/hq"), number)
    while convoy.state != "closed":
        time.sleep(0.005)


def _recomputes(app: Running) -> int:
    page = app.app.metrics.page().decode()
    wanted = 'gt_convoy_jobs_total{kind="convoy",outcome="done"}'
    return sum(int(float(line.split()[-1])) for line in page.splitlines() if line.startswith(wanted))


if __name__ == "__main__":
    _sweep_here() if sys.argv[1:] == ["sweep"] else main()
