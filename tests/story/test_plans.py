"""What a dry run says is exactly what is then written, whatever a convoy is like and is asked."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gt_convoy.bootstrap import open_context
from gt_convoy.convoys import apply, create
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.edit import edit
from gt_convoy.convoys.sync import sync
from gt_convoy.domain.convoy import Lands, Marker
from gt_convoy.domain.crew import Crew
from gt_convoy.domain.effects import Assign, Create, Effect, Notice, Remark, Update
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.github_values import Change, Comment
from gt_convoy.domain.issue import Issue, Thread
from gt_convoy.domain.references import Ref
from gt_convoy.domain.requests import (
    Add,
    ConvoyRequest,
    EditRequest,
    GiveUp,
    Land,
    Launch,
    Pause,
    Remove,
    Reopen,
    Resume,
    Subscribe,
    Sync,
    Unsubscribe,
    Until,
)
from gt_convoy.ports.github import GitHubWriter
from tests.town import HQ, Town

Write = tuple[object, ...]


@dataclass
class Noting:
    """A writer that keeps what it has GitHub write."""

    writer: GitHubWriter
    writes: list[Write] = field(default_factory=list)

    def create(self, repo: str, title: str, body: str, labels: Collection[str]) -> Thread:
        self.writes.append(("create", repo, title, body, *labels))
        return self.writer.create(repo, title, body, labels)

    def update(self, ref: Ref, change: Change) -> Thread:
        self.writes.append(("update", ref, change))
        return self.writer.update(ref, change)

    def post(self, thread: Ref, text: str) -> Comment:
        self.writes.append(("post", thread, text))
        return self.writer.post(thread, text)

    def assign(self, ref: Ref, logins: Collection[str]) -> tuple[str, ...]:
        self.writes.append(("assign", ref, *logins))
        return self.writer.assign(ref, logins)


def writes_of(effects: Sequence[Effect], convoy: Ref) -> Iterator[Write]:
    """What a plan, as a dry run shows it, comes to."""
    for effect in effects:
        match effect:
            case Notice(_, _, text) | Remark(_, text):
                yield "post", convoy, text
            case Update(change):
                yield "update", convoy, change
            case Create(title, text):
                yield "create", HQ, title, text, "convoy"
            case Assign(ref, login):
                yield "assign", ref, login


@dataclass
class Stage:
    """One convoy, the issues that it may track, and what people do to both by hand."""

    town: Town
    context: AppContext
    noting: Noting
    issues: list[Ref]
    number: int = 0

    @classmethod
    def of(cls, town: Town, context: AppContext) -> "Stage":
        noting = Noting(context.writer)
        issues = [Ref("acme/gastown", town.opens(f"Crate {n}", "", repo="acme/gastown")) for n in range(3)]
        return cls(town, replace(context, writer=cast(GitHubWriter, noting)), noting, issues)

    @property
    def name(self) -> str:
        return f"hq-{self.number}"

    def makes(self, tracked: int) -> None:
        subscribers = ["@joe", "@nobody-known"]
        effect = create.plan("Deploy", self.issues[:tracked], subscribers, Marker())
        self.number = apply.create(self.context, effect).number
        self.wrote([effect])

    def gives(self, which: int) -> None:
        effect = Assign(self.issues[which], "joe")
        apply.assign(self.context, effect)
        self.wrote([effect])

    def read(self, which: Collection[int]) -> dict[Ref, Issue]:
        seen = self.context.github.issues([self.issues[n] for n in which])
        return {ref: one for ref, one in seen.items() if isinstance(one, Issue)}

    def wrote(self, planned: Sequence[Effect]) -> None:
        convoy = Ref(HQ, self.number)
        assert self.noting.writes == list(writes_of(planned, convoy))
        self.noting.writes.clear()

    def asks(self, request: ConvoyRequest | EditRequest) -> None:
        """Have it planned, then done: both say and write the same, or both refuse it."""
        planned = self._outcome(request, dry=True)
        assert self.noting.writes == [], "a dry run writes nothing"
        done = self._outcome(request, dry=False)
        assert done == planned
        self.wrote(planned if isinstance(planned, tuple) else ())
        if isinstance(request, Sync):
            assert self._outcome(request, dry=True) == (), "a second sync plans nothing"

    def _outcome(self, request: ConvoyRequest | EditRequest, *, dry: bool) -> tuple[Effect, ...] | str:
        context = self.context.for_dry_run() if dry else self.context
        try:
            if isinstance(request, EditRequest):
                return edit(context, self.number, request, dry=dry).effects
            return sync(context, self.number, request, dry=dry).effects
        except UserError as refusal:
            return str(refusal)

    def edits(self, rewrite: Callable[[str], str]) -> None:
        self.town.edits(self.name, body=rewrite(self.town.body(self.name)))


def closes(*which: int) -> Callable[[Stage], None]:
    return lambda stage: stage.town.closes(*(f"gt-{stage.issues[n].number}" for n in which))


def reopens(*which: int) -> Callable[[Stage], None]:
    return lambda stage: stage.town.reopens(*(f"gt-{stage.issues[n].number}" for n in which))


def typed(line: str) -> Callable[[Stage], None]:
    return lambda stage: stage.edits(
        lambda text: text.replace("### Subscribers", f"{line.format(*stage.issues)}\n\n### Subscribers")
    )


HANDS: dict[str, Callable[[Stage], None]] = {
    "an issue closes": closes(0),
    "all issues close": closes(0, 1, 2),
    "an issue reopens": reopens(0),
    "all issues reopen": reopens(0, 1, 2),
    "the convoy is closed": lambda stage: stage.town.edits(stage.name, state="closed"),
    "the convoy is reopened": lambda stage: stage.town.edits(stage.name, state="open"),
    "its text is emptied": lambda stage: stage.edits(lambda _: "Nothing"),
    "its marker is gone": lambda stage: stage.edits(lambda text: text.partition("\n")[2]),
    "its boxes are ticked": lambda stage: stage.edits(lambda text: text.replace("[ ]", "[x]")),
    "its lines end otherwise": lambda stage: stage.edits(lambda text: text.replace("\n", "\r\n")),
    "a line is typed": typed("- [ ] {2}"),
    "a line that nobody can read is typed": typed("- [ ] acme/gastown#9999"),
    "a plain task is typed": typed("- [ ] ask Joe"),
    "its labels are gone": lambda stage: stage.town.edits(stage.name, labels=["convoy", "urgent"]),
}
some = st.sets(st.integers(0, 2), min_size=1)
ASKED = st.one_of(
    st.just(("sync", ())),
    st.just(("sync", ())),
    st.just(("land", ())),
    st.tuples(st.just("give up"), st.sampled_from([(None,), ("c1.1",)])),
    st.just(("reopen", ())),
    st.tuples(st.just("add"), some.map(tuple)),
    st.tuples(st.just("remove"), some.map(tuple)),
    st.tuples(st.just("subscribe"), st.sampled_from([("@joe",), ("@amber",)])),
    st.tuples(st.just("unsubscribe"), st.sampled_from([("@joe",), ("@amber",)])),
    st.tuples(st.just("until"), st.sampled_from([(value.value,) for value in Lands])),
    st.tuples(st.just("launch"), st.sampled_from([(1,), (2,), (3,)])),
    st.sampled_from([("pause", ()), ("resume", ())]),
    st.tuples(st.just("assign"), st.tuples(st.integers(0, 2))),
)


def request_of(stage: Stage, what: str, values: Sequence[object]) -> ConvoyRequest | EditRequest:
    numbers = [int(str(value)) for value in values] if what in ("add", "remove") else []
    repos = tuple({issue.repo_id for issue in stage.read([0]).values()})
    makers: dict[str, Callable[[], ConvoyRequest | EditRequest]] = {
        "sync": Sync,
        "land": Land,
        "give up": lambda: GiveUp("alice", "enough", str(values[0]) if values[0] else None),
        "reopen": Reopen,
        "add": lambda: Add(stage.read(numbers)),
        "remove": lambda: Remove(tuple(stage.issues[n] for n in numbers)),
        "subscribe": lambda: Subscribe(str(values[0])),
        "unsubscribe": lambda: Unsubscribe(str(values[0])),
        "until": lambda: Until(Lands(str(values[0])), "alice"),
        "launch": lambda: Launch("alice", repos, Crew(("joe", "amber"), most=int(str(values[0])))),
        "pause": Pause,
        "resume": Resume,
    }
    return makers[what]()


STEPS = st.lists(
    st.tuples(st.lists(st.sampled_from(sorted(HANDS)), max_size=2), ASKED), min_size=1, max_size=7
)


@pytest.fixture
def context(sleepy_town: Town) -> AppContext:
    return open_context(sleepy_town.environ)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(tracked=st.integers(0, 3), steps=STEPS)
def test_what_a_dry_run_says_is_what_is_written(
    sleepy_town: Town,
    context: AppContext,
    tracked: int,
    steps: list[tuple[list[str], tuple[str, Sequence[object]]]],
) -> None:
    stage = Stage.of(sleepy_town, context)
    stage.makes(tracked)
    for by_hand, (what, values) in steps:
        for name in by_hand:
            HANDS[name](stage)
        if what == "assign":
            stage.gives(int(str(values[0])))
        else:
            stage.asks(request_of(stage, what, values))
    stage.asks(Sync())
