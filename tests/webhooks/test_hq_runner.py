"""HQ's one runner is claimed once, and whoever cannot be it waits with its work."""

from datetime import datetime
from typing import cast

import pytest

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.errors import Unavailable, UserError
from gt_convoy.ports.github import GitHubPort
from gt_convoy.ports.state_store import Nothing, StateStore
from gt_convoy_webhooks.worker import hq_runner
from gt_convoy_webhooks.worker.hq_runner import HqRunner
from tests.rules.building import CONFIG, NOON


class Notes(Nothing):
    """What is noted."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, datetime]] = []

    def at(self, name: str) -> datetime | None:
        return next((at for noted, at in self.noted if noted == name), None)

    def note(self, name: str, at: datetime) -> None:
        self.noted.append((name, at))


class Claims:
    """HQ's label: who asks becomes the runner, unless it is the Action's."""

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.since: datetime | None = NOON
        self.taken = False
        self.known: datetime | None = None

    def claim(self, _context: AppContext, kind: str, *, take_over: bool, since: datetime | None) -> "Claims":
        assert kind == "app"
        self.known = since
        self.asked.append(take_over)
        if self.taken and not take_over:
            raise UserError("acme/hq is the Action's")
        return self


@pytest.fixture
def claims(monkeypatch: pytest.MonkeyPatch) -> Claims:
    made = Claims()
    monkeypatch.setattr(hq_runner, "claim", made.claim)
    return made


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def runner(notes: Notes) -> HqRunner:
    return HqRunner(AppContext(CONFIG, cast(GitHubPort, None), StateStore(timestamps=notes)))


def test_it_is_claimed_once_and_since_when_is_noted(claims: Claims, notes: Notes, runner: HqRunner) -> None:
    runner.begin(take_over=True)
    runner.begin(take_over=True)
    runner.require()
    assert claims.asked == [True]
    assert notes.noted == [("installed", NOON)]


def test_what_is_remembered_is_since_when_also_where_the_label_was_lost_meanwhile(
    claims: Claims, notes: Notes, runner: HqRunner
) -> None:
    notes.note("installed", NOON)
    runner.begin(take_over=False)
    assert claims.known == NOON


def test_where_it_is_not_written_since_when_nothing_is_noted(
    claims: Claims, notes: Notes, runner: HqRunner
) -> None:
    claims.since = None
    runner.require()
    assert claims.asked == [False]
    assert notes.noted == []


def test_while_it_is_anothers_the_work_waits_and_goes_on_later(claims: Claims, runner: HqRunner) -> None:
    claims.taken = True
    for _ in range(2):
        with pytest.raises(Unavailable, match="the Action's"):
            runner.require()
    assert runner.refusal == "acme/hq is the Action's"
    claims.taken = False
    runner.require()
    assert claims.asked == [False] * 3
