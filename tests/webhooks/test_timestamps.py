"""Moments that all processes share, and whose turn it is."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from gt_convoy_webhooks.storage.timestamps import Timestamps
from gt_convoy_webhooks.store import Store
from tests.webhooks.support import Clock

pytestmark = pytest.mark.usefixtures("database")


def moment(store: Store, name: str) -> float:
    with store.database.read() as conn:
        return store.timestamps.get(conn, name)


def put(store: Store, name: str, at: float) -> None:
    with store.database.write() as conn:
        store.timestamps.put(conn, name, at)


@pytest.fixture
def turns() -> list[str]:
    return []


@pytest.fixture
def sweep(store: Store, turns: list[str]) -> Callable[[], bool]:
    def note(conn: Connection) -> None:
        turns.append("sweep")
        store.timestamps.put(conn, "noted", 1.0)

    return lambda: store.timestamps.run_if_due("sweep", 60, note)


def test_a_moment_that_was_never_set_is_long_past(store: Store) -> None:
    put(store, "another", 5.0)
    assert moment(store, "sweep") == 0.0


def test_a_moment_is_what_it_was_last_set_to(store: Store) -> None:
    for at in (5.0, 3.5):
        put(store, "sweep", at)
        assert moment(store, "sweep") == at


def test_a_turn_is_taken_once_in_its_time(
    store: Store, clock: Clock, sweep: Callable[[], bool], turns: list[str]
) -> None:
    assert sweep()
    assert moment(store, "sweep") == clock.now + 60
    assert not sweep()
    clock.pass_(59)
    assert not sweep()
    clock.pass_(1)
    assert sweep()
    assert moment(store, "sweep") == clock.now + 60
    assert not sweep()
    assert turns == ["sweep", "sweep"]


def test_of_two_that_saw_their_turn_at_once_one_gets_it(
    store: Store, clock: Clock, sweep: Callable[[], bool], turns: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sweep()
    monkeypatch.setattr(Timestamps, "get", lambda *_: 0.0)  # it looked before the other took it
    assert not sweep()
    clock.pass_(60)
    assert sweep()
    assert turns == ["sweep", "sweep"]


def test_what_fails_in_its_turn_has_not_had_it(store: Store, sweep: Callable[[], bool]) -> None:
    def fail(conn: Connection) -> None:
        store.timestamps.put(conn, "noted", 1.0)
        raise KeyError("a bug")

    with pytest.raises(KeyError):
        store.timestamps.run_if_due("sweep", 60, fail)
    assert (moment(store, "sweep"), moment(store, "noted")) == (0.0, 0.0)
    assert sweep()
    assert moment(store, "noted") == 1.0
