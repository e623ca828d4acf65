"""Group commit: many requests, few commits, each answered after its own."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.event import listen

from gt_convoy.domain.errors import NoDatabase
from gt_convoy.domain.routed import Routed
from gt_convoy_webhooks.queue.intake import Arrival
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.storage.schema import accepted
from gt_convoy_webhooks.store import Store
from gt_convoy_webhooks.web.reception import Reception
from tests.webhooks.support import Core, deliver, held_commit, make_app, until, waiting


@pytest.fixture
def reception(store: Store) -> Iterator[Reception]:
    reception = Reception(store, lambda: None)
    reception.start()
    yield reception
    reception.stop()


def arrival(name: str) -> Arrival:
    return Arrival(name, (Routed(ours=True),))


def stored(store: Store) -> int:
    with store.database.read() as conn:
        return conn.execute(select(func.count()).select_from(accepted)).scalar_one()


def test_what_arrives_during_a_commit_is_committed_together(
    reception: Reception, store: Store, tmp_path: Path
) -> None:
    commits: list[Connection] = []
    listen(store.database.engine, "commit", commits.append)
    with ThreadPoolExecutor(20) as requests, closing(sqlite3.connect(tmp_path / "inbox.db")) as other:
        other.execute("BEGIN IMMEDIATE")  # the first commit takes its time
        answers = [requests.submit(reception.accept(arrival("0")))]
        until(store.database._lock.locked)
        answers += [requests.submit(reception.accept(arrival(str(n)))) for n in range(1, 20)]
        until(lambda: len(reception._waiting) == 19)
        assert not any(answer.done() for answer in answers), "none is answered before its commit"
        other.rollback()
        for answer in answers:
            answer.result()
    assert stored(store) == 20
    assert len(commits) == 2


def test_the_same_id_twice_in_one_commit_is_stored_once(reception: Reception, store: Store) -> None:
    with ThreadPoolExecutor(4) as requests:
        for answer in [requests.submit(reception.accept(arrival("a"))) for _ in range(8)]:
            answer.result()
    assert stored(store) == 1


def test_a_failed_commit_fails_those_in_it_and_nobody_after(
    reception: Reception, store: Store, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "inbox.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NoDatabase, match="locked"):
            reception.accept(arrival("a"))()
    reception.accept(arrival("b"))()
    assert stored(store) == 1


def test_who_gives_up_waiting_is_no_trouble_to_who_comes_later(tmp_path: Path, core: Core) -> None:
    with Running.start(make_app(tmp_path, core, deadline=1)) as app, ThreadPoolExecutor(2) as requests:
        with held_commit(app.app.store) as begun:
            first = requests.submit(deliver, app.url, {}, "a")
            assert begun.wait(10)
            second = requests.submit(deliver, app.url, {}, "b")
            assert (first.result(), second.result()) == (503, 503)
        assert deliver(app.url, {}, "c") == 202
        assert deliver(app.url, {}, "b") == 202, "GitHub is asked for it again"


def test_what_no_table_takes_is_500_for_that_delivery_alone(tmp_path: Path, core: Core) -> None:
    """A lone surrogate is JSON, and no text of a database."""
    payloads = [{"jobs": [f"auto:acme/{name}#1"]} for name in ("a", "\ud800", "b")]
    with Running.start(make_app(tmp_path, core)) as app, ThreadPoolExecutor(4) as requests:
        with held_commit(app.app.store) as begun:
            first = requests.submit(deliver, app.url, {}, "first")
            assert begun.wait(10)
            together = [requests.submit(deliver, app.url, one, f"d-{n}") for n, one in enumerate(payloads)]
            until(lambda: waiting(app) == 3)
        assert first.result() == 202
        assert [answer.result() for answer in together] == [202, 500, 202]
        assert deliver(app.url, {}, "next") == 202


def test_after_stop_nothing_is_accepted(reception: Reception) -> None:
    reception.stop()
    with pytest.raises(NoDatabase, match="stopping"):
        reception.accept(arrival("a"))()
