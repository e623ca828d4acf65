"""The Action: from the start of its steps to the first request, and the requests of each kind of run."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread

from gt_convoy_sandbox.beside import CONFIG
from gt_convoy_sandbox.model import World
from gt_convoy_sandbox.seed import seed
from gt_convoy_sandbox.server import Sandbox
from tests.action.events import Event, Events, by_hand, configure, schedule
from tests.sandbox_fixture import Receiver
from tests.town import BOT, HQ, Clock, Town

from .table import Row

ROOT = Path(__file__).parents[1]
TIMES = 5
AIMS = {"an issue closes that nobody tracks": "3", "the schedule, nothing to do": "8"}


def rows() -> list[Row]:
    """Seconds by the clock, then counts, which do not wobble."""
    with TemporaryDirectory() as name, _town(Path(name)) as (town, events):
        folder = Path(name)
        cold, cold_cpu = _first_request(town, folder, ("plan", "install"))
        warm = [_first_request(town, folder, ("plan",)) for _ in range(TIMES)]
        wall, cpu = (median(each) for each in zip(*warm, strict=True))
        found = [
            Row("Action: steps to first request, nothing installed", f"{cold:.1f} s ({cold_cpu:.1f} s CPU)"),
            Row(
                "Action: the same, installed or cached", f"{wall:.2f} s ({cpu:.2f} s CPU), median of {TIMES}"
            ),
        ]
        return found + [
            Row(f"Action: requests, {what}", str(count), AIMS.get(what, ""))
            for what, count in _counts(town, events, folder)
        ]


@contextmanager
def _town(folder: Path) -> Iterator[tuple[Town, Events]]:
    clock = Clock()
    with Sandbox.start(world=seed(World(clock=clock))) as sandbox:
        town = Town(sandbox, folder, clock)
        configure(town, CONFIG)
        receiver = Receiver()
        yield town, Events(town, receiver)
        town.settle()
        receiver.close()


def _first_request(town: Town, folder: Path, steps: tuple[str, ...]) -> tuple[float, float]:
    """Wall time to it, and processor time of all steps: with the download, without what starts the job."""
    mark, seen, before = town.mark(), list[float](), _cpu()

    def watch() -> None:
        while not town.requests(mark):
            time.sleep(0.002)
        seen.append(time.perf_counter())

    watching = Thread(target=watch, daemon=True)
    watching.start()
    started = time.perf_counter()
    for step in steps:
        _step(town, folder, step)
    _step(town, folder, "run", by_hand("convoy list"), command="convoy list")
    watching.join(10)
    return seen[0] - started, _cpu() - before


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _counts(town: Town, events: Events, folder: Path) -> Iterator[tuple[str, int]]:
    def run(what: str, event: Event, **inputs: str) -> tuple[str, int]:
        mark = town.mark()
        _step(town, folder, "run", event, **inputs)
        return what, len(town.requests(mark))

    town.comment("Thanks!")
    yield run("a comment without a command", events.one("issue_comment created"))
    town.comment('/gt convoy create "Deploy v2.0" gt-1 gt-2')
    yield run("a convoy by comment", events.one("issue_comment created"))
    town.closes("gt-4")
    yield run("a rig tells of a closing", events.one("issues closed"), hq=HQ)
    yield run("an issue closes that nobody tracks", events.one("repository_dispatch gt-convoy"))
    for what in ("a tracked issue closes", "the last one closes: landing"):
        town.closes("gt-1" if "tracked" in what else "gt-2")
        _step(town, folder, "run", events.one("issues closed"), hq=HQ)
        yield run(what, events.one("repository_dispatch gt-convoy"))
    yield run("the schedule, nothing to do", schedule())


def _step(town: Town, folder: Path, step: str, event: Event | None = None, **inputs: str) -> None:
    """One of action.yml's `run` steps, with the runner's environment."""
    outputs = folder / "outputs"
    own = {
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_OUTPUT": str(outputs),
        "RUNNER_TEMP": str(folder),
        "RUNNER_TOOL_CACHE": str(folder / "tools"),
        "PATH": f"{Path(sys.base_prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}",
    }
    if event:
        payload = folder / "event.json"
        payload.write_text(json.dumps(event.payload), encoding="utf-8")
        own |= {
            "GITHUB_API_URL": town.sandbox.api_url,
            "GITHUB_EVENT_NAME": event.name,
            "GITHUB_EVENT_PATH": str(payload),
            "GITHUB_REPOSITORY": event.repo,
            "GITHUB_ACTOR": "alice",
            "INPUT_TOKEN": f"token-{BOT}",
            "VENV": _venv(outputs),
        }
        own |= {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
    subprocess.run(
        ["bash", ROOT / "scripts/action/run.sh", step], env=os.environ | own, check=True, capture_output=True
    )


def _venv(outputs: Path) -> str:
    lines = outputs.read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("venv=") for line in reversed(lines) if line.startswith("venv="))


def main() -> None:
    """Measure the Action alone."""
    for row in rows():
        print(f"{row.what}: {row.figure}")


if __name__ == "__main__":
    main()
