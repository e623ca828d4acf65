"""`kill -9` at random points: what was answered 202 is done, however often the app dies."""

import http.client
import itertools
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.webhooks.support import SECRET, deliver, until, url_of

CLIENTS = 4
BOTH = pytest.mark.usefixtures("database")


def command(what: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "tests.webhooks.driver", what, str(folder)]


def environ(folder: Path, **more: str) -> dict[str, str]:
    ours = {
        "PYTHONPATH": os.pathsep.join(sys.path),
        "GITHUB_WEBHOOK_SECRET": SECRET,
        "GT_CONVOY_DATABASE_URL": url_of(folder),
    }
    return {**os.environ, **ours, **more}


@contextmanager
def served(folder: Path, **more: str) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    log = folder / "log"
    log.write_bytes(b"")
    with log.open("ab") as out:
        process = subprocess.Popen(command("serve", folder), env=environ(folder, **more), stderr=out)
    try:
        until(lambda: process.poll() is not None or " listening url=" in log.read_text())
        found = re.search(r"listening url=(\S+)", log.read_text())
        assert found, log.read_text()
        yield process, found[1]
    finally:
        process.kill()
        process.wait()


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def kill_at_some_point(folder: Path, ids: Iterator[int], accepted: set[str]) -> None:
    left = random.randint(1, 150)  # noqa: S311 - where to die is no secret
    with served(folder) as (process, url):

        def client(_n: int) -> None:
            for n in ids:
                try:
                    code = deliver(url, {"jobs": [f"command:{n}", "sync:12"]}, f"d-{n}")
                except (OSError, http.client.HTTPException):
                    return
                assert code == 202
                accepted.add(f"command:{n}")
                if n >= first + left:
                    process.kill()

        first = next(ids)
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(client, range(CLIENTS)))


@BOTH
@pytest.mark.parametrize("rounds", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_nothing_that_was_accepted_is_lost(tmp_path: Path, rounds: int) -> None:
    accepted: set[str] = set()
    ids = itertools.count()
    for _ in range(rounds):
        kill_at_some_point(tmp_path, ids, accepted)
    subprocess.run(command("drain", tmp_path), env=environ(tmp_path), check=True, stderr=subprocess.DEVNULL)
    done = lines(tmp_path / "done")
    assert len(accepted) >= rounds
    assert accepted - set(done) == set()
    assert "sync:12" in done


def test_sigterm_finishes_what_runs_and_exits_0(tmp_path: Path) -> None:
    with served(tmp_path) as (process, url):
        deliver(url, {"jobs": ["command:slow"]})
        until(lambda: lines(tmp_path / "begun") == ["command:slow"])
        process.send_signal(signal.SIGTERM)
        (tmp_path / "go").touch()
        assert process.wait(10) == 0
    assert lines(tmp_path / "done") == ["command:slow"]
    assert " stopped unfinished=no" in (tmp_path / "log").read_text()


def test_sigterm_when_nothing_runs_exits_0_at_once(tmp_path: Path) -> None:
    with served(tmp_path) as (process, _url):
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0


def test_no_secret_reaches_the_log_or_the_database(tmp_path: Path) -> None:
    token = "ghp_" + "a1B2" * 9
    with served(tmp_path, GITHUB_TOKEN=token) as (process, url):
        deliver(url, {"jobs": ["command:leak"]})
        until(lambda: "refused with" in (tmp_path / "log").read_text())
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    log = (tmp_path / "log").read_text()
    assert "Traceback" in log
    assert "refused with ***" in log
    for file in tmp_path.iterdir():
        assert token.encode() not in file.read_bytes(), file.name
        assert SECRET.encode() not in file.read_bytes(), file.name


def test_each_decision_is_a_line_with_the_delivery(tmp_path: Path) -> None:
    with served(tmp_path) as (process, url):
        deliver(url, {"jobs": ["command:c1"]}, "d-77")
        until(lambda: lines(tmp_path / "done") == ["command:c1"])
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    log = (tmp_path / "log").read_text()
    answered = r"answered delivery=d-77 github_event=issues code=202 why=stored wants=command:c1$"
    assert re.search(answered, log, re.MULTILINE)
    assert re.search(r"done job=command:c1 attempt=1 delivery=d-77$", log, re.MULTILINE)
