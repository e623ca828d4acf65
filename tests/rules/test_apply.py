"""Effects are applied in order, only while the lease is held, never over what a person wrote meanwhile."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from typing import cast

import pytest

from gt_convoy.convoys import apply
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.apply import Applied
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.effects import Assign, Cause, Create, Effect, Notice, Remark, Update, Wait
from gt_convoy.domain.errors import Denied, GitHubError, RateLimited, Stale, Unavailable
from gt_convoy.domain.github_values import Change, seen_as
from gt_convoy.domain.issue import Thread
from gt_convoy.domain.job import Job
from gt_convoy.domain.references import Ref
from gt_convoy.ports.dry_run import DryRun
from gt_convoy.ports.github import GitHubPort
from gt_convoy.ports.state_store import Nothing, StateStore
from tests.rules.building import CONFIG, HQ, NOON, ref, thread

NOW = thread(body="before")
NOTICE, REMARK = Notice("1.a", 1, "landed"), Remark(("? gt-1",), "look")
OPENS = Update(Change("open", open=True), Cause.REOPEN, tracks=(ref("gt-1"),))
CLOSES = Update(Change("closed", open=False), Cause.LABEL)
MAKES, GIVES = Create("T", "text", (ref("gt-1"),), "c1.1"), Assign(ref("gt-1"), "joe", "c1.2")


@dataclass
class GitHub:
    """Keeps what is written, and fails as it is told."""

    thread_now: Thread = NOW
    fails: dict[str, GitHubError] = field(default_factory=dict)  # by text
    log: list[object] = field(default_factory=list)

    def thread(self, _ref: Ref) -> Thread:
        return self.thread_now

    def post(self, _thread: Ref, text: str) -> None:
        if text in self.fails:
            raise self.fails[text]
        self.log.append(text)

    def update(self, _ref: Ref, change: Change) -> None:
        self.thread_now = change.applied_to(self.thread_now)
        self.log.append(change.body)

    def create(self, _repo: str, title: str, body: str, _labels: Collection[str]) -> Thread:
        self.log.append(title)
        return thread(13, title=title, body=body)

    def assign(self, _ref: Ref, logins: Collection[str]) -> tuple[str, ...]:
        self.log.append(logins)
        return tuple(logins)


@dataclass
class State(Nothing):
    """Keeps what it is told, in the log of what is written."""

    log: list[object]
    lost: bool = False

    def still_mine(self, _key: str) -> bool:
        return not self.lost

    def note_posted(self, _convoy: int, key: str) -> None:
        self.log.append(f"told {key}")

    def wrote(self, _convoy: int, seen: str) -> None:
        self.log.append(f"echo {seen}")

    def also_tracks(self, _convoy: int, tracked: Collection[Ref]) -> None:
        self.log.append(tracked)

    def trackers_of(self, _ref: Ref, _repo_id: int | None = None) -> Collection[int]:
        return (7,)

    def enqueue(self, job: Job) -> None:
        self.log.append(job.key)


def context(github: GitHub, *, lost: bool = False, dry: bool = False) -> AppContext:
    state = State(github.log, lost)
    port = cast(GitHubPort, github)
    kept = StateStore(locks=state, index=state, notices=state, echoes=state, jobs=state)
    return AppContext(CONFIG, port, kept, writer=port, dry=dry)


def test_each_effect_is_written_in_its_order_with_what_is_kept_of_it() -> None:
    github = GitHub()
    applied = apply.apply(context(github), NOW, [REMARK, NOTICE, OPENS])
    assert applied == Applied((REMARK, NOTICE, OPENS))
    assert github.log == [
        *("look", "told ? gt-1", "landed", "told 1.a 1"),
        *(OPENS.tracks, f"echo {seen_as('open', True)}", "open", "sync:7"),
    ]


DOES: list[tuple[str, Callable[[AppContext], object]]] = [
    *(
        (name, lambda app, effect=effect: apply.apply(app, NOW, [effect]))
        for name, effect in (("a notice", NOTICE), ("a remark", REMARK), ("an update", OPENS))
    ),
    ("a convoy", lambda app: apply.create(app, MAKES)),
    ("an assignment", lambda app: apply.assign(app, GIVES)),
]


@pytest.mark.parametrize("does", [pytest.param(does, id=name) for name, does in DOES])
def test_nothing_is_written_under_a_lease_that_ran_out(does: Callable[[AppContext], object]) -> None:
    github = GitHub()
    with pytest.raises(Unavailable, match="ran out before it was written"):
        does(context(github, lost=True))
    assert github.log == []


@pytest.mark.parametrize("does", [pytest.param(does, id=name) for name, does in DOES])
def test_a_dry_run_tells_all_of_a_plan_instead(does: Callable[[AppContext], object]) -> None:
    github = GitHub()
    with pytest.raises(DryRun, match=r"dry run: would .*; and stops there"):
        does(context(github, dry=True))
    assert github.log == []


FASTER = [
    ("text", replace(NOW, body="theirs")),
    ("state", replace(NOW, open=False)),
    ("labels", replace(NOW, labels=frozenset({LABEL, "urgent"}))),
]


@pytest.mark.parametrize("now", [pytest.param(now, id=name) for name, now in FASTER])
def test_what_a_person_changed_since_it_was_read_is_not_written_over(now: Thread) -> None:
    github = GitHub(now)
    assert apply.apply(context(github), NOW, [REMARK, OPENS]) == Applied((REMARK,), settled=False)
    assert "open" not in github.log
    assert apply.apply(context(github), NOW, [OPENS], newest=True).settled, "but where it was read just now"


def test_a_second_update_is_held_against_what_the_first_one_left() -> None:
    github = GitHub()
    assert apply.apply(context(github), NOW, [OPENS, CLOSES]) == Applied((OPENS, CLOSES))
    assert github.thread_now == replace(NOW, body="closed", open=False)


def test_a_notice_that_is_refused_ends_it_and_the_rest_is_planned_anew() -> None:
    github = GitHub(fails={"landed": Denied("locked")})
    applied = apply.apply(context(github), replace(NOW, locked=True), [NOTICE, CLOSES])
    assert applied == Applied((), settled=False, refused="this issue is locked")
    assert github.log == []


@pytest.mark.parametrize(
    ("error", "log"),
    [
        pytest.param(Denied("no"), ["told ? gt-1"], id="not tried again where it is refused for good"),
        pytest.param(Unavailable("502"), [], id="tried at the next sync where it may pass"),
    ],
)
def test_a_remark_that_fails_stops_nothing_and_is(error: GitHubError, log: list[str]) -> None:
    github = GitHub(fails={"look": error})
    assert apply.apply(context(github), NOW, [REMARK]).settled
    assert github.log == log


@pytest.mark.parametrize(("effects", "due"), [([NOTICE], True), ([REMARK], False)])
def test_a_rate_limit_says_whether_a_notice_waits(effects: list[Effect], due: bool) -> None:
    limit = RateLimited(NOON)
    with pytest.raises(RateLimited):
        apply.apply(context(GitHub(fails={"landed": limit, "look": limit})), NOW, effects)
    assert limit.notice_due is due


def test_a_plan_that_waits_is_stale() -> None:
    with pytest.raises(Stale, match="hq-cv-12"):
        apply.apply(context(GitHub()), NOW, [Wait(Ref(HQ, 12))])
