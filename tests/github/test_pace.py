"""Writes are spaced, and where many wait the most urgent goes first."""

from collections.abc import Sequence
from threading import Condition, Thread

import pytest

from gt_convoy.domain.errors import UserError
from gt_convoy.domain.urgency import Urgency, working
from gt_convoy.github.transport import pace
from gt_convoy.github.transport.pace import Pace, write_pause
from tests.webhooks.support import Clock, until

LOOK, COMMAND, STRANGER = Urgency


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pace, "monotonic", clock)
    return clock


class Passing(Condition):
    """Waiting takes its time at once."""

    clock: Clock

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout, "it would wait for ever"
        self.clock.pass_(timeout)
        return False


@pytest.mark.parametrize(("pause", "seconds"), [(1.0, [0, 0, 0, 0, 0, 1, 2, 3]), (0.0, [0] * 8)])
def test_writes_are_spaced_after_a_few_at_once(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, pause: float, seconds: Sequence[float]
) -> None:
    monkeypatch.setattr(pace, "Condition", Passing)
    Passing.clock = clock
    begun, one, at = clock.now, Pace(pause), []
    for _ in range(8):
        one.wait()
        at.append(clock.now - begun)
    assert at == seconds
    clock.pass_(1000)
    one.wait()
    assert clock.now == begun + at[-1] + 1000


def test_who_is_more_urgent_goes_first_then_who_came_first(clock: Clock) -> None:
    one, went = Pace(1.0, burst=1), list[str]()
    one.wait()

    def write(name: str, urgency: Urgency) -> None:
        with working(urgency):
            one.wait()
            went.append(name)

    came = [("a stranger", STRANGER), ("alice", COMMAND), ("joe", COMMAND), ("another", STRANGER)]
    came += [("a landing", LOOK), ("a look", LOOK)]
    threads = [Thread(target=write, args=one_of_them) for one_of_them in came]
    for number, thread in enumerate(threads, 1):
        thread.start()
        until(lambda number=number: len(one._waiting) == number)  # type: ignore[misc]
    for number in range(1, len(came) + 1):
        clock.pass_(1)
        with one._turn:
            one._turn.notify_all()
        until(lambda number=number: len(went) == number)  # type: ignore[misc]
    assert went == ["a landing", "a look", "alice", "joe", "a stranger", "another"]


@pytest.mark.parametrize(
    ("environ", "pause"),
    [
        ({}, 1.0),
        ({"GITHUB_API_URL": "https://ghes.example.org/api/v3"}, 1.0),
        ({"GITHUB_API_URL": "http://127.0.0.1:8080/api/v3"}, 0.0),
        ({"GITHUB_API_URL": "http://localhost:8080/api/v3", "GT_CONVOY_WRITE_PAUSE": "1"}, 1.0),
        ({"GT_CONVOY_WRITE_PAUSE": " 0.25 "}, 0.25),
        ({"GT_CONVOY_WRITE_PAUSE": "0"}, 0.0),
    ],
)
def test_the_pause_is_a_second_and_none_on_this_machine_unless_the_environment_says_other(
    environ: dict[str, str], pause: float
) -> None:
    assert write_pause(environ) == pause


@pytest.mark.parametrize("said", ["-1", "61", "nan", "inf", "soon", "1,5"])
def test_a_pause_that_is_no_time_is_refused(said: str) -> None:
    with pytest.raises(UserError, match="GT_CONVOY_WRITE_PAUSE is"):
        write_pause({"GT_CONVOY_WRITE_PAUSE": said})
