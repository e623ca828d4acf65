"""What becomes of deliveries: their ids, what they told and the jobs they want, kept in one step."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from gt_convoy.domain.job import ExecuteCommands, RestoreText, Sweep, SyncConvoy
from gt_convoy.domain.references import Ref
from gt_convoy.domain.routed import IssueUpdate, Routed, Subject, TextBefore
from gt_convoy_webhooks.queue.intake import Arrival, Outcome, Taken
from gt_convoy_webhooks.store import Store
from tests.webhooks.support import Clock

pytestmark = pytest.mark.usefixtures("database")

DAY = 86400.0
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
GASTOWN_3, OWN = Ref("acme/gastown", 3), Ref("acme/hq", 12)
SWEEP = Routed(ours=True, jobs=(Sweep(),))


def update(ref: Ref = GASTOWN_3, at: datetime = NOON, repo_id: int = 501) -> IssueUpdate:
    return IssueUpdate(ref, repo_id, at)


def closed(told: IssueUpdate, *, ours: bool = True) -> Routed:
    return Routed(ours, update=told, tracked=(Subject(told.ref, told.repo_id),))


def take(store: Store, *routed: Routed, name: str = "d-1") -> Taken:
    with store.database.write() as conn:
        (taken,) = store.intake.take(conn, [Arrival(name, routed)])
    return taken


def waiting(store: Store) -> list[str]:
    return sorted(row.key for row in store.queue.listed(100, "waiting"))


def test_its_id_and_its_jobs_are_kept(store: Store) -> None:
    assert take(store, SWEEP) == Taken(Outcome.STORED, ("sweep",))
    row = store.queue.shown("sweep")
    assert row
    assert row.cause == "d-1"


def test_a_delivery_that_calls_for_nothing_is_stored(store: Store) -> None:
    assert take(store, Routed(ours=True)) == Taken(Outcome.STORED)
    assert take(store, Routed(ours=True)) == Taken(Outcome.KNOWN)


def test_a_redelivery_of_one_that_is_known_enqueues_nothing(store: Store) -> None:
    take(store, SWEEP)
    claim = store.queue.claim()
    assert claim
    store.queue.done(claim)
    assert take(store, SWEEP) == Taken(Outcome.KNOWN)
    assert store.queue.is_idle()


def test_who_tracks_it_by_name_or_id_is_synced(store: Store) -> None:
    store.index.remember(12, {GASTOWN_3: None})
    store.index.remember(13, {Ref("acme/oldname", 3): 501})
    store.index.remember(14, {Ref("acme/gastown", 4): 501})
    assert take(store, closed(update(Ref("ACME/Gastown", 3)))).wants == ("sync:12", "sync:13")


def test_of_a_strangers_repository_only_what_is_tracked_is_kept(store: Store) -> None:
    there = update(Ref("octo/x", 1), repo_id=9)
    assert take(store, closed(there, ours=False)) == Taken(Outcome.IGNORED)
    assert store.events.newest(12, there.ref) == {}
    store.index.remember(12, {there.ref: None})
    assert take(store, closed(there, ours=False)) == Taken(Outcome.STORED, ("sync:12",))
    assert take(store, name="d-2") == Taken(Outcome.IGNORED)


def test_what_blocks_or_closes_a_tracked_issue_wakes_its_convoy(store: Store) -> None:
    blocker = Ref("octo/x", 1)
    closing = Routed(ours=False, update=update(blocker, repo_id=9), linked=(Subject(blocker, 9),))
    assert take(store, closing) == Taken(Outcome.IGNORED)
    store.links.remember(12, {blocker: 9})
    store.links.remember(13, {Ref("octo/oldname", 1): 9})
    assert take(store, closing) == Taken(Outcome.STORED, ("sync:12", "sync:13"))
    assert store.events.newest(12, OWN) == {}, (
        "a read of the tracked issue does not tell how new its links are"
    )


def test_a_convoy_that_tracks_it_and_waits_for_it_is_synced_once(store: Store) -> None:
    store.index.remember(12, {GASTOWN_3: 501})
    store.links.remember(12, {GASTOWN_3: 501})
    both = (Subject(GASTOWN_3, 501),)
    assert take(store, Routed(ours=True, tracked=both, linked=both)).wants == ("sync:12",)


def test_an_issue_that_a_text_names_is_found_by_its_name_alone(store: Store) -> None:
    store.index.remember(12, {GASTOWN_3: 501})
    store.index.remember(13, {Ref("acme/beads", 3): None})
    assert take(store, Routed(ours=True, tracked=(Subject(Ref("Acme/Gastown", 3)),))).wants == ("sync:12",)


def test_what_is_edited_in_and_closed_in_one_group_is_found(store: Store) -> None:
    edited = Routed(True, (SyncConvoy(12),), update(OWN), tracks={12: (GASTOWN_3,)})
    with store.database.write() as conn:
        taken = store.intake.take(conn, [Arrival("a", (closed(update()),)), Arrival("b", (edited,))])
    assert [one.wants for one in taken] == [("sync:12",), ("sync:12",)]
    assert waiting(store) == ["sync:12"]


def test_many_are_taken_together_and_each_is_answered(store: Store) -> None:
    take(store, SWEEP, name="known")
    commands = [ExecuteCommands(f"c{n}", OWN, n, "", "joe") for n in range(3)]
    arrivals = [Arrival(f"d-{n}", (Routed(True, (one,)),)) for n, one in enumerate(commands)]
    arrivals += [Arrival("known", (SWEEP,)), Arrival("boring", (Routed(ours=False),))]
    with store.database.write() as conn:
        taken = store.intake.take(conn, arrivals)
    assert [one.outcome for one in taken] == [Outcome.STORED] * 3 + [Outcome.KNOWN, Outcome.IGNORED]
    assert waiting(store) == ["command:c0", "command:c1", "command:c2", "sweep"]


def test_ids_are_known_for_seven_days(store: Store, clock: Clock) -> None:
    take(store, SWEEP)
    found = []
    for days in (7.0, 0.001):
        clock.pass_(days * DAY)
        with store.database.write() as conn:
            store.purge(conn)
        found.append(take(store, SWEEP).outcome)
    assert found == [Outcome.KNOWN, Outcome.STORED]


# What events told


def newest(store: Store) -> dict[Ref, datetime]:
    return dict(store.events.newest(12, OWN))


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_events_the_newer_counts_in_whatever_order_they_come(
    store: Store, order: tuple[int, int]
) -> None:
    store.index.remember(12, {GASTOWN_3: None})
    for n in order:
        take(store, closed(update(at=NOON + timedelta(seconds=n))), name=f"d-{n}")
    assert newest(store) == {GASTOWN_3: NOON + timedelta(seconds=1)}


def test_a_convoy_is_told_of_what_it_tracks_and_of_itself_alone(store: Store) -> None:
    store.index.remember(12, {GASTOWN_3: None, Ref("acme/oldname", 7): 502})
    other = Ref("acme/gastown", 4)
    moved = Ref("acme/newname", 7)
    for n, told in enumerate((update(), update(other), update(moved, repo_id=502), update(OWN, repo_id=500))):
        take(store, closed(told), name=f"d-{n}")
    assert newest(store) == {GASTOWN_3: NOON, moved: NOON, OWN: NOON}


def test_a_close_that_came_before_its_issue_was_tracked_is_known(store: Store) -> None:
    """GitHub may still show it open when the convoy is read first: that read is then not acted on."""
    take(store, closed(update()))
    store.index.remember(12, {GASTOWN_3: None})
    assert newest(store) == {GASTOWN_3: NOON}


def test_a_close_that_comes_while_its_issue_begins_to_be_tracked_is_never_lost(store: Store) -> None:
    """Either the delivery finds the convoy, or the convoy, which then reads GitHub, knows of the close."""

    def tracks(n: int) -> datetime | None:
        ref = Ref("acme/gastown", n)
        start.wait()
        store.index.remember(n, {ref: None})
        return store.events.newest(n, OWN).get(ref)

    def closes(n: int) -> tuple[str, ...]:
        start.wait()
        return take(store, closed(update(Ref("acme/gastown", n))), name=f"d-{n}").wants

    for n in range(20, 60):
        start = Barrier(2)
        with ThreadPoolExecutor(2) as threads:
            known, wants = threads.submit(tracks, n), threads.submit(closes, n)
            assert known.result() or wants.result() == (f"sync:{n}",)


def test_what_every_read_shows_by_now_is_forgotten(store: Store, clock: Clock) -> None:
    take(store, closed(update(OWN)))
    found = []
    for seconds in (3600, 1):
        clock.pass_(seconds)
        with store.database.write() as conn:
            store.purge(conn)
        found.append(len(newest(store)))
    assert found == [1, 0]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_text_before_the_later_of_two_edits_is_restored(store: Store, order: tuple[int, int]) -> None:
    for n in order:
        before = TextBefore(12, NOON + timedelta(seconds=n), f"text {n}")
        take(store, Routed(True, (RestoreText(12),), before=before), name=f"d-{n}")
    assert store.events.text_before(12) == "text 1"
    assert store.events.text_before(13) == ""


def test_a_text_that_nobody_restored_is_forgotten_after_a_day(store: Store, clock: Clock) -> None:
    take(store, Routed(True, (RestoreText(12),), before=TextBefore(12, NOON, "a text")))
    clock.pass_(DAY + 1)
    with store.database.write() as conn:
        store.purge(conn)
    assert store.events.text_before(12) == ""
