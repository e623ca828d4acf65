"""The whole app: what is delivered is routed, what is wanted is done, whatever goes wrong between."""

import logging
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, text

from gt_convoy.domain.errors import (
    Denied,
    NotFound,
    RateLimited,
    Rejected,
    Stale,
    Unavailable,
    UserError,
)
from gt_convoy.domain.job import Job
from gt_convoy_webhooks.logs import cause
from gt_convoy_webhooks.running import Running
from tests.webhooks.support import Core, deliver, held_commit, job, make_app, until, waiting

pytestmark = pytest.mark.usefixtures("database")

COMMAND = "command:c1"


def failing(*errors: Exception) -> Callable[[Job], None]:
    left = list(errors)

    def perform(_job: Job) -> None:
        if left:
            raise left.pop(0)

    return perform


def failed(app: Running) -> list[tuple[str, str]]:
    return [(row.key, row.error) for row in app.app.store.queue.listed(100, "failed")]


def test_a_delivery_becomes_jobs_and_these_are_done(app: Running, core: Core) -> None:
    payload = {"jobs": ["sync:12", COMMAND]}
    assert deliver(app.url, payload) == 202
    assert app.wait_idle()
    assert len(core.routed) == 1, "it is read once"
    assert sorted(core.done, key=lambda one: one.key) == [job(COMMAND), job("sync:12")]


def test_what_comes_of_a_delivery_is_logged_with_it(app: Running, core: Core) -> None:
    said: list[tuple[str, str]] = []

    def wants_another(doing: Job) -> None:
        said.append((doing.key, cause()))
        if doing.key == COMMAND and core.state_store:
            core.state_store.jobs.enqueue(job("sync:12"))

    core.doing = wants_another
    deliver(app.url, {"jobs": [COMMAND]}, "d-7")
    assert app.wait_idle()
    assert said == [(COMMAND, "d-7"), ("sync:12", "d-7")]


def test_a_delivery_that_gives_nothing_to_do_is_handled(app: Running, core: Core) -> None:
    deliver(app.url, {})
    assert app.wait_idle()
    assert (len(core.routed), core.done) == (1, [])


def test_a_redelivery_is_202_and_not_done_again(app: Running, core: Core) -> None:
    for _ in range(2):
        assert deliver(app.url, {"jobs": [COMMAND]}) == 202
        assert app.wait_idle()
    assert core.keys() == [COMMAND]


def test_a_poison_delivery_is_refused_and_holds_up_nobody(app: Running, core: Core) -> None:
    assert deliver(app.url, {"poison": True}, "poison") == 500
    assert deliver(app.url, {"jobs": [COMMAND]}, "good") == 202
    assert app.wait_idle()
    assert core.keys() == [COMMAND]
    assert len(core.routed) == 2


def unstorable(app: Running) -> None:
    """Have the database refuse what one delivery wants, as PostgreSQL refuses a key too long."""
    queue, enqueue = app.app.store.queue, app.app.store.queue.enqueue

    def refusing(conn: Connection, jobs: Mapping[Job, str]) -> None:
        if any("poison" in one.key for one in jobs):
            conn.execute(text("insert into moment (name) values (null)"))  # an IntegrityError
        enqueue(conn, jobs)

    queue.enqueue = refusing  # type: ignore[method-assign]


def test_what_no_table_takes_fails_its_own_delivery_and_no_other(app: Running, core: Core) -> None:
    unstorable(app)
    keys = (COMMAND, "command:poison", "command:c2")
    with ThreadPoolExecutor(4) as requests:
        with held_commit(app.app.store) as begun:
            first = requests.submit(deliver, app.url, {}, "first")
            assert begun.wait(10)
            together = [requests.submit(deliver, app.url, {"jobs": [k]}, k.replace(":", "-")) for k in keys]
            until(lambda: waiting(app) == 3)
        assert first.result() == 202
        assert [answer.result() for answer in together] == [202, 500, 202]
    assert app.wait_idle()
    assert sorted(core.keys()) == [COMMAND, "command:c2"]
    assert deliver(app.url, {}, "command-poison") == 202, "nothing of it was kept"


def test_what_the_database_refuses_fails_its_own_job_and_no_other(app: Running, core: Core) -> None:
    def asks(doing: Job) -> None:
        if doing.key == "command:poison":
            with app.app.store.database.write() as conn:
                conn.execute(text("insert into moment (name) values (null)"))

    core.doing = asks
    assert deliver(app.url, {"jobs": ["command:poison", COMMAND]}) == 202
    assert app.wait_idle()
    assert [key for key, _ in failed(app)] == ["command:poison"]
    assert core.keys().count(COMMAND) == 1


def test_an_error_whose_text_no_table_takes_is_kept_all_the_same(app: Running, core: Core) -> None:
    core.doing = failing(*[Unavailable("a\0b\ud800")] * 8)
    deliver(app.url, {"jobs": [COMMAND]})
    assert app.wait_idle()
    assert [key for key, _ in failed(app)] == [COMMAND]


def test_wanted_while_it_runs_runs_once_more(tmp_path: Path) -> None:
    begun, go_on = Event(), Event()

    def perform(_job: Job) -> None:
        begun.set()
        go_on.wait(10)

    core = Core(doing=perform)
    with Running.start(make_app(tmp_path, core)) as app:
        deliver(app.url, {"jobs": [COMMAND]}, "d-1")
        begun.wait(10)
        for n in range(2, 5):
            deliver(app.url, {"jobs": [COMMAND]}, f"d-{n}")
        go_on.set()
        assert app.wait_idle()
    assert core.keys() == [COMMAND, COMMAND]


def test_a_slow_job_delays_no_delivery(tmp_path: Path) -> None:
    go_on = Event()
    core = Core(doing=lambda _job: go_on.wait(10))
    with Running.start(make_app(tmp_path, core, workers=1)) as app:
        deliver(app.url, {"jobs": [COMMAND]}, "slow")
        assert core.wait_for(lambda: core.keys() == [COMMAND])
        assert deliver(app.url, {}, "quick") == 202
        go_on.set()


@pytest.mark.parametrize("error", [Unavailable("502"), Stale(), RuntimeError("a bug")], ids=repr)
def test_what_fails_is_tried_again(tmp_path: Path, error: Exception) -> None:
    core = Core(doing=failing(error, error))
    with Running.start(make_app(tmp_path, core)) as app:
        deliver(app.url, {"jobs": [COMMAND]})
        assert app.wait_idle()
        assert failed(app) == []
    assert core.keys() == [COMMAND] * 3


@pytest.mark.parametrize("error", [Denied("403"), NotFound("404"), Rejected("422")], ids=repr)
def test_what_github_refuses_is_not_tried_as_if_it_would_pass(tmp_path: Path, error: Exception) -> None:
    core = Core(doing=failing(*[error] * 9))
    with Running.start(make_app(tmp_path, core)) as app:
        deliver(app.url, {"jobs": [COMMAND]})
        assert app.wait_idle()
        assert [key for key, _ in failed(app)] == [COMMAND]
    assert core.keys() == [COMMAND] * 2, "once more, for what GitHub shows may lag"


def test_what_fails_for_ever_is_given_up(tmp_path: Path) -> None:
    core = Core(doing=failing(*[Unavailable("502")] * 99))
    with Running.start(make_app(tmp_path, core)) as app:
        deliver(app.url, {"jobs": [COMMAND]})
        assert app.wait_idle()
        assert failed(app) == [(COMMAND, "gt_convoy.domain.errors.Unavailable: 502")]
    assert core.keys() == [COMMAND] * 8


def test_a_refusal_that_nobody_can_read_is_a_bug_and_not_repeated(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    core = Core(doing=failing(UserError("gt-99: no such issue")))
    with Running.start(make_app(tmp_path, core)) as app:
        deliver(app.url, {"jobs": [COMMAND]})
        assert app.wait_idle()
        assert [key for key, _ in failed(app)] == [COMMAND]
    assert core.keys() == [COMMAND]
    assert [r.exc_info is not None for r in caplog.records if r.levelno == logging.ERROR] == [True]


def test_a_rate_limit_pauses_all_and_is_no_attempt(tmp_path: Path) -> None:
    limit = RateLimited(datetime.now(UTC) + timedelta(seconds=-1))  # past: the shortest pause, a second
    core = Core(doing=failing(*[limit] * 2))
    with Running.start(make_app(tmp_path, core, attempts=1, workers=1)) as app:
        deliver(app.url, {"jobs": [COMMAND, "command:c2"]})
        assert core.wait_for(lambda: core.keys() == [COMMAND])
        deliver(app.url, {}, "d-2")
        assert core.wait_for(lambda: len(core.routed) == 2), "deliveries cost GitHub nothing"
        assert app.wait_idle()
        assert failed(app) == []
    assert len(core.done) == 4


def test_it_sweeps_at_the_start_and_then_as_configured(tmp_path: Path) -> None:
    core = Core()
    with Running.start(make_app(tmp_path, core, sweep_every=0.1)):
        assert core.wait_for(lambda: len(core.done) >= 3)
    assert core.keys().count("redeliver") == 1, "at the start alone"
    assert set(core.keys()) == {"redeliver", "sweep"}


def test_two_processes_share_one_sweep(tmp_path: Path) -> None:
    core = Core()
    with Running.start(make_app(tmp_path, core, sweep_every=3600)) as app:
        assert core.wait_for(lambda: sorted(core.keys()) == ["redeliver", "sweep"])
        with Running.start(make_app(tmp_path, core, sweep_every=3600)):
            assert core.wait_for(lambda: len(core.done) == 4), "once more for its own start"
            timestamps = app.app.store.timestamps
            assert not timestamps.run_if_due("sweep", 3600, lambda _conn: None)
    assert core.keys().count("sweep") == 2


def test_two_apps_on_one_database_share_the_work(tmp_path: Path) -> None:
    core = Core()
    keys = [f"command:c{n}" for n in range(30)]
    with Running.start(make_app(tmp_path, core)) as one, Running.start(make_app(tmp_path, core)) as other:
        for n, key in enumerate(keys):
            for app in (one, other):
                assert deliver(app.url, {"jobs": [key]}, f"d-{n}") == 202
        assert one.wait_idle()
    assert sorted(core.keys()) == sorted(keys), "each once, though each was delivered to both"


def test_stopping_finishes_what_runs_and_gives_back_the_rest(tmp_path: Path) -> None:
    begun, go_on = Event(), Event()

    def perform(_job: Job) -> None:
        begun.set()
        go_on.wait(10)

    core = Core(doing=perform)
    made = make_app(tmp_path, core, workers=1)
    running = Running.start(made)
    deliver(running.url, {"jobs": [COMMAND, "command:c2"]})
    begun.wait(10)
    made.workers.stop()
    go_on.set()
    assert running.stop()
    assert core.keys() == [COMMAND]
    with Running.start(make_app(tmp_path, core)) as again:
        assert again.wait_idle()
    assert core.keys() == [COMMAND, "command:c2"]


def test_stopping_does_not_wait_for_ever(tmp_path: Path) -> None:
    go_on = Event()
    core = Core(doing=lambda _job: go_on.wait(10))
    running = Running.start(make_app(tmp_path, core, stop_within=0.1))
    deliver(running.url, {"jobs": [COMMAND]})
    assert core.wait_for(lambda: core.keys() == [COMMAND])
    assert not running.stop()
    go_on.set()
    until(lambda: running.app.workers.join(0))
    running.app.store.close()


def test_the_heart_beats_for_what_runs(tmp_path: Path) -> None:
    go_on = Event()
    core = Core(doing=lambda _job: go_on.wait(10))
    with Running.start(make_app(tmp_path, core, lease=0.4)) as app:
        deliver(app.url, {"jobs": [COMMAND]})
        assert core.wait_for(lambda: core.keys() == [COMMAND])
        assert not app.wait_idle(1.0), "longer than its lease"
        go_on.set()
        assert app.wait_idle()
    assert core.keys() == [COMMAND]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_job_that_is_done_while_the_database_is_locked_is_not_done_twice(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "inbox.db", check_same_thread=False)) as other:

        def perform(_job: Job) -> None:
            other.execute("BEGIN IMMEDIATE")

        core = Core(doing=perform)
        with Running.start(make_app(tmp_path, core, deadline=0.1)) as app:
            deliver(app.url, {"jobs": [COMMAND]})
            assert core.wait_for(lambda: core.keys() == [COMMAND])
            assert not app.wait_idle(0.5)
            other.rollback()
            assert app.wait_idle()
    assert core.keys() == [COMMAND]
