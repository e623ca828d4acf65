"""What the app remembers, and that two never write to one convoy."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Lock

import pytest

from gt_convoy.domain.errors import NoDatabase, Unavailable
from gt_convoy.domain.job import Sweep
from gt_convoy.domain.references import Ref
from gt_convoy.ports.state_store import Allowance, StateStore
from gt_convoy_webhooks.database_state import database_state
from gt_convoy_webhooks.queue.claims import Held
from gt_convoy_webhooks.queue.locks import DatabaseLocks
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.store import Store
from tests.webhooks.support import Clock, open_store, url_of

pytestmark = pytest.mark.usefixtures("database")

GASTOWN_3, BEADS_7 = Ref("acme/gastown", 3), Ref("Acme/Beads", 7)
CONVOY = "convoy:12"


def remembering(store: Store, held: Held | None = None) -> StateStore:
    return database_state(store, held or Held(store.renew))


@pytest.fixture
def held(store: Store) -> Held:
    return Held(store.renew)


@pytest.fixture
def state_store(store: Store, held: Held) -> StateStore:
    return remembering(store, held)


@pytest.fixture
def neighbour(store: Store, tmp_path: Path, clock: Clock) -> Iterator[StateStore]:
    """Another process on the same database, as far as the two can tell."""
    other = open_store(tmp_path, clock, Settings(lease_wait=0))
    yield remembering(other)
    other.close()


def in_use(state_store: StateStore) -> dict[str, object]:
    locks = state_store.locks
    assert isinstance(locks, DatabaseLocks)
    return dict(locks._locks._entries)


def test_who_tracks_what_is_found_by_name_in_any_case_and_by_id(state_store: StateStore) -> None:
    state_store.index.remember(12, {GASTOWN_3: 501, BEADS_7: None})
    state_store.index.remember(13, {BEADS_7: 502})
    assert set(state_store.index.tracked_by(12)) == {GASTOWN_3, BEADS_7}
    assert state_store.index.trackers_of(Ref("ACME/gastown", 3)) == [12]
    assert state_store.index.trackers_of(Ref("acme/renamed", 3), 501) == [12]
    assert state_store.index.trackers_of(Ref("acme/beads", 7), 502) == [12, 13]
    assert state_store.index.trackers_of(Ref("acme/gastown", 4), 501) == []
    assert [str(ref) for ref in state_store.index.tracked_by(13)] == ["Acme/Beads#7"]


def test_remembering_replaces_and_a_hint_only_adds(state_store: StateStore) -> None:
    state_store.index.remember(12, {GASTOWN_3: 501})
    state_store.index.also_tracks(12, [BEADS_7, Ref("Acme/Gastown", 3)])
    assert set(state_store.index.tracked_by(12)) == {GASTOWN_3, BEADS_7}
    assert state_store.index.trackers_of(Ref("x/y", 3), 501) == [12], "the id stays known"
    state_store.index.remember(12, {BEADS_7: None})
    assert set(state_store.index.tracked_by(12)) == {BEADS_7}
    state_store.index.remember(12, {})
    assert state_store.index.tracked_by(12) == []


def test_a_thousand_references_are_remembered(state_store: StateStore) -> None:
    many = {Ref("acme/gastown", n): 501 for n in range(1, 1001)}
    state_store.index.remember(12, many)
    assert set(state_store.index.tracked_by(12)) == set(many)


def test_links_are_kept_apart_from_what_is_tracked(state_store: StateStore) -> None:
    state_store.index.remember(12, {GASTOWN_3: 501})
    assert state_store.links.remember(12, {BEADS_7: 502}) is True
    assert state_store.index.tracked_by(12) == [GASTOWN_3]
    assert state_store.index.trackers_of(BEADS_7, 502) == []


def test_a_link_is_new_once(state_store: StateStore) -> None:
    new, other_case, both = {BEADS_7: 502}, {Ref("Acme/Beads", 7): None}, {BEADS_7: 502, GASTOWN_3: 501}
    looks: tuple[Mapping[Ref, int | None], ...] = (new, new, other_case, both, {}, new)
    found = [state_store.links.remember(12, linked) for linked in looks]
    assert found == [True, False, False, True, False, True]


def test_what_a_sweep_saw_only_adds_links(state_store: StateStore) -> None:
    state_store.links.remember(12, {BEADS_7: 502})
    state_store.links.also_links({12: {GASTOWN_3: 501}, 13: {GASTOWN_3: 501}})
    assert state_store.links.remember(12, {BEADS_7: 502, GASTOWN_3: 501}) is False
    assert state_store.links.remember(13, {GASTOWN_3: 501}) is False


def test_a_notice_is_told_once_for_each_key(state_store: StateStore) -> None:
    for _ in range(2):
        state_store.notices.note_posted(12, "3.abc")
    assert state_store.notices.was_posted(12, "3.abc")
    assert not state_store.notices.was_posted(12, "3.abd")
    assert not state_store.notices.was_posted(13, "3.abc")


def test_what_was_said_of_an_endless_name_is_remembered_too(state_store: StateStore) -> None:
    longest = f"? {'o' * 99}/{'r' * 100}#2147483647"
    for key in (longest, f"@ {'x' * 60_000}"):
        for _ in range(2):
            state_store.notices.note_posted(12, key)
        assert state_store.notices.was_posted(12, key)
        assert not state_store.notices.was_posted(12, f"{key[:-1]}0")
        assert not state_store.notices.was_posted(12, key[:200])


def test_an_echo_is_the_body_that_we_wrote_last(state_store: StateStore) -> None:
    assert not state_store.echoes.is_echo(12, "")
    state_store.echoes.wrote(12, "one\n")
    state_store.echoes.wrote(12, "two\n")
    assert state_store.echoes.is_echo(12, "two\r\n"), "GitHub's forms change line ends"
    assert not state_store.echoes.is_echo(12, "one\n")
    assert not state_store.echoes.is_echo(13, "two\n")


def test_a_stranger_gets_six_replies_in_ten_minutes_then_six_reactions_then_nothing(
    state_store: StateStore, clock: Clock
) -> None:
    got = []
    for n in range(14):
        got.append(state_store.allowances.allowed("mallory", f"c{n}"))
        news = state_store.allowances.count_stranger("Mallory", f"c{n}")
        assert news is (n == 0)
    assert got == [Allowance.REPLY] * 6 + [Allowance.REACTION] * 6 + [Allowance.NOTHING] * 2
    assert state_store.allowances.allowed("MALLORY", "c5") is Allowance.REPLY  # tried again
    assert state_store.allowances.allowed("joe", "c99") is Allowance.REPLY
    clock.pass_(601)
    assert state_store.allowances.allowed("mallory", "c13") is Allowance.REPLY
    state_store.allowances.count_stranger("mallory", "c13")
    clock.pass_(-7200)
    assert state_store.allowances.count_stranger("mallory", "c14"), "a count in a time to come is none"


def test_wanting_is_kept_and_announced(store: Store) -> None:
    announced: list[bool] = []
    state_store = database_state(store, Held(store.renew), lambda: announced.append(True))
    state_store.jobs.enqueue(Sweep())
    claim = store.queue.claim()
    assert claim is not None
    assert (claim.job, announced) == (Sweep(), [True])


def test_two_threads_never_hold_one_lease(state_store: StateStore) -> None:
    inside, most, lock, together = [0], [0], Lock(), Barrier(8)

    def write(_n: int) -> None:
        together.wait()
        for _ in range(5):
            with state_store.locks.lease(CONVOY):
                with lock:
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                with lock:
                    inside[0] -= 1

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))
    assert most == [1]
    assert in_use(state_store) == {}


def test_a_thread_that_holds_it_goes_right_through(state_store: StateStore) -> None:
    with state_store.locks.lease(CONVOY), state_store.locks.lease(CONVOY):
        assert state_store.locks.still_mine(CONVOY)
    assert not state_store.locks.still_mine(CONVOY)


def test_another_process_is_kept_out_until_it_is_given_back(
    state_store: StateStore, neighbour: StateStore
) -> None:
    with state_store.locks.lease(CONVOY):
        with pytest.raises(Unavailable, match=CONVOY), neighbour.locks.lease(CONVOY):
            pass
        with neighbour.locks.lease("convoy:13"):
            pass
    with neighbour.locks.lease(CONVOY):
        assert neighbour.locks.still_mine(CONVOY)
        assert not state_store.locks.still_mine(CONVOY)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_who_sleeps_past_its_lease_keeps_others_out_while_its_session_lives(
    state_store: StateStore, neighbour: StateStore, clock: Clock
) -> None:
    with state_store.locks.lease(CONVOY):
        clock.pass_(61)
        with pytest.raises(Unavailable, match=CONVOY), neighbour.locks.lease(CONVOY):
            pass
    with neighbour.locks.lease(CONVOY):
        pass


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_sleeps_past_its_lease_can_tell(
    state_store: StateStore, neighbour: StateStore, clock: Clock
) -> None:
    with state_store.locks.lease(CONVOY):
        clock.pass_(61)
        with neighbour.locks.lease(CONVOY):
            assert not state_store.locks.still_mine(CONVOY)
            assert neighbour.locks.still_mine(CONVOY)


def test_a_beating_heart_keeps_it(
    state_store: StateStore, held: Held, neighbour: StateStore, clock: Clock
) -> None:
    with state_store.locks.lease(CONVOY):
        for _ in range(5):
            clock.pass_(30)
            held.renew()
        assert state_store.locks.still_mine(CONVOY)
        with pytest.raises(Unavailable), neighbour.locks.lease(CONVOY):
            pass


def test_an_error_inside_gives_it_back(state_store: StateStore, neighbour: StateStore) -> None:
    with pytest.raises(KeyError), state_store.locks.lease(CONVOY):
        raise KeyError
    with neighbour.locks.lease(CONVOY):
        pass


def test_all_of_it_survives_the_process(store: Store, tmp_path: Path) -> None:
    remembering(store).notices.note_posted(12, "3.abc")
    store.close()
    again = Store(url_of(tmp_path))
    assert remembering(again).notices.was_posted(12, "3.abc")
    again.close()


def test_without_a_database_there_is_no_lease(store: Store, state_store: StateStore) -> None:
    with store.database.write() as conn:
        conn.exec_driver_sql("drop table lease")
    with pytest.raises(NoDatabase, match=r"no such table|does not exist"), state_store.locks.lease(CONVOY):
        pytest.fail("it was let in")
    assert in_use(state_store) == {}
