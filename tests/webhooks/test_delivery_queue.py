"""What becomes of a delivery, told with a clock that passes only when told to."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from gt_convoy_webhooks.queue.deliveries import Arrival, Claimed, Dead
from gt_convoy_webhooks.storage.schema import delivery
from gt_convoy_webhooks.store import Store
from tests.webhooks.support import Clock

pytestmark = pytest.mark.usefixtures("database")

DAY = 86400.0


def add(store: Store, *ids: str, payload: bytes = b"{}") -> None:
    with store.database.write() as conn:
        store.deliveries.add(conn, [Arrival(i, "issues", payload) for i in ids])


def claim(store: Store) -> Claimed:
    claimed = store.deliveries.claim()
    assert claimed is not None
    return claimed


def ids(claimed: Claimed | None) -> list[str]:
    return [arrival.id for arrival in claimed.arrivals] if claimed else []


def done(store: Store, claimed: Claimed, which: Sequence[str]) -> int:
    with store.database.write() as conn:
        return store.deliveries.done(conn, claimed.owner, which)


def fail(store: Store, claimed: Claimed) -> bool:
    with store.database.write() as conn:
        return store.deliveries.failed(conn, claimed, claimed.arrivals[0].id, "because")


def kill(store: Store, clock: Clock, name: str) -> None:
    add(store, name)
    for _ in range(8):
        claim(store)
        clock.pass_(61)
    assert store.deliveries.claim() is None


def payload(store: Store, name: str) -> bytes | None:
    with store.database.read() as conn:
        found: bytes | None = conn.execute(
            select(delivery.c.payload).where(delivery.c.id == name)
        ).scalar_one()
        return found


def test_many_are_taken_together_oldest_first(store: Store, clock: Clock) -> None:
    add(store, "b")
    clock.pass_(1)
    add(store, "a", "c")
    assert ids(store.deliveries.claim()) == ["b", "a", "c"]
    assert store.deliveries.claim() is None


def test_handled_means_done_and_its_payload_is_gone(store: Store) -> None:
    add(store, "a", payload=b"[1]")
    assert payload(store, "a") == b"[1]"
    assert done(store, claim(store), ["a"]) == 1
    assert payload(store, "a") is None
    assert store.idle()


def test_a_redelivery_of_one_that_is_handled_is_not_done_again(store: Store) -> None:
    add(store, "a")
    done(store, claim(store), ["a"])
    add(store, "a")
    assert store.idle()


def test_a_redelivery_of_one_that_waits_changes_nothing(store: Store) -> None:
    add(store, "a", payload=b"[1]")
    add(store, "a", payload=b"[2]")
    assert [(a.id, a.payload) for a in claim(store).arrivals] == [("a", b"[1]")]


def test_a_redelivery_of_a_dead_one_revives_it(store: Store, clock: Clock) -> None:
    kill(store, clock, "a")
    add(store, "a", payload=b"[2]")
    assert [(c.attempt, c.arrivals[0].payload) for c in [claim(store)]] == [(1, b"[2]")]
    assert store.deliveries.dead() == []


def test_what_kills_the_process_is_given_up_for_the_attempt_counts_at_the_claim(
    store: Store, clock: Clock
) -> None:
    kill(store, clock, "a")
    assert store.deliveries.dead() == [Dead("a", "the process died of it")]
    assert store.idle()


def test_what_kills_the_process_takes_no_others_with_it(store: Store, clock: Clock) -> None:
    add(store, "a", "poison", "z")
    assert ids(store.deliveries.claim()) == ["a", "poison", "z"]
    clock.pass_(61)  # the process died: each comes back, and comes alone
    taken = [claim(store) for _ in range(3)]
    assert [ids(c) for c in taken] == [["a"], ["poison"], ["z"]]
    assert [c.attempt for c in taken] == [2, 2, 2]


def test_what_was_tried_comes_alone_between_what_was_not(store: Store, clock: Clock) -> None:
    add(store, "tried")
    fail(store, claim(store))
    add(store, "b")
    clock.pass_(5)
    add(store, "c", "d")
    taken = [claim(store) for _ in range(3)]
    assert [(ids(c), c.attempt) for c in taken] == [(["b"], 1), (["tried"], 2), (["c", "d"], 1)]


def test_what_is_given_up_holds_up_nobody_behind_it(store: Store, clock: Clock) -> None:
    add(store, "poison")
    for _ in range(8):
        claim(store)
        clock.pass_(61)
    add(store, "z")
    assert ids(claim(store)) == ["z"]
    assert store.deliveries.dead() == [Dead("poison", "the process died of it")]


def test_a_claim_ends_with_its_lease(store: Store, clock: Clock) -> None:
    add(store, "a")
    assert store.deliveries.due_in() == 0
    claim(store)
    assert store.deliveries.due_in() == 60
    clock.pass_(59)
    assert store.deliveries.claim() is None
    clock.pass_(1)
    assert ids(claim(store)) == ["a"]


def test_what_is_long_due_is_due_now(store: Store, clock: Clock) -> None:
    assert store.deliveries.due_in() is None
    add(store, "a")
    clock.pass_(600)
    assert store.deliveries.due_in() == 0


def test_retries_back_off_and_end(store: Store, clock: Clock) -> None:
    add(store, "a")
    waits = []
    while not fail(store, claim(store)):
        wait = store.deliveries.due_in()
        assert wait is not None
        assert store.deliveries.claim() is None, "not before its time"
        clock.pass_(wait)
        waits.append(int(wait))
    assert [pytest.approx(w, rel=0.25, abs=1) for w in waits] == [1, 2, 4, 8, 16, 32, 64]
    assert store.deliveries.dead() == [Dead("a", "because")]


def test_a_dead_one_can_be_replayed(store: Store, clock: Clock) -> None:
    kill(store, clock, "a")
    assert store.deliveries.replay("a")
    assert claim(store).attempt == 1
    assert not store.deliveries.replay("a"), "it is not dead any more"
    assert not store.deliveries.replay("unknown")


def test_a_claim_that_is_given_back_does_not_count(store: Store) -> None:
    add(store, "a")
    claimed = claim(store)
    with store.database.write() as conn:
        store.deliveries.give_back(conn, claimed, ["a"])
    assert claim(store).attempt == 1


def test_a_claim_lives_as_long_as_it_is_renewed(store: Store, clock: Clock) -> None:
    add(store, "a")
    claimed = claim(store)
    for _ in range(10):
        clock.pass_(30)
        store.leases.renew([claimed.owner])
        assert store.deliveries.claim() is None


def test_who_lost_a_claim_settles_nothing(store: Store, clock: Clock) -> None:
    add(store, "a")
    sleeper = claim(store)
    clock.pass_(61)
    other = claim(store)
    assert done(store, sleeper, ["a"]) == 0
    assert not fail(store, sleeper)
    assert done(store, other, []) == 0
    assert done(store, other, ["a"]) == 1


def test_ids_are_known_for_seven_days(store: Store, clock: Clock) -> None:
    add(store, "a", "waiting")
    claimed = claim(store)
    done(store, claimed, ["a"])
    purged = []
    for days in (7.0, 0.001):
        clock.pass_(days * DAY)
        with store.database.write() as conn:
            purged.append(store.deliveries.purge(conn))
    assert purged == [0, 1]
    assert ids(store.deliveries.claim()) == ["waiting"]
