"""What a queue of jobs must do, whoever makes it; with a clock that passes only when told to.

Each test runs on every maker: what the fixture `database` names opens its own.
"""

import pytest

from gt_convoy.domain.job import ExecuteCommands, person_of
from gt_convoy.domain.references import Ref
from gt_convoy_webhooks.queue.port import STATES, Claim
from gt_convoy_webhooks.store import Store
from tests.webhooks.support import Clock, job

pytestmark = pytest.mark.usefixtures("database")

CONVOY = "sync:12"
COMMAND = "command:c1"


def want(store: Store, *keys: str) -> None:
    store.enqueue([job(key) for key in keys])


def claim(store: Store) -> Claim:
    claimed = store.queue.claim()
    assert claimed is not None
    return claimed


def rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)


def failed(store: Store) -> list[tuple[str, str]]:
    return [(row.key, row.error) for row in store.queue.listed(100, "failed")]


@pytest.mark.parametrize(("key", "wait"), [(CONVOY, 0.3), (COMMAND, 0.0), ("sweep", 0.0)])
def test_recomputes_wait_a_little_all_else_is_due_at_once(store: Store, key: str, wait: float) -> None:
    want(store, key)
    assert rounded(store.queue.due_in()) == wait


def test_the_delivery_that_wanted_it_last_is_its_cause(store: Store, clock: Clock) -> None:
    for cause in ("d-1", "d-2", "d-3", ""):  # the sweep's has none
        store.enqueue({job(CONVOY): cause})
    store.enqueue({job(COMMAND): "d-4"})
    clock.pass_(1)
    assert {claim(store).cause for _ in range(2)} == {"d-3", "d-4"}


def test_200_wants_of_one_key_are_one_run(store: Store, clock: Clock) -> None:
    for _ in range(200):
        want(store, CONVOY)
    clock.pass_(0.4)
    claimed = claim(store)
    assert store.queue.claim() is None
    assert store.queue.done(claimed)
    assert store.queue.is_idle()


def test_what_is_claimed_is_what_was_enqueued(store: Store, clock: Clock) -> None:
    wanted = [
        ExecuteCommands("c7", Ref("Acme/x", 3), 7, "0123456789abcdef", "Joe"),
        job(CONVOY),
        job("sweep"),
    ]
    store.enqueue(wanted)
    clock.pass_(1)
    claimed = [claim(store).job for _ in wanted]
    assert sorted(claimed, key=lambda one: one.key) == sorted(wanted, key=lambda one: one.key)


def test_enqueued_in_a_transaction_that_fails_it_is_not_there(store: Store) -> None:
    def fail() -> None:
        with store.database.write() as conn:
            store.queue.enqueue(conn, {job(COMMAND): ""})
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert store.queue.is_idle()


def test_a_convoy_that_never_is_quiet_is_looked_at_every_two_seconds(store: Store, clock: Clock) -> None:
    runs = 0
    for _ in range(100):
        want(store, CONVOY)
        clock.pass_(0.1)
        if claimed := store.queue.claim():
            store.queue.done(claimed)
            runs += 1
    assert 4 <= runs <= 5, "in ten seconds"


def test_wanted_while_it_runs_it_runs_once_more(store: Store) -> None:
    want(store, COMMAND)
    first = claim(store)
    want(store, COMMAND)
    want(store, COMMAND)
    assert store.queue.claim() is None, "not beside itself"
    store.queue.done(first)
    second = claim(store)
    assert second.attempt == 1
    store.queue.done(second)
    assert store.queue.is_idle()


def test_what_is_wanted_while_it_runs_has_a_longer_quiet(store: Store, clock: Clock) -> None:
    want(store, CONVOY)
    clock.pass_(1)
    running = claim(store)
    want(store, CONVOY)
    store.queue.done(running)
    assert rounded(store.queue.due_in()) == 0.9


def test_what_is_long_due_is_due_now(store: Store, clock: Clock) -> None:
    assert store.queue.due_in() is None
    want(store, COMMAND)
    clock.pass_(600)
    assert store.queue.due_in() == 0


def test_a_claim_ends_with_its_lease(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    first = claim(store)
    assert store.queue.due_in() == 60
    clock.pass_(59)
    assert store.queue.claim() is None
    clock.pass_(1)
    assert claim(store).attempt == 2
    assert not store.queue.done(first)


def test_a_key_of_any_length_is_one_job(store: Store, clock: Clock) -> None:
    long = f"auto:{'o' * 39}/{'r' * 100}#2147483647"
    want(store, long, f"{long[:-1]}6", long)
    assert {claim(store).job.key for _ in range(2)} == {long, f"{long[:-1]}6"}
    assert store.queue.claim() is None


def test_a_claim_lives_as_long_as_it_is_renewed(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    claimed = claim(store)
    for _ in range(10):
        clock.pass_(30)
        store.renew([claimed.owner])
        assert store.queue.claim() is None
    assert store.queue.done(claimed)


def test_the_one_that_is_longest_due_comes_first(store: Store, clock: Clock) -> None:
    for key in ("command:c3", "command:c1", "command:c2"):
        want(store, key)
        clock.pass_(1)
    assert [claim(store).job.key for _ in range(3)] == ["command:c3", "command:c1", "command:c2"]


def test_retries_back_off_and_end(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    waits = []
    while not store.queue.retry(claim(store), "because"):
        wait = store.queue.due_in()
        assert wait is not None
        assert store.queue.claim() is None, "not before its time"
        clock.pass_(wait)
        waits.append(int(wait))
    assert [pytest.approx(w, rel=0.25, abs=1) for w in waits] == [1, 2, 4, 8, 16, 32, 64]
    assert failed(store) == [(COMMAND, "because")]
    assert store.queue.is_idle()


def test_news_of_one_that_failed_do_not_hurry_it(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    for _ in range(3):
        store.queue.retry(claim(store), "because")
        clock.pass_(5)
    store.queue.retry(claim(store), "because")
    want(store, COMMAND)
    clock.pass_(7.9)
    assert store.queue.claim() is None
    clock.pass_(3)
    assert claim(store).attempt == 5


def test_wanted_again_during_its_last_attempt_it_lives_on(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    for _ in range(7):
        assert not store.queue.retry(claim(store), "because")
        clock.pass_(100)
    last = claim(store)
    want(store, COMMAND)
    assert not store.queue.retry(last, "because")
    clock.pass_(500)
    assert store.queue.retry(claim(store), "because"), "but not for ever"


def test_one_that_fails_for_good_and_was_wanted_meanwhile_waits(store: Store) -> None:
    want(store, COMMAND)
    running = claim(store)
    want(store, COMMAND)
    assert not store.queue.fail(running, "because")
    assert claim(store).attempt == 1
    assert failed(store) == []


def test_a_failed_one_that_is_wanted_starts_anew(store: Store) -> None:
    want(store, COMMAND)
    store.queue.fail(claim(store), "because")
    want(store, COMMAND)
    assert claim(store).attempt == 1
    assert failed(store) == []


def test_a_failed_one_can_be_retried(store: Store) -> None:
    want(store, COMMAND)
    store.queue.fail(claim(store), "because")
    assert store.queue.retry_failed(COMMAND)
    assert not store.queue.retry_failed(COMMAND), "it waits"
    assert (claimed := claim(store)).attempt == 1
    assert claimed.job == job(COMMAND)
    assert not store.queue.retry_failed("command:unknown")


def test_what_kills_the_process_is_given_up(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    for attempt in range(1, 9):
        assert claim(store).attempt == attempt
        clock.pass_(61)
    assert store.queue.claim() is None
    assert failed(store) == [(COMMAND, "the process died of it")]


def test_a_claim_that_is_given_back_does_not_count(store: Store) -> None:
    want(store, COMMAND)
    store.queue.give_back(claim(store))
    assert claim(store).attempt == 1


def test_a_rate_limit_pauses_all_and_gives_the_attempt_back(store: Store, clock: Clock) -> None:
    want(store, COMMAND, "command:c2")
    until = store.queue.pause(claim(store), clock.now + 600)
    assert until == clock.now + 600
    assert (store.queue.claim(), store.queue.due_in()) == (None, 600)
    clock.pass_(600)
    assert sorted((c.job.key, c.attempt) for c in [claim(store), claim(store)]) == [
        (COMMAND, 1),
        ("command:c2", 1),
    ]


@pytest.mark.parametrize(
    ("what", "asked", "held"),
    [("past", -10, 1), ("far in the future", 10**9, 3600), ("plausible", 60, 60)],
)
def test_a_pause_is_never_hot_and_never_endless(
    store: Store, clock: Clock, what: str, asked: float, held: float
) -> None:
    want(store, COMMAND)
    assert store.queue.pause(claim(store), clock.now + asked) - clock.now == held, what


def test_a_shorter_pause_does_not_end_a_longer_one(store: Store, clock: Clock) -> None:
    want(store, COMMAND, "command:c2")
    first, second = claim(store), claim(store)
    store.queue.pause(first, clock.now + 600)
    store.queue.pause(second, clock.now + 10)
    assert store.queue.due_in() == 600


def test_who_lost_a_claim_settles_nothing(store: Store, clock: Clock) -> None:
    want(store, COMMAND)
    sleeper = claim(store)
    clock.pass_(61)
    other = claim(store)
    assert not store.queue.done(sleeper)
    assert not store.queue.fail(sleeper, "because")
    store.queue.retry(sleeper, "because")
    store.queue.give_back(sleeper)
    assert store.queue.claim() is None, "it is the other's still"
    assert store.queue.done(other)


def test_what_was_about_to_be_told_goes_first_when_a_pause_ends(store: Store, clock: Clock) -> None:
    want(store, "command:a", "command:b", "sync:12")
    clock.pass_(1)
    claims = [claim(store) for _ in range(3)]
    for claimed in claims:
        store.queue.pause(claimed, clock.now + 60, first=claimed.job.key == CONVOY)
    clock.pass_(61)
    assert [claim(store).job.key for _ in range(3)] == [CONVOY, "command:a", "command:b"]


def test_it_goes_first_once(store: Store, clock: Clock) -> None:
    want(store, CONVOY)
    clock.pass_(1)
    store.queue.pause(claim(store), clock.now + 60, first=True)
    clock.pass_(61)
    store.queue.retry(claim(store), "502")
    want(store, "sync:13")
    clock.pass_(60)
    assert claim(store).job.key == "sync:13", "it is longer due"


# Whose turn it is


def asks(store: Store, person: str, *numbers: int) -> None:
    store.enqueue([job(f"command:{person}{n}", person) for n in numbers])


def turns(store: Store) -> list[str]:
    """The keys in the order that one worker does them."""
    order = []
    while claimed := store.queue.claim():
        order.append(claimed.job.key)
        store.queue.done(claimed)
    return order


def test_landings_go_before_commands_and_strangers_last(store: Store, clock: Clock) -> None:
    store.allowances.count_stranger("Mallory", "c1")
    asks(store, "mallory", 1)
    asks(store, "alice", 1)
    want(store, CONVOY)
    clock.pass_(1)
    assert turns(store) == [CONVOY, "command:alice1", "command:mallory1"]


def test_who_turns_out_to_be_a_stranger_goes_last_with_all_that_waits(store: Store) -> None:
    asks(store, "mallory", 1, 2)
    asks(store, "alice", 1)
    claimed = claim(store)
    assert claimed.job.key == "command:mallory1"
    store.allowances.count_stranger("mallory", "mallory1")
    store.enqueue([claimed.job])
    store.queue.done(claimed)
    assert turns(store) == ["command:alice1", "command:mallory2", "command:mallory1"]


def test_people_take_turns(store: Store) -> None:
    asks(store, "joe", *range(1, 5))
    asks(store, "alice", 1)
    first = claim(store)
    store.queue.done(first)
    asks(store, "amber", 1, 2)
    assert [first.job.key, *turns(store)] == [
        f"command:{asked}" for asked in ("joe1", "alice1", "amber1", "joe2", "amber2", "joe3", "joe4")
    ]


def test_one_command_of_a_person_is_done_at_a_time(store: Store, clock: Clock) -> None:
    asks(store, "joe", 1, 2)
    asks(store, "alice", 1)
    joe, alice = claim(store), claim(store)
    assert {person_of(joe.job), person_of(alice.job)} == {"joe", "alice"}
    assert store.queue.claim() is None
    assert rounded(store.queue.due_in()) == store.settings.lease, "nobody looks for it in vain"
    store.queue.done(joe)
    assert store.queue.due_in() == 0
    assert claim(store).job.key == "command:joe2"


def test_one_command_of_all_strangers_is_done_at_a_time(store: Store) -> None:
    for person in ("mallory", "eve"):
        store.allowances.count_stranger(person, "c1")
        asks(store, person, 1)
    first = claim(store)
    assert store.queue.claim() is None
    want(store, "sweep")
    assert claim(store).job.key == "sweep"
    store.queue.done(first)
    assert claim(store).job.key == "command:eve1"


@pytest.mark.parametrize("people", [("joe", "joe"), ("mallory", "eve")])
def test_what_waits_to_be_tried_again_holds_up_no_other_command(
    store: Store, people: tuple[str, str]
) -> None:
    for person in {*people} - {"joe"}:
        store.allowances.count_stranger(person, "c1")
    asks(store, people[0], 1)
    asks(store, people[1], 2)
    store.queue.retry(claim(store), "502")
    assert claim(store).job.key == f"command:{people[1]}2"


def test_one_who_is_found_a_stranger_while_a_command_runs_is_one_of_them_at_once(store: Store) -> None:
    asks(store, "mallory", 1)
    store.allowances.count_stranger("eve", "c1")
    asks(store, "eve", 1)
    mallory = claim(store)
    store.allowances.count_stranger("mallory", "c2")
    assert store.queue.claim() is None
    store.queue.done(mallory)
    assert claim(store).job.key == "command:eve1"


def test_who_has_no_name_any_more_waits_for_nobody(store: Store) -> None:
    want(store, "command:c1", "command:c2")  # of accounts that are gone
    assert {claim(store).job.key for _ in range(2)} == {"command:c1", "command:c2"}


def test_a_clock_that_is_set_back_keeps_nothing_waiting(store: Store, clock: Clock) -> None:
    want(store, CONVOY, "sweep")
    store.queue.pause(claim(store), clock.now + 3000)
    clock.pass_(-7200)
    assert store.queue.due_in() == 0
    assert sorted(turns(store)) == ["sweep", CONVOY]
    assert store.timestamps.run_if_due("sweep", 600, lambda _conn: None)
    clock.pass_(-7200)
    assert store.timestamps.run_if_due("sweep", 600, lambda _conn: None)
    assert not store.timestamps.run_if_due("sweep", 600, lambda _conn: None)


# What people see of it


def test_all_that_is_known_of_a_job_is_shown(store: Store, clock: Clock) -> None:
    store.enqueue({job(COMMAND, "joe"): "d-1"})
    claimed = claim(store)
    store.queue.retry(claimed, "502")
    row = store.queue.shown(COMMAND)
    assert row
    assert (row.key, row.state, row.attempts, row.error, row.cause) == (COMMAND, "waiting", 1, "502", "d-1")
    assert row.data["by"] == "joe"
    assert clock.now + 1 <= row.due <= clock.now + 1.25
    assert store.queue.shown("command:unknown") is None


def test_one_that_runs_and_is_wanted_is_shown_once(store: Store) -> None:
    want(store, COMMAND)
    claim(store)
    want(store, COMMAND)
    assert [(row.key, row.state) for row in store.queue.listed(100)] == [(COMMAND, "running")]
    assert [(depth.state, depth.count) for depth in store.queue.depths() if depth.count] == [("running", 1)]
    row = store.queue.shown(COMMAND)
    assert row
    assert row.state == "running"


def test_each_is_listed_by_its_state(store: Store, clock: Clock) -> None:
    for n, key in enumerate(("command:a", "command:b", "command:c", "command:d")):
        want(store, key)
        clock.pass_(n)
    store.queue.fail(claim(store), "because")
    claim(store)
    assert [(row.key, row.state) for row in store.queue.listed(100)] == [
        ("command:a", "failed"),
        ("command:b", "running"),
        ("command:c", "waiting"),
        ("command:d", "waiting"),
    ]
    assert [row.key for row in store.queue.listed(1, "waiting")] == ["command:c"]


def test_how_many_are_in_each_state_and_since_when(store: Store, clock: Clock) -> None:
    want(store, "command:a", "command:b")
    store.queue.fail(claim(store), "because")
    clock.pass_(60)
    found = {depth.state: (depth.count, depth.oldest) for depth in store.queue.depths()}
    assert tuple(found) == STATES
    assert found["waiting"] == (1, 60)
    assert found["running"] == (0, 0)
    assert found["failed"][0] == 1
