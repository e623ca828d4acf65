"""A database of an older version is brought up to date, and what waits in it is done, once."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from gt_convoy.domain.job import ExecuteCommands, RestoreText, Sweep, SyncConvoy
from gt_convoy.domain.references import Ref
from gt_convoy_webhooks.queue.port import State
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.storage.migrations import STEPS
from gt_convoy_webhooks.storage.notices import NoticeLog
from gt_convoy_webhooks.storage.schema import VERSION
from gt_convoy_webhooks.store import Store
from tests.webhooks.support import Core, deliver, make_app, url_of

DATA = Path(__file__).parent / "data"
Old = Callable[[int], str]


@pytest.fixture
def old(database: str, tmp_path: Path) -> Old:
    """A database of an older version, with something in each table; its URL."""

    def make(version: int) -> str:
        url = url_of(tmp_path)
        engine = create_engine(url)
        script = (DATA / f"schema-{version}-{database}.sql").read_text().partition("\n")[2]
        with engine.begin() as conn:
            for statement in script.split(";\n"):
                if statement.strip():
                    conn.exec_driver_sql(statement)
        engine.dispose()
        return url

    return make


def keys(store: Store, state: State) -> list[str]:
    return sorted(row.key for row in store.queue.listed(100, state))


@pytest.mark.parametrize("version", [1, 4])
def test_what_is_in_it_is_kept(old: Old, version: int) -> None:
    store = Store(old(version))
    assert NoticeLog(store.database).was_posted(12, "2.0123456789abcdef0123 1")
    assert store.index.trackers_of(Ref("acme/gastown", 3), None) == [12]
    with store.database.read() as conn:
        assert conn.execute(text("select version from schema")).scalar_one() == VERSION
    store.close()


def test_jobs_of_version_1_are_there_still(old: Old) -> None:
    store = Store(old(1))
    row = store.queue.shown("command:c1")
    assert row
    assert (row.state, dict(row.data)) == ("waiting", {"a": "1"})
    store.close()


def test_jobs_are_carried_to_their_new_keys(old: Old) -> None:
    store = Store(old(4))
    waiting = ["auto:acme/beads#7", "label", "merge:15", "restore:14", "sweep", "sync:12", "sync:16"]
    assert keys(store, "waiting") == waiting
    assert keys(store, "running") == ["command:c7"]
    failed = store.queue.shown("command:i9")
    assert failed
    assert (failed.state, failed.error, failed.attempts) == ("failed", "a bug", 8)
    found = {}
    while claim := store.queue.claim():
        found[claim.job.key] = claim
        store.queue.done(claim)
    assert sorted(found) == sorted([*waiting, "command:c7"])
    command = found["command:c7"]
    assert command.job == ExecuteCommands("c7", Ref("acme/hq", 1), 7, "0123456789abcdef", "Joe")
    assert (command.attempt, command.cause) == (2, "d-7")
    assert found["sync:16"].attempt == 3
    assert (found["sync:12"].job, found["restore:14"].job) == (SyncConvoy(12), RestoreText(14))
    store.close()


def test_what_was_merged_into_jobs_stands_in_the_index(old: Old) -> None:
    store = Store(old(4))
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    own = Ref("acme/hq", 12)
    assert store.events.newest(12, own) == {
        Ref("acme/gastown", 3): noon.replace(second=3),
        own: noon.replace(second=1),
    }
    assert store.events.text_before(14) == "The text\nbefore"
    store.close()


@pytest.mark.parametrize("version", [1, 4])
def test_it_is_then_as_one_made_anew(old: Old, version: int) -> None:
    url = old(version)
    Store(url).close()
    store = Store(url)
    store.enqueue([Sweep()])
    claimed = store.queue.claim()
    assert claimed
    store.queue.pause(claimed, 0, first=True)
    store.close()


def test_what_waited_in_it_is_done_once_and_no_payload_is_left(
    old: Old, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    old(4)
    core = Core()
    with caplog.at_level(logging.INFO), Running.start(make_app(tmp_path, core)) as app:
        assert app.wait_idle()
        for name in ("done-1", "new-1", "new-2", "dead-1"):
            assert deliver(app.url, {"jobs": ["sweep"]}, name) == 202
        assert app.wait_idle()
        with app.app.store.database.read() as conn:
            assert not inspect(conn).has_table("delivery")
        assert [row.key for row in app.app.store.queue.listed(100)] == ["command:i9"]
    done = sorted(core.keys())
    assert done == [
        "auto:acme/beads#7", "command:c7", "command:c9", "label", "merge:15", "restore:14", "sweep",
        "sync:12", "sync:13", "sync:16",
    ]  # fmt: skip
    dropped = [record.message for record in caplog.records if record.message.startswith("dropped ")]
    assert dropped == ["dropped delivery=dead-2 github_event=issues"]


def test_two_that_start_at_once_route_what_waited_once(old: Old, tmp_path: Path) -> None:
    old(4)
    core = Core()
    with Running.start(make_app(tmp_path, core)), Running.start(make_app(tmp_path, core)) as app:
        assert app.wait_idle()
    assert core.keys().count("command:c9") == 1


def test_there_is_a_step_to_every_version() -> None:
    assert sorted(STEPS) == list(range(2, VERSION + 1))
