"""What a dead process of this machine had comes back at once; what may live is left alone."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gt_convoy_webhooks.queue import claims
from gt_convoy_webhooks.store import Store
from tests.webhooks.support import Clock, job

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def gone() -> str:
    """The id of a process that ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return str(ended.pid)


def rename(owner: str, pid: str | None = None, machine: str | None = None) -> str:
    there, process, token = owner.split("/")
    return "/".join([machine or there, pid or process, token])


def test_only_a_dead_process_of_this_very_machine_is_dead(gone: str) -> None:
    mine = claims.new_owner()
    assert not claims.is_dead(mine)
    assert claims.is_dead(rename(mine, gone))
    host = mine.partition("~")[0]
    for elsewhere in (host, f"{host}~000000000000", f"other{mine.partition('/')[0]}"):
        assert not claims.is_dead(rename(mine, gone, elsewhere)), elsewhere
    assert not claims.is_dead("nonsense")


@pytest.mark.skipif(not Path("/proc/self/ns/pid").exists(), reason="only Linux tells machines apart")
def test_what_the_dead_had_is_free_at_once(store: Store, clock: Clock, gone: str) -> None:
    store.enqueue([job("command:c1"), job("command:c2")])
    first, second = store.queue.claim(), store.queue.claim()
    assert first
    assert second
    store.leases.take("convoy:1", rename(claims.new_owner(), gone))
    store.leases.take("convoy:2", claims.new_owner())
    with store.database.write() as conn:
        dead = rename(first.owner, gone)
        conn.exec_driver_sql(f"update job set owner = '{dead}' where key = '{first.job.key}'")  # noqa: S608
    assert store.queue.claim() is None
    store.release_claims_of_dead_processes()
    again = store.queue.claim()
    assert again
    assert (again.job, again.attempt) == (first.job, 2)
    assert store.queue.claim() is None, "the other's process lives"
    assert store.leases.is_free("convoy:1")
    assert not store.leases.is_free("convoy:2")
    assert clock.now == 1_000_000.0


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """What a machine says of itself, asked anew."""
    claims._machine.cache_clear()
    monkeypatch.setattr(claims.socket, "gethostname", lambda: f"a/b~c{'x' * 100}")  # type: ignore[attr-defined]
    yield monkeypatch
    claims._machine.cache_clear()


@pytest.mark.skipif(not Path("/proc/self/ns/pid").exists(), reason="only Linux tells machines apart")
def test_an_owner_is_a_machine_a_process_and_a_claim(machine: pytest.MonkeyPatch) -> None:
    owner = claims.new_owner()
    assert re.fullmatch(rf"a-b-cx{{59}}~[0-9a-f]{{12}}/{os.getpid()}/[0-9a-f]{{16}}", owner)
    assert owner != claims.new_owner()
    assert len(owner) < 200, "as long as the column is"


def test_where_the_system_tells_nothing_of_itself_nobody_is_known_to_be_dead(
    machine: pytest.MonkeyPatch, gone: str
) -> None:
    machine.setattr(Path, "readlink", lambda _path: (_ for _ in ()).throw(FileNotFoundError()))
    owner = claims.new_owner()
    assert re.fullmatch(r"a-b-cx{59}/\d+/[0-9a-f]{16}", owner)
    assert not claims.is_dead(rename(owner, gone))


def test_a_process_is_asked_for_without_harm_and_may_be_anothers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def kill(pid: int, signal: int) -> None:
        asked.append((pid, signal))
        raise PermissionError

    monkeypatch.setattr(claims.os, "kill", kill)  # type: ignore[attr-defined]
    mine = claims.new_owner()
    assert not claims.is_dead(rename(mine, "123"))
    assert not claims.is_dead(rename(mine, "x"))
    assert asked == [(123, 0)]
