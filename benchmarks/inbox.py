"""Deliveries accepted by `gt-convoy serve` and by what a user would pick instead, and what each costs.

The app is the real one, beside a sandbox: what it accepts is stored, routed, and the convoys are synced.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from gt_convoy_sandbox.model import Event, Issue, issues
from gt_convoy_sandbox.payloads import payload
from gt_convoy_sandbox.representations.context import Context
from tests.town import SECRET, Town
from tests.webhooks.postgres import started
from tests.worlds import Size, fill

from .inbox_peers import FOLDER, INSTALLED, peers
from .load import CONNECTIONS, Load, refuses, send, write, wrk
from .places import a_town
from .servers import Server, process, serving
from .table import Row, markdown

SIZE = Size(20, 25)
SECONDS, WARM = 5, 1
GT_CONVOY = (sys.executable, "-m", "gt_convoy")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a server did with one load."""

    load: Load
    cpu: float  # milliseconds of its process for each delivery, until all was done
    rest: float  # seconds from the last answer until it had nothing to do

    def rows(self, name: str, aim: str = "", cpu_aim: str = "") -> list[Row]:
        """What was accepted, and what it cost."""
        accepted = f"{self.load.per_second:,.0f}/s, {self.load.times}"
        return [
            Row(f"accepted, {CONNECTIONS} connections flat out: {name}", accepted, aim),
            Row("... processor time of its process for each", f"{self.cpu:.2f} ms", cpu_aim),
        ]


def rows() -> list[Row]:
    """Ours on both databases, then the others, which store nothing."""
    if not wrk():
        return [Row("accepted deliveries", "not measured: there is no wrk")]
    found = list(_ours("SQLite", "", "1,500/s, p99 40 ms"))
    with started() as postgres:
        found += _ours("PostgreSQL and 2 workers", postgres.new_database(), "half of SQLite's")
    return [*found, *_theirs()]


def main() -> None:
    """Print the figures."""
    print(markdown(rows()))


def _ours(database: str, url: str, aim: str) -> Iterator[Row]:
    with _serving(url) as (town, server), TemporaryDirectory() as folder:
        for what, issues_closed in (("tracked", _tracked(town)), ("untracked", _untracked(town))):
            file = Path(folder) / what
            _write(town, file, issues_closed)
            name = f"gt-convoy on {database}, {what} issues"
            measured = _measure(server, file)
            yield from measured.rows(name, aim, "0.5 ms")
            yield Row("... all done after the last", f"{measured.rest:.1f} s")
        calm = send(server.url, Path(folder) / "tracked", "calm", SECONDS, per_second=50)
        yield Row(f"accepted at 50/s: gt-convoy on {database}", calm.times, "p99 20 ms")


def _theirs() -> Iterator[Row]:
    if not INSTALLED.is_dir():
        yield Row("accepted by others", "not measured: `make bench` installs them")
        return
    with a_town() as town, TemporaryDirectory() as folder:
        file = Path(folder) / "deliveries"
        _write(town, file, _untracked(town))
        for peer in peers(SECRET):
            environ = {"GITHUB_WEBHOOK_SECRET": SECRET, **peer.environ}
            with serving(peer.command, environ, FOLDER) as server:
                yield from _measure(server, file).rows(f"{peer.name}, which stores nothing")


def _measure(server: Server, file: Path) -> Measured:
    assert refuses(server.url)
    send(server.url, file, f"warm-{file.name}", WARM)
    before = server.cpu_at_rest()
    load = send(server.url, file, file.name, SECONDS)
    ended = time.perf_counter()
    used = server.cpu_at_rest() - before
    return Measured(load, used / load.requests * 1000, time.perf_counter() - ended)


@contextmanager
def _serving(url: str) -> Iterator[tuple[Town, Server]]:
    """`gt-convoy serve` beside a sandbox with convoys that it has read; with PostgreSQL, two workers."""
    with a_town() as town, ExitStack() as stack:
        fill(town.sandbox.world, SIZE)
        town.more_environ = {"GT_CONVOY_DATABASE_URL": url} if url else {}
        server = stack.enter_context(serving((*GT_CONVOY, "serve", "--port", "{port}"), town.environ))
        for _ in range(2 if url else 0):
            stack.enter_context(process((*GT_CONVOY, "work"), town.environ))
        server.cpu_at_rest()
        yield town, server


def _tracked(town: Town) -> list[Issue]:
    """All but one of each convoy's issues, closed now; so none lands."""
    world = town.sandbox.world
    joe = world.get_user("joe")
    last = f".{SIZE.issues_each - 1}"
    every = list(world.tables.issues.values())
    found = [each for each in every if each.title.startswith("Issue ") and not each.title.endswith(last)]
    return [issues.close(world, issue, joe) for issue in found]


def _untracked(town: Town) -> list[Issue]:
    """Issues of a rig that no convoy tracks."""
    world = town.sandbox.world
    joe, rig = world.get_user("joe"), world.get_repository("acme/gastown")
    made = [issues.create(world, rig, joe, f"Other {n}", "Nothing to see.") for n in range(100)]
    return [issues.close(world, issue, joe) for issue in made]


def _write(town: Town, file: Path, closed: list[Issue]) -> None:
    world = town.sandbox.world
    context, joe = Context(world, town.sandbox.url), world.get_user("joe")
    events = (Event("issues", "closed", world.repository_of(each), joe, {"issue": each}) for each in closed)
    write(file, SECRET, (json.dumps(payload(context, event)).encode() for event in events))


if __name__ == "__main__":
    main()
