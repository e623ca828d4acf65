"""The whole app against the sandbox: close to landed, and a flood of closings."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from gt_convoy.github.transport.exchange import Connection, Response
from gt_convoy_sandbox.model import issues
from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.worker.connect import connect
from tests.town import SECRET, Town
from tests.worlds import Size, fill

from .places import a_town
from .table import Row, markdown

LANDINGS = 5
CLOSINGS, WITHIN = 500, 10.0


def rows() -> list[Row]:
    """Everything, each in a world of its own."""
    return [*landing(), *flood()]


def main() -> None:
    """Print the figures."""
    print(markdown(rows()))


def landing() -> list[Row]:
    """From a closing on GitHub to the convoy's own, GitHub's time for our requests taken out."""
    took, theirs = [], []
    with a_town() as town, _running(town):
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
    with a_town() as town, _running(town) as app:
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
    for n, ref in enumerate(town.app.app.state.index.tracked_by(convoy)):
        time.sleep(max(0.0, begun + n * pause - time.perf_counter()))
        issues.close(world, world.get_issue(world.get_repository(ref.repo), ref.number), joe)


def _wait_closed(town: Town, number: int) -> None:
    world = town.sandbox.world
    convoy = world.get_issue(world.get_repository("acme/hq"), number)
    while convoy.state != "closed":
        time.sleep(0.005)


def _recomputes(app: Running) -> int:
    page = app.app.metrics.page().decode()
    wanted = 'gt_convoy_jobs_total{kind="sync",outcome="done"}'
    return sum(int(float(line.split()[-1])) for line in page.splitlines() if line.startswith(wanted))


if __name__ == "__main__":
    main()
