"""`domain/waves`: in what order a convoy's issues can be worked on, and what comes in no wave."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import WAITS
from gt_convoy.domain.issue import Blocker, Issue, LinkedPull, Seen, State, Unknown
from gt_convoy.domain.progress import Progress, progress
from gt_convoy.domain.references import Ref
from gt_convoy.domain.waves import Staged, stage
from tests.rules.building import CONFIG, IN_HQ, NAMES, convoy, done, issue, ref
from tests.rules.test_warnings import VAULT, waits

PUBLIC = CONFIG.audience("acme/beads", private=False, hq_private=False)
GROUPS = ("taken", "containers", "outside", "behind", "unreadable", "private", "closed")


def epic(name: str, *by: str, below: int = 2, **how: Any) -> Issue:
    return replace(waits(name, *by, **how), children=3, open_children=below)


def told(staged: Staged) -> dict[str, Any]:
    """By name, without what there is none of; a wave and a circle as words."""
    found: dict[str, Any] = {name: names(getattr(staged, name)) for name in GROUPS}
    found["waves"] = [" ".join(names(wave)) for wave in staged.waves]
    found["circles"] = [" ".join(names(circle)) for circle in staged.circles]
    return {name: value for name, value in found.items() if value}


def names(seen: Sequence[Seen]) -> list[str]:
    return [NAMES.show(one.ref) for one in seen]


ROWS: list[tuple[str, Sequence[Seen], dict[str, Any]]] = [
    ("nothing is tracked", [], {}),
    ("all can start now", [issue("gt-2"), issue("gt-1")], {"waves": ["gt-2 gt-1"]}),
    (
        "a chain, written backwards",
        [waits("gt-3", "gt-2"), waits("gt-2", "gt-1"), issue("gt-1")],
        {"waves": ["gt-1", "gt-2", "gt-3"]},
    ),
    (
        "one waits for two of different waves: it comes behind the later one",
        [issue("gt-1"), waits("gt-2", "gt-1"), waits("gt-3", "gt-1", "gt-2"), waits("gt-4", "gt-1")],
        {"waves": ["gt-1", "gt-2 gt-4", "gt-3"]},
    ),
    (
        "what blocked is closed",
        [done("gt-1"), replace(waits("gt-2"), blockers=(Blocker(ref("gt-1"), "", open=False),))],
        {"waves": ["gt-2"], "closed": ["gt-1"]},
    ),
    (
        "it is closed here and still said to block: what it blocks is not ready",
        [done("gt-1"), waits("gt-2", "gt-1")],
        {"waves": ["", "gt-2"], "closed": ["gt-1"]},
    ),
    (
        "somebody has the first: nothing can start now",
        [issue("gt-1", assignees=["joe"]), waits("gt-2", "gt-1")],
        {"waves": ["", "gt-2"], "taken": ["gt-1"]},
    ),
    ("somebody has all", [issue("gt-1", assignees=["joe"])], {"taken": ["gt-1"]}),
    (
        "one in review that is blocked: somebody is on it all the same, and its circle opens",
        [
            replace(waits("gt-1", "gt-2"), pulls=(LinkedPull(ref("gt-9"), "", open=True),)),
            waits("gt-2", "gt-1"),
        ],
        {"waves": ["", "gt-2"], "taken": ["gt-1"]},
    ),
    (
        "one that is blocked has somebody already: it waits for its wave",
        [issue("gt-1"), waits("gt-2", "gt-1", assignees=("joe",))],
        {"waves": ["gt-1", "gt-2"]},
    ),
    ("a pull request", [issue("gt-1", is_pull=True)], {"taken": ["gt-1"]}),
    (
        "an epic is no work by itself, and what it blocks comes behind it",
        [epic("gt-1"), waits("gt-2", "gt-1"), issue("gt-3")],
        {"waves": ["gt-3", "gt-2"], "containers": ["gt-1"]},
    ),
    ("an epic with all below it closed is work", [epic("gt-1", below=0)], {"waves": ["gt-1"]}),
    (
        "an epic between two: no wave is empty for it",
        [issue("gt-1"), epic("gt-2", "gt-1"), waits("gt-3", "gt-2")],
        {"waves": ["gt-1", "gt-3"], "containers": ["gt-2"]},
    ),
    ("an epic that somebody has", [epic("gt-1", assignees=("joe",))], {"taken": ["gt-1"]}),
    ("a closed epic", [replace(epic("gt-1"), state=State.CLOSED)], {"closed": ["gt-1"]}),
    (
        "two block each other, and one waits behind them",
        [waits("gt-3", "gt-5"), waits("gt-5", "gt-3"), waits("gt-4", "gt-5"), issue("gt-1")],
        {"waves": ["gt-1"], "circles": ["gt-3 gt-5"], "behind": ["gt-4"]},
    ),
    ("one blocks itself", [waits("gt-3", "gt-3")], {"circles": ["gt-3"]}),
    (
        "one on a circle waits for something outside, too",
        [waits("gt-3", "gt-5", "octo/x#1"), waits("gt-5", "gt-3")],
        {"circles": ["gt-3 gt-5"]},
    ),
    (
        "one waits for something outside, another for that one",
        [waits("gt-3", "octo/x#1"), waits("gt-4", "gt-3", "gt-1"), issue("gt-1")],
        {"waves": ["gt-1"], "outside": ["gt-3"], "behind": ["gt-4"]},
    ),
    ("for something private", [waits("gt-3", VAULT)], {"outside": ["gt-3"]}),
    ("for what we may not read", [waits("gt-3", hidden=1)], {"outside": ["gt-3"]}),
    (
        "for more than GitHub lists",
        [waits("gt-3", "gt-5", hidden=9, more_blockers=True), issue("gt-5")],
        {"waves": ["gt-5"], "outside": ["gt-3"]},
    ),
    ("an older server only counts", [waits("gt-3", hidden=2, more_blockers=True)], {"outside": ["gt-3"]}),
    (
        "one waits for what cannot be read, one for a line that waits for a reader",
        [
            waits("gt-1", "gt-3"),
            waits("gt-2", "gt-4"),
            Unknown(ref("gt-3"), "deleted"),
            Unknown(ref("gt-4"), WAITS),
        ],
        {"behind": ["gt-1", "gt-2"], "unreadable": ["gt-3", "gt-4"]},
    ),
    (
        "of a private one nothing is told, nor of what it blocks",
        [waits("octo/vault#9", private=True), waits("gt-1", VAULT), issue("gt-2")],
        {"waves": ["gt-2"], "outside": ["gt-1"], "private": ["octo/vault#9"]},
    ),
    (
        "nor how a private one stands",
        [issue("octo/vault#8", assignees=["joe"], private=True), done("gt-1")],
        {"private": ["octo/vault#8"], "closed": ["gt-1"]},
    ),
]


@pytest.mark.parametrize(("tracked", "said"), [pytest.param(*row, id=name) for name, *row in ROWS])
def test_each_stands_where_it_can_be_worked_on(tracked: Sequence[Seen], said: dict[str, Any]) -> None:
    assert told(stage(convoy(*tracked), IN_HQ)) == said


# Any convoy -------------------------------------------------------------------------------------------------

LAST = 12
KINDS = ("open", "assigned", "in review", "closed", "epic", "unknown", "private")


@st.composite
def convoys(draw: st.DrawFn) -> list[Seen]:
    """Of members in any state, with blockers among them and outside."""
    numbers = draw(st.lists(st.integers(1, LAST), unique=True, max_size=LAST))
    return [_member(draw, number) for number in numbers]


def _member(draw: st.DrawFn, number: int) -> Seen:
    kind = draw(st.sampled_from(KINDS))
    by = [f"gt-{n}" for n in draw(st.lists(st.integers(1, LAST + 1), max_size=3, unique=True))]
    one = waits(f"gt-{number}", *by, hidden=draw(st.sampled_from([0, 0, 0, 1])))
    reviewed = (LinkedPull(ref("gt-99"), "", open=True),)
    of_kind: dict[str, Seen] = {
        "open": one,
        "assigned": replace(one, assignees=("joe",)),
        "in review": replace(one, pulls=reviewed),
        "closed": replace(one, state=State.CLOSED),
        "epic": replace(one, children=2, open_children=1),
        "unknown": Unknown(one.ref, draw(st.sampled_from(["deleted", WAITS]))),
        "private": replace(one, private=True),
    }
    return of_kind[kind]


@given(convoys(), st.sampled_from([IN_HQ, PUBLIC]))
def test_each_member_stands_exactly_once(tracked: list[Seen], readers: Audience) -> None:
    staged = stage(convoy(*tracked), readers)
    groups = [*staged.waves, *staged.circles, *(getattr(staged, name) for name in GROUPS)]
    assert sorted(one.ref.number for group in groups for one in group) == sorted(
        s.ref.number for s in tracked
    )


@given(convoys())
def test_nobody_stands_in_a_wave_before_a_blocker_and_none_later_than_they_must(tracked: list[Seen]) -> None:
    staged = stage(convoy(*tracked), IN_HQ)
    wave = {one.ref: n for n, ones in enumerate(staged.waves) for one in ones}
    now = {one.ref for one in tracked if isinstance(one, Issue) and progress(one) is Progress.READY}
    assert {ref for ref, n in wave.items() if n == 0} == {r for r in now if not by_ref(tracked, r).container}
    apart = {one.ref for name in ("taken", "containers", "closed") for one in getattr(staged, name)}
    containers = {one.ref for one in staged.containers}
    for one in (one for ones in staged.waves[1:] for one in ones):
        assert {blocker.ref for blocker in one.open_blockers} <= wave.keys() | apart
        before = [wave[blocker.ref] for blocker in one.open_blockers if blocker.ref in wave]
        assert all(n < wave[one.ref] for n in before)
        if not containers:
            assert wave[one.ref] == max([0, *before]) + 1


def by_ref(tracked: Sequence[Seen], wanted: Ref) -> Issue:
    (found,) = [one for one in tracked if isinstance(one, Issue) and one.ref == wanted]
    return found


@given(convoys(), st.randoms(), st.sampled_from([IN_HQ, PUBLIC]))
def test_another_order_of_lines_changes_only_the_order_within_waves(
    tracked: list[Seen], random: Random, readers: Audience
) -> None:
    mixed = sorted(tracked, key=lambda _: random.random())
    assert without_order(stage(convoy(*mixed), readers)) == without_order(stage(convoy(*tracked), readers))


def without_order(staged: Staged) -> Mapping[str, Any]:
    groups = {name: sorted(names(getattr(staged, name))) for name in GROUPS}
    waves = [sorted(names(wave)) for wave in staged.waves]
    return {**groups, "waves": waves, "circles": sorted(sorted(names(circle)) for circle in staged.circles)}


# A thousand -------------------------------------------------------------------------------------------------


@contextmanager
def lines_run() -> Iterator[list[int]]:
    """How many lines of Python run within."""
    count, before = [0], sys.gettrace()

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:
        count[0] += event == "line"
        return trace

    sys.settrace(trace)
    try:
        yield count
    finally:
        sys.settrace(before)


SHAPES: Mapping[str, Callable[[int, int], list[int]]] = {
    "a chain": lambda n, size: [n - 1] if n > 1 else [],
    "a chain written backwards": lambda n, size: [n + 1] if n < size else [],
    "pairs that block each other": lambda n, size: [n + 1 if n % 2 else n - 1],
    "one long circle": lambda n, size: [n % size + 1],
    "all wait for the first": lambda n, size: [1] if n > 1 else [],
    "fifty wait for fifty": lambda n, size: [m for m in range(n - 50, n) if m > 0],
    "a long way to a pair": lambda n, size: [min(n + 1, size)] if n < size else [size - 1],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_as_many_members_take_twice_as_many_steps(shape: str) -> None:
    steps = {}
    for size in (500, 1000):
        blockers = [(n, SHAPES[shape](n, size)) for n in range(1, size + 1)]
        many = convoy(*(waits(f"gt-{n}", *(f"gt-{m}" for m in by)) for n, by in blockers))
        with lines_run() as count:
            staged = stage(many, IN_HQ)
        assert sum(map(len, (*staged.waves, *staged.circles, staged.behind))) == size
        steps[size] = count[0]
    assert steps[1000] < 2.2 * steps[500]
