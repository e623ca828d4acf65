"""One run does job after job: what fails is told at the end, and only a rate limit ends it before."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

import pytest

from gt_convoy.action import hq_run
from gt_convoy.action.action_context import ActionContext
from gt_convoy.action.hq_run import PAUSES, finish
from gt_convoy.action.inputs import Inputs
from gt_convoy.action.recording import Done
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.effects import Cause, Planned, Update
from gt_convoy.domain.errors import RateLimited, Stale, Unavailable, UserError
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.issue import Thread
from gt_convoy.domain.job import (
    AutoConvoy,
    ExecuteCommands,
    Job,
    MergeEdit,
    RestoreText,
    Sweep,
    SyncConvoy,
)
from gt_convoy.domain.references import Ref, convoy_id
from gt_convoy.domain.requests import Sync
from gt_convoy.ports.dry_run import DryRun
from gt_convoy.ports.github import GitHubPort
from gt_convoy.ports.state_store import Nothing, StateStore
from tests.rules.building import CONFIG

FIRST, SECOND = SyncConvoy(1), SyncConvoy(2)


@dataclass
class Wanted:
    """What is wanted, in order."""

    jobs: list[Job]
    convoys: tuple[Thread, ...] = ()

    def take(self) -> Job | None:
        return self.jobs.pop(0) if self.jobs else None


class Told(Nothing):
    """An event told the text before an edit."""

    def text_before(self, _convoy: int) -> str:
        return "The text"


@dataclass
class Doing:
    """A run whose jobs fail as they are told to."""

    errors: dict[str, list[Exception]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def perform(self, _context: AppContext, job: Job) -> None:
        self.done.append(job.key)
        if left := self.errors.get(job.key):
            raise left.pop(0)


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> Doing:
    made = Doing()
    monkeypatch.setattr(hq_run, "perform", made.perform)
    monkeypatch.setattr(hq_run.time, "sleep", made.slept.append)  # type: ignore[attr-defined]
    return made


def action(*jobs: Job, dry_run: bool = False) -> ActionContext:
    inputs = Inputs("schedule", {}, CONFIG.hq, "alice", "1", "", "", "", dry_run, False, {})
    context = AppContext(CONFIG, cast(GitHubPort, None), StateStore(events=Told()))
    return ActionContext(inputs, context, Wanted(list(jobs)), Done())  # type: ignore[arg-type]  # as much of a memory as is asked


@pytest.mark.parametrize("error", [Unavailable("502"), Stale("older")], ids=repr)
def test_what_fails_is_told_at_the_end_and_the_next_is_done(doing: Doing, error: Exception) -> None:
    doing.errors = {FIRST.key: [error] * 9}
    with pytest.raises(ExceptionGroup) as told:
        finish(action(FIRST, SECOND))
    assert told.value.exceptions == (error,)
    assert doing.done[-1] == SECOND.key


def test_what_github_shows_late_is_looked_at_again_after_a_while(doing: Doing) -> None:
    doing.errors = {FIRST.key: [Stale("older"), Stale("older")]}
    finish(action(FIRST))
    assert doing.done == [FIRST.key] * 3
    assert tuple(doing.slept) == PAUSES[:2]


def test_a_rate_limit_ends_the_run(doing: Doing) -> None:
    doing.errors = {FIRST.key: [RateLimited(datetime.now(UTC))]}
    with pytest.raises(RateLimited):
        finish(action(FIRST, SECOND))
    assert doing.done == [FIRST.key]


def test_a_dry_run_that_came_to_where_it_would_write_has_not_failed(doing: Doing) -> None:
    doing.errors = {"auto:acme/x#1": [DryRun("would assign")]}
    finish(action(AutoConvoy(Ref("acme/x", 1)), Sweep(), dry_run=True))
    assert doing.done == ["auto:acme/x#1", "sweep"]


PLANNED: list[tuple[str, Job, list[str]]] = [
    ("commands", ExecuteCommands("c7", Ref("acme/hq", 1)), ["would do the commands of c7 on acme/hq#1"]),
    ("an edit", MergeEdit(12), ["hq-cv-12: merge: set body"]),
    ("a text", RestoreText(12), ["hq-cv-12: restore: set body"]),
    ("an issue that is no convoy", SyncConvoy(12), []),
]


@pytest.mark.parametrize(("job", "notes"), [pytest.param(*r, id=name) for name, *r in PLANNED])
def test_a_dry_run_says_what_it_would_do(
    doing: Doing, monkeypatch: pytest.MonkeyPatch, job: Job, notes: list[str]
) -> None:
    def planned(_context: AppContext, number: int, request: Sync, *, dry: bool) -> Planned:
        assert dry
        if not request.overtook and not request.was:
            raise UserError("hq-cv-12 is no convoy")
        cause = Cause.MERGE if request.overtook else Cause.RESTORE
        return Planned(convoy_id(number), (Update(Change(request.was), cause),), applied=False)

    monkeypatch.setattr(hq_run, "sync", planned)
    made = action(job, dry_run=True)
    finish(made)
    assert made.done.lines == notes
    assert doing.done == []


def sweep(error: Exception, monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    def fail(_context: AppContext, _threads: Iterable[Thread]) -> None:
        raise error

    monkeypatch.setattr(hq_run, "enqueue_syncs", fail)
    problems: list[Exception] = []
    hq_run._sweep(action(), problems)
    return problems


def test_a_list_that_cannot_be_read_is_told_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    error = Unavailable("502")
    assert sweep(error, monkeypatch) == [error]


def test_a_rate_limit_of_the_sweep_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RateLimited):
        sweep(RateLimited(datetime.now(UTC)), monkeypatch)
