"""Leases by name: who has one, until when, and who may have it next."""

import pytest

from gt_convoy_webhooks.store import Store
from tests.webhooks.support import Clock

pytestmark = pytest.mark.usefixtures("database")

KEY, JOE, NUX = "convoy:12", "host/1/joe", "host/2/nux"


def known(store: Store) -> list[str]:
    with store.database.read() as conn:
        return [key for (key,) in conn.exec_driver_sql("select key from lease order by key")]


def test_one_has_it_until_it_ends(store: Store, clock: Clock) -> None:
    assert store.leases.is_free(KEY)
    assert store.leases.take(KEY, JOE)
    assert store.leases.holds(KEY, JOE)
    assert not store.leases.holds(KEY, NUX)
    clock.pass_(59)
    assert not store.leases.take(KEY, NUX)
    assert not store.leases.is_free(KEY)
    assert store.leases.holds(KEY, JOE)
    clock.pass_(1)
    assert not store.leases.holds(KEY, JOE)
    assert store.leases.is_free(KEY)
    assert store.leases.take(KEY, NUX)
    assert store.leases.holds(KEY, NUX)
    assert not store.leases.holds(KEY, JOE)


def test_what_is_renewed_lasts_as_long_again(store: Store, clock: Clock) -> None:
    store.leases.take(KEY, JOE)
    store.leases.take("convoy:13", NUX)
    clock.pass_(30)
    store.leases.renew([JOE])
    clock.pass_(59)
    assert store.leases.holds(KEY, JOE)
    assert not store.leases.holds("convoy:13", NUX)


def test_who_gives_back_gives_back_all_of_theirs_alone(store: Store) -> None:
    for key, owner in ((KEY, JOE), ("new:a", JOE), ("convoy:13", NUX)):
        store.leases.take(key, owner)
    store.leases.release(JOE)
    assert known(store) == ["convoy:13"]
    assert store.leases.is_free(KEY)


def test_those_that_ended_are_forgotten(store: Store, clock: Clock) -> None:
    store.leases.take(KEY, JOE)
    clock.pass_(1)
    store.leases.take("convoy:13", NUX)
    clock.pass_(59)
    with store.database.write() as conn:
        store.purge(conn)
    assert known(store) == ["convoy:13"]
