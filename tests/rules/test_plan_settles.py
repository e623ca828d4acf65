"""Whatever a convoy is like, carrying out its plan leaves nothing to do."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gt_convoy.domain.convoy import ATTENTION_LABEL, LABEL, LANDED_LABEL, Marker, landing_key
from gt_convoy.domain.effects import Effect, Notice, Update
from gt_convoy.domain.issue import Blocker, Issue, LinkedPull, Seen, State, Unknown
from gt_convoy.domain.landing import Verdict
from gt_convoy.domain.references import Ref
from tests.rules.building import after, issue, planned, read_of, text_of, thread

WHERE = [Ref("acme/gastown", 1), Ref("acme/beads", 2), Ref("octo/x", 3), Ref("acme/hq", 4)]
ROUNDS = 3  # a reopening, a landing, and none


blockers = st.builds(Blocker, st.sampled_from(WHERE), st.just(""), open=st.booleans(), private=st.booleans())
pulls = st.builds(
    LinkedPull, st.just(Ref("octo/x", 9)), st.just(""), open=st.booleans(), merged=st.booleans()
)
relations = st.fixed_dictionaries(
    {
        "blocked_by": st.integers(0, 3),
        "blockers": st.lists(blockers, max_size=3).map(tuple),
        "pulls": st.lists(pulls, max_size=2).map(tuple),
        "private": st.booleans(),
        "assignees": st.sampled_from([(), ("amber",)]),
    }
)


@st.composite
def states(draw: st.DrawFn, ref: Ref) -> Seen:
    kind = draw(st.sampled_from(["open", "closed", "closed", "unknown", "moved"]))
    if kind == "unknown":
        return Unknown(ref, "not found")
    there = Ref("octo/new", ref.number) if kind == "moved" else ref
    state = State.OPEN if kind == "open" else draw(st.sampled_from([State.OPEN, State.CLOSED, State.CLOSED]))
    closed = draw(st.integers(0, 2))
    repo_id = draw(st.sampled_from([None, 7])) if kind == "moved" else None
    found = issue(there, state, closed=closed, repo_id=repo_id or sum(ref.repo.encode()))
    related: dict[str, Any] = draw(relations)
    return replace(found, **related)


worlds = st.fixed_dictionaries({ref: states(ref) for ref in WHERE})
item_lines = st.lists(
    st.one_of(
        st.sampled_from(WHERE).flatmap(
            lambda ref: st.sampled_from(
                [f"- [ ] {ref}", f"* [x] {ref}: text", f"  1. [X] {ref}", f"- [ ] Fix it ({ref})"]
            )
        ),
        st.sampled_from(["- [ ] plain", "- [x] plain", "text", "", "```", "- [ ] octo/new#1"]),
        st.permutations(WHERE).map(lambda refs: f"- [ ] {refs[0]}, {refs[1]}"),
    ),
    max_size=6,
)
markers = st.tuples(st.sampled_from(["none", "this", "other", "junk"]), st.booleans())  # landed, abandoned


def marker_of(landed: str, seen: dict[Ref, Seen], *, abandoned: bool) -> Marker:
    closed = [one for one in seen.values() if isinstance(one, Issue)]
    keys = {"this": landing_key(closed), "other": landing_key(closed[:1]), "junk": "x"}
    return Marker(landed=keys.get(landed), abandoned=abandoned)


labels = st.sets(st.sampled_from([LABEL, LANDED_LABEL, ATTENTION_LABEL, "urgent"]))


@given(worlds, item_lines, markers, st.booleans(), labels)
def test_a_few_rounds_leave_nothing_to_do(
    world: dict[Ref, Seen], lines: list[str], marked: tuple[str, bool], is_open: bool, labels: set[str]
) -> None:
    seen = world | {one.ref: one for one in world.values() if isinstance(one, Issue)}
    body = text_of(lines, marker=marker_of(marked[0], world, abandoned=marked[1]))
    where = thread(body=body, is_open=is_open, labels=labels)
    done: list[tuple[Effect, ...]] = []
    for _ in range(ROUNDS):
        effects = planned(read_of(where, seen))
        if not effects:
            break
        done.append(effects)
        where = after(where, effects)
    assert planned(read_of(where, seen)) == ()
    verdicts = [effect.verdict for effects in done for effect in effects if isinstance(effect, Update)]
    assert len(verdicts) <= 1 or verdicts[0] is Verdict.REOPEN, "one look is enough but where it reopens"
    notices = [effect for effects in done for effect in effects if isinstance(effect, Notice)]
    assert len(notices) <= 1
    assert {"urgent"} & labels == {"urgent"} & where.labels
    if notices:
        tracked = read_of(where, seen).convoy.tracked
        assert all(one.state is State.CLOSED for one in tracked)
        assert not where.open


@given(worlds, item_lines, st.sampled_from([True, False]))
def test_after_a_look_the_boxes_are_the_issues_states(
    world: dict[Ref, Seen], lines: list[str], is_open: bool
) -> None:
    seen = world | {one.ref: one for one in world.values() if isinstance(one, Issue)}
    where = thread(body=text_of(lines), is_open=is_open)
    for _ in range(ROUNDS):
        where = after(where, planned(read_of(where, seen)))
    read = read_of(where, seen)
    shown = [(item.refs, item.ticked) for item in read.body.items if item.refs]
    unread = {one.ref for one in read.convoy.unknown}
    closed = {one.ref for one in read.convoy.tracked if one.state is State.CLOSED}
    if where.open or not unread:
        for refs, ticked in shown:
            assert ticked is closed.issuperset(refs) or unread.intersection(refs)


@given(worlds, st.permutations(WHERE), st.permutations(WHERE))
def test_a_landing_is_the_same_in_any_order(world: dict[Ref, Seen], one: list[Ref], other: list[Ref]) -> None:
    closed = {
        ref: replace(seen, state=State.CLOSED) for ref, seen in world.items() if isinstance(seen, Issue)
    }
    if len(closed) == len(WHERE):
        texts = [text_of([f"- [ ] {ref}" for ref in refs]) for refs in (one, other)]
        first, second = (planned(read_of(thread(body=text), closed))[0] for text in texts)
        assert isinstance(first, Notice)
        assert isinstance(second, Notice)
        assert first.key == second.key
