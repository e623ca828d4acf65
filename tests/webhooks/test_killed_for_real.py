"""The real app dies, sleeps and races: each command is done once, each landing told once, nothing is lost."""

import random
import re
import socket
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest

from gt_convoy.domain.job import SyncConvoy
from gt_convoy_webhooks.app import App, build
from gt_convoy_webhooks.worker.connect import connect
from tests.town import QUICK, SECRET, Town
from tests.webhooks.processes import Process, process, watching
from tests.webhooks.support import until, url_of

pytestmark = pytest.mark.usefixtures("database")
RIG = "acme/gastown"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def new_issues(town: Town, count: int) -> list[int]:
    made = (town.ask("alice", "POST", f"/repos/{RIG}/issues", title=f"Part {n}") for n in range(count))
    return [int(issue["number"]) for issue in made]


def says(town: Town, text: str) -> int:
    made = town.ask("alice", "POST", "/repos/acme/hq/issues/1/comments", body=text)
    return int(made["id"])


def close(town: Town, numbers: list[int]) -> None:
    for number in numbers:
        town.ask("joe", "PATCH", f"/repos/{RIG}/issues/{number}", state="closed")


def replies(town: Town, comment: int) -> int:
    return sum(f'"answers":"c{comment}"' in text.split("\n")[0] for text in town.comments("hq-1"))


def landed(town: Town) -> bool:
    return all(town.issue(f"hq-{n}")["state"] == "closed" for n in town.convoys())


def one_round(town: Town, port: int, n: int) -> int:
    """Ask for a convoy and finish its work, while web or workers die at some point; the asking comment."""
    with process(town, "serve", "web", port) as web, process(town, "work", "work") as worker:
        if not n:
            town.sandbox.add_hooks(f"{web.url}/webhooks/github", SECRET)
        victim: Process = random.choice([web, worker])  # noqa: S311 - who dies is no secret
        left = [random.randint(1, 25)]  # noqa: S311

        def count(_method: str, path: str) -> None:
            left[0] -= path.startswith("/api/")
            if left[0] == 0:
                victim.popen.kill()

        with watching(town, count):
            parts = new_issues(town, 2)
            comment = says(town, f'/gt convoy create "Round {n}" {RIG}#{parts[0]} {RIG}#{parts[1]}')
            town.sandbox.deliveries.wait_idle()
            close(town, parts)
            town.sandbox.deliveries.wait_idle()
    return comment


@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_whoever_dies_when_each_is_done_once(sleepy_town: Town, rounds: int) -> None:
    town, port = sleepy_town, free_port()
    comments = [one_round(town, port, n) for n in range(rounds)]
    with process(town, "serve", "web", port):
        until(lambda: len(town.convoys()) == rounds and landed(town), 60, 0.1)
        until(lambda: all(replies(town, comment) for comment in comments), 60, 0.1)
        town.sandbox.deliveries.wait_idle()
    assert [replies(town, comment) for comment in comments] == [1] * rounds
    titles = sorted(town.issue(f"hq-{n}")["title"] for n in town.convoys())
    assert titles == sorted(f"Round {n}" for n in range(rounds))
    assert [len(town.notices(f"hq-{n}")) for n in town.convoys()] == [1] * rounds


def frozen_before_its_notice(town: Town, sleeper: Process) -> int:
    """Make a convoy and close its issue; the sleeper freezes where it looks for a notice. Its number."""
    parts = new_issues(town, 1)
    known = set(town.convoys())
    says(town, f'/gt convoy create "Asleep" {RIG}#{parts[0]}')
    until(lambda: len(town.convoys()) > len(known), 30, 0.05)
    (number,) = set(town.convoys()) - known
    looks = re.compile(rf"/api/v3/repos/acme/hq/issues/{number}/comments")
    frozen = threading.Event()

    def freeze(method: str, path: str) -> None:
        if method == "GET" and looks.fullmatch(path) and not frozen.is_set():
            sleeper.stop()
            frozen.set()

    with watching(town, freeze):
        close(town, parts)
        assert frozen.wait(30)
    return number


def is_locked(town: Town) -> bool:
    """Whether the sleeper holds SQLite's one lock in another thread: then all others sleep with it."""
    with closing(sqlite3.connect(town.folder / "inbox.db", timeout=0.2)) as conn:
        try:
            conn.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
    return False


def test_who_sleeps_past_its_lease_and_wakes_writes_nothing_any_more(
    sleepy_town: Town, database: str
) -> None:
    """A worker is frozen just before it posts a notice; another lands the convoy; the first wakes."""
    town = sleepy_town
    with process(town, "serve", "sleeper") as sleeper:
        town.sandbox.add_hooks(f"{sleeper.url}/webhooks/github", SECRET)
        number = frozen_before_its_notice(town, sleeper)
        while database == "sqlite" and is_locked(town):
            sleeper.wake()
            number = frozen_before_its_notice(town, sleeper)
        with process(town, "work", "other") as other:
            if database == "sqlite":
                until(lambda: town.issue(f"hq-{number}")["state"] == "closed", 60, 0.1)
                sleeper.wake()
                until(lambda: "ran out before it was written" in sleeper.log.read_text(), 30, 0.1)
            else:  # while its session lives it keeps all others out
                elsewhere = f"convoy:{number} is being worked on elsewhere"
                until(lambda: elsewhere in other.log.read_text(), 60, 0.1)
                assert not town.notices(f"hq-{number}")
                sleeper.wake()
            until(lambda: town.issue(f"hq-{number}")["state"] == "closed", 60, 0.1)
    assert len(town.notices(f"hq-{number}")) == 1


def test_two_that_race_for_one_convoy_tell_once(sleepy_town: Town) -> None:
    town = sleepy_town
    with town.running():
        convoys = [int(town.creates(f'"Race {n}" gt-{n % 2 + 1}').removeprefix("hq-")) for n in range(4)]
    close(town, [1, 2])
    environ = {**town.environ, "GT_CONVOY_DATABASE_URL": url_of(town.folder)}
    racers = [build(environ, connect, QUICK, endpoint=False) for _ in range(2)]
    start = Barrier(len(racers))

    def race(racer: App) -> None:
        for number in convoys:
            start.wait()
            racer.rules.perform(SyncConvoy(number))

    with ThreadPoolExecutor(len(racers)) as threads:
        list(threads.map(race, racers))
    for racer in racers:
        racer.store.close()
    assert [len(town.notices(f"hq-{number}")) for number in convoys] == [1] * len(convoys)
