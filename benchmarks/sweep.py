"""A sweep of an HQ at rest, by a process of its own, and the same work done the naive way."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gt_convoy.bootstrap import open_context
from gt_convoy.domain.job import Sweep
from gt_convoy.handlers.dispatcher import perform
from gt_convoy_webhooks.database_state import database_state
from gt_convoy_webhooks.queue.claims import Held
from gt_convoy_webhooks.store import Store
from tests.town import Town
from tests.worlds import Size, fill

from .memory import peak_mb
from .places import a_town
from .table import Row

LARGE = Size(1000, 10)
SAMPLE = 300  # requests of the naive way that are measured; the rest is multiplied


@dataclass(frozen=True, slots=True)
class Swept:
    """Requests of a sweep; seconds of the first and of a second one; the process's memory in MB."""

    requests: int
    first: float
    again: float
    mb: float


def rows() -> list[Row]:
    """1,000 convoys that track 10,000 issues."""
    with a_town() as town:
        swept, each = sweep(town, LARGE), _naively(town)
    count = LARGE.convoys * LARGE.issues_each
    return [
        Row("sweep of 1,000 convoys, 10,000 issues: requests", str(swept.requests), "114"),
        Row("... seconds, the sandbox's included: first, again", f"{swept.first:.1f}, {swept.again:.1f}"),
        Row("... memory of the process", f"{swept.mb:.0f} MB", "200 MB"),
        Row("... the naive way: requests, seconds", f"{count + 10:,}, {count * each:.0f}"),
    ]


def sweep(town: Town, size: Size) -> Swept:
    """Fill the town with convoys that nothing happened to for a week, and sweep twice."""
    fill(town.sandbox.world, size)
    for issue in town.sandbox.world.tables.issues.values():
        issue.updated_at -= timedelta(days=7)
    mark = town.mark()
    environ = {**os.environ, **town.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "benchmarks.sweep"]
    said = subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout
    return Swept(requests=len(town.requests(mark)) // 2, **json.loads(said))


def _sweep_here() -> dict[str, float]:
    """In a process of its own: two sweeps, and what it took."""
    store = Store(os.environ["GT_CONVOY_DATABASE_URL"])
    memory = database_state(store, Held(store.renew))
    context = open_context(os.environ, memory)
    memory.timestamps.note("installed", datetime.now(UTC) - timedelta(days=1))
    times = []
    for _ in range(2):
        begun = time.perf_counter()
        perform(context, Sweep())
        times.append(time.perf_counter() - begun)
    return {"first": times[0], "again": times[1], "mb": peak_mb()}


def _naively(town: Town) -> float:
    """Seconds for one request about one issue."""
    world = town.sandbox.world
    repository = world.get_repository("acme/gastown")
    numbers = [issue.number for issue in world.issues_of(repository)][:SAMPLE]
    begun = time.perf_counter()
    for number in numbers:
        town.ask("gt-convoy", "GET", f"/repos/{repository.full_name}/issues/{number}")
    return (time.perf_counter() - begun) / len(numbers)


if __name__ == "__main__":
    print(json.dumps(_sweep_here()))
