"""What becomes of a job, told with a clock that passes only when told to."""

import pytest

from gt_convoy.domain.job import Job
from gt_convoy_webhooks.queue.deliveries import Arrival, Dead
from gt_convoy_webhooks.queue.jobs import Claim
from gt_convoy_webhooks.store import Store
from tests.webhooks.support import Clock

pytestmark = pytest.mark.usefixtures("database")

CONVOY = "convoy:12"
COMMAND = "cmd:c1"


def want(store: Store, *keys: str, **data: str) -> None:
    store.enqueue([Job(key, data) for key in keys])


def claim(store: Store) -> Claim:
    claimed = store.jobs.claim()
    assert claimed is not None
    return claimed


def rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def urgent(store: Store) -> object:
    with store.database.read() as conn:
        return conn.exec_driver_sql("select max(urgent) from job").scalar()


@pytest.mark.parametrize(("key", "wait"), [(CONVOY, 0.3), (COMMAND, 0.0), ("sweep", 0.0)])
def test_recomputes_wait_a_little_all_else_is_due_at_once(store: Store, key: str, wait: float) -> None:
    want(store, key)
    assert rounded(store.jobs.due_in()) == wait


def test_the_delivery_that_wanted_it_last_is_its_cause(store: Store, clock: Clock) -> None:
    wanted = [Job(CONVOY, cause="d-1"), Job(CONVOY, cause="d-2")]
    store.enqueue(wanted)
    store.enqueue([Job(CONVOY, cause="d-3"), Job(COMMAND, cause="d-4")])
    store.enqueue([Job(CONVOY)])  # the sweep
    clock.pass_(1)
    assert {claim(store).job.cause for _ in range(2)} == {"d-3", "d-4"}


def test_200_wants_of_one_key_are_one_run(store: Store, clock: Clock) -> None:
    for n in range(200):
        want(store, CONVOY, **{f"acme/gastown#{n % 3}": f"2025-01-01T00:{n % 60:02}:00Z"})
    clock.pass_(0.4)
    claimed = claim(store)
    assert store.jobs.claim() is None
    assert claimed.job.data == {f"acme/gastown#{n}": f"2025-01-01T00:{57 + n}:00Z" for n in range(3)}
    assert store.jobs.done(claimed)
    assert store.idle()


def test_a_convoy_that_never_is_quiet_is_looked_at_every_two_seconds(store: Store, clock: Clock) -> None:
    runs = 0
    for _ in range(100):
        want(store, CONVOY)
        clock.pass_(0.1)
        if claimed := store.jobs.claim():
            store.jobs.done(claimed)
            runs += 1
    assert 4 <= runs <= 5, "in ten seconds"


def test_wanted_while_it_runs_runs_once_more_with_all_data(store: Store, clock: Clock) -> None:
    want(store, COMMAND, a="1", b="5")
    first = claim(store)
    want(store, COMMAND, a="2")
    want(store, COMMAND, c="3")
    assert store.jobs.claim() is None, "not beside itself"
    store.jobs.done(first)
    second = claim(store)
    assert (second.job.data, second.attempt) == ({"a": "2", "b": "5", "c": "3"}, 1)
    store.jobs.done(second)
    assert store.idle()


def test_what_is_wanted_while_it_runs_has_a_longer_quiet(store: Store, clock: Clock) -> None:
    want(store, CONVOY)
    clock.pass_(1)
    running = claim(store)
    want(store, CONVOY)
    store.jobs.done(running)
    assert rounded(store.jobs.due_in()) == 0.9


def test_what_is_long_due_is_due_now(store: Store, clock: Clock) -> None:
    assert store.jobs.due_in() is None
    want(store, COMMAND)
    clock.pass_(600)
    assert store.jobs.due_in() == 0


def test_a_claim_ends_with_its_lease(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    first = claim(store)
    assert store.jobs.due_in() == 60
    clock.pass_(59)
    assert store.jobs.still_mine(first)
    assert store.jobs.claim() is None
    clock.pass_(1)
    assert not store.jobs.still_mine(first)
    assert claim(store).attempt == 2


def test_the_one_that_is_longest_due_comes_first(store: Store, clock: Clock) -> None:
    for key in ("cmd:c3", "cmd:c1", "cmd:c2"):
        want(store, key)
        clock.pass_(1)
    assert [claim(store).job.key for _ in range(3)] == ["cmd:c3", "cmd:c1", "cmd:c2"]


def test_retries_back_off_and_end(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    waits = []
    while not store.jobs.retry(claim(store), "because"):
        wait = store.jobs.due_in()
        assert wait is not None
        assert store.jobs.claim() is None, "not before its time"
        clock.pass_(wait)
        waits.append(int(wait))
    assert [pytest.approx(w, rel=0.25, abs=1) for w in waits] == [1, 2, 4, 8, 16, 32, 64]
    assert store.jobs.dead() == [Dead(COMMAND, "because")]
    assert store.idle()


def test_news_of_one_that_failed_do_not_hurry_it(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    for _ in range(3):
        store.jobs.retry(claim(store), "because")
        clock.pass_(5)
    store.jobs.retry(claim(store), "because")
    want(store, COMMAND, a="1")
    clock.pass_(7.9)
    assert store.jobs.claim() is None
    clock.pass_(3)
    assert (claimed := claim(store)).attempt == 5
    assert claimed.job.data == {"a": "1"}


def test_wanted_again_during_its_last_attempt_it_lives_on(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    for _ in range(7):
        assert not store.jobs.retry(claim(store), "because")
        clock.pass_(100)
    last = claim(store)
    want(store, COMMAND)
    assert not store.jobs.retry(last, "because")
    clock.pass_(500)
    assert store.jobs.retry(claim(store), "because"), "but not for ever"


def test_a_dead_one_that_is_wanted_starts_anew(store: Store) -> None:
    want(store, COMMAND)
    store.jobs.bury(claim(store), "because")
    want(store, COMMAND)
    assert claim(store).attempt == 1
    assert store.jobs.dead() == []


def test_a_dead_one_can_be_replayed(store: Store) -> None:
    want(store, COMMAND, a="1")
    store.jobs.bury(claim(store), "because")
    assert store.jobs.replay(COMMAND)
    assert claim(store).job.data == {"a": "1"}
    assert not store.jobs.replay("cmd:unknown")


def test_what_kills_the_process_is_given_up(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    for attempt in range(1, 9):
        assert claim(store).attempt == attempt
        clock.pass_(61)
    assert store.jobs.claim() is None
    assert store.jobs.dead() == [Dead(COMMAND, "the process died of it")]


def test_a_claim_that_is_given_back_does_not_count(store: Store) -> None:
    want(store, COMMAND)
    store.jobs.give_back(claim(store))
    assert claim(store).attempt == 1


def test_a_rate_limit_pauses_all_and_gives_the_attempt_back(store: Store, clock: Clock) -> None:
    want(store, COMMAND, "cmd:c2")
    until = store.jobs.pause(claim(store), clock.now + 600)
    assert until == clock.now + 600
    assert (store.jobs.claim(), store.jobs.due_in()) == (None, 600)
    clock.pass_(600)
    assert sorted((c.job.key, c.attempt) for c in [claim(store), claim(store)]) == [
        (COMMAND, 1),
        ("cmd:c2", 1),
    ]


@pytest.mark.parametrize(
    ("what", "asked", "held"),
    [("past", -10, 1), ("far in the future", 10**9, 3600), ("plausible", 60, 60)],
)
def test_a_pause_is_never_hot_and_never_endless(
    store: Store, clock: Clock, what: str, asked: float, held: float
) -> None:
    want(store, COMMAND)
    assert store.jobs.pause(claim(store), clock.now + asked) - clock.now == held, what


def test_a_shorter_pause_does_not_end_a_longer_one(store: Store, clock: Clock) -> None:
    want(store, COMMAND, "cmd:c2")
    first, second = claim(store), claim(store)
    store.jobs.pause(first, clock.now + 600)
    store.jobs.pause(second, clock.now + 10)
    assert store.jobs.due_in() == 600
    assert urgent(store) == 0


def test_who_lost_a_claim_settles_nothing(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    sleeper = claim(store)
    assert store.jobs.still_mine(sleeper)
    clock.pass_(61)
    assert not store.jobs.still_mine(sleeper)
    other = claim(store)
    assert not store.jobs.done(sleeper)
    assert not store.jobs.bury(sleeper, "because")
    store.jobs.retry(sleeper, "because")
    assert store.jobs.still_mine(other)
    assert store.jobs.done(other)


def test_what_was_about_to_be_told_goes_first_when_a_pause_ends(store: Store, clock: Clock) -> None:
    want(store, "cmd:a", "cmd:b", "convoy:12")
    clock.pass_(1)
    claims = [claim(store) for _ in range(3)]
    for claimed in claims:
        store.jobs.pause(claimed, clock.now + 60, first=claimed.job.key == CONVOY)
    clock.pass_(61)
    assert [claim(store).job.key for _ in range(3)] == [CONVOY, "cmd:a", "cmd:b"]


def test_it_goes_first_once(store: Store, clock: Clock) -> None:
    want(store, CONVOY)
    clock.pass_(1)
    store.jobs.pause(claim(store), clock.now + 60, first=True)
    clock.pass_(61)
    store.jobs.retry(claim(store), "502")
    want(store, "convoy:13")
    clock.pass_(60)
    assert claim(store).job.key == "convoy:13", "it is longer due"
    assert urgent(store) == 0


# Whose turn it is


def asks(store: Store, person: str, *numbers: int) -> None:
    store.enqueue([Job(f"cmd:{person}{n}", {"by": person}) for n in numbers])


def turns(store: Store) -> list[str]:
    """The keys in the order that one worker does them."""
    order = []
    while claimed := store.jobs.claim():
        order.append(claimed.job.key)
        store.jobs.done(claimed)
    return order


def test_landings_go_before_commands_and_strangers_last(store: Store, clock: Clock) -> None:
    store.replies.count_stranger("Mallory", "c1")
    asks(store, "mallory", 1)
    asks(store, "alice", 1)
    want(store, CONVOY)
    clock.pass_(1)
    assert turns(store) == [CONVOY, "cmd:alice1", "cmd:mallory1"]


def test_who_turns_out_to_be_a_stranger_goes_last_with_all_that_waits(store: Store) -> None:
    asks(store, "mallory", 1, 2)
    asks(store, "alice", 1)
    claimed = claim(store)
    assert claimed.job.key == "cmd:mallory1"
    store.replies.count_stranger("mallory", "mallory1")
    store.enqueue([claimed.job])
    store.jobs.done(claimed)
    assert turns(store) == ["cmd:alice1", "cmd:mallory2", "cmd:mallory1"]


def test_people_take_turns(store: Store) -> None:
    asks(store, "joe", *range(1, 5))
    asks(store, "alice", 1)
    first = claim(store)
    store.jobs.done(first)
    asks(store, "amber", 1, 2)
    assert [first.job.key, *turns(store)] == [
        "cmd:joe1", "cmd:alice1", "cmd:amber1", "cmd:joe2", "cmd:amber2", "cmd:joe3", "cmd:joe4",
    ]  # fmt: skip


def test_one_command_of_a_person_is_done_at_a_time(store: Store, clock: Clock) -> None:
    asks(store, "joe", 1, 2)
    asks(store, "alice", 1)
    joe, alice = claim(store), claim(store)
    assert {joe.job.person, alice.job.person} == {"joe", "alice"}
    assert store.jobs.claim() is None
    assert rounded(store.jobs.due_in()) == store.settings.lease, "nobody looks for it in vain"
    store.jobs.done(joe)
    assert store.jobs.due_in() == 0
    assert claim(store).job.key == "cmd:joe2"


def test_one_command_of_all_strangers_is_done_at_a_time(store: Store) -> None:
    for person in ("mallory", "eve"):
        store.replies.count_stranger(person, "c1")
        asks(store, person, 1)
    first = claim(store)
    assert store.jobs.claim() is None
    want(store, "sweep")
    assert claim(store).job.key == "sweep"
    store.jobs.done(first)
    assert claim(store).job.key == "cmd:eve1"


def test_a_clock_that_is_set_back_keeps_nothing_waiting(store: Store, clock: Clock) -> None:
    want(store, CONVOY)
    store.enqueue([Job("sweep")])
    store.jobs.pause(claim(store), clock.now + 3000)
    with store.database.write() as conn:
        store.deliveries.add(conn, [Arrival("d-1", "issues", b"{}")])
    clock.pass_(-7200)
    assert store.jobs.due_in() == 0
    assert store.deliveries.due_in() == 0
    assert sorted(turns(store)) == [CONVOY, "sweep"]
    assert store.deliveries.claim()
    assert store.timestamps.run_if_due("sweep", 600, lambda _conn: None)
    clock.pass_(-7200)
    assert store.timestamps.run_if_due("sweep", 600, lambda _conn: None)
    assert not store.timestamps.run_if_due("sweep", 600, lambda _conn: None)
