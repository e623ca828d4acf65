"""Whatever happened before, a convoy that a person closed before it was done stays closed."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from gt_convoy.document.body_parser import parse
from gt_convoy.document.editor import forget_closing, render
from gt_convoy.document.list_editor import add_refs, remove_refs
from gt_convoy.domain.effects import Effect, Notice
from gt_convoy.domain.issue import Seen, State, Thread
from gt_convoy.domain.landing import marker_of_an_open
from gt_convoy.domain.references import Ref
from tests.rules.building import NAMES, after, done, issue, planned, read_of, text_of, thread, unknown

REFS = [Ref("acme/gastown", 1), Ref("acme/beads", 2), Ref("octo/x", 3)]
SHORT = dict(zip(REFS, ("gt-1", "bd-2", "octo/x#3"), strict=True))
World = Mapping[Ref, Seen]

steps = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "an issue closes",
                "an issue closes",
                "an issue reopens",
                "an issue is lost",
                "somebody closes the convoy",
                "somebody reopens the convoy",
                "somebody adds a line",
                "somebody takes a line out",
                "`add`",
                "`reopen`",
                "`close --force`",
            ]
        ),
        st.sampled_from(REFS),
        st.integers(0, 3),
    ),
    max_size=14,
)


def looked_at(where: Thread, world: World) -> tuple[Thread, list[Effect]]:
    """The convoy when nothing is left to write, and what was written."""
    written: list[Effect] = []
    for _ in range(4):
        effects = planned(read_of(where, world))
        if not effects:
            return where, written
        written += effects
        where = after(where, effects)
    raise AssertionError("it is written again and again")


def step(where: Thread, world: World, what: str, ref: Ref, minute: int) -> tuple[Thread, World]:
    states: Mapping[str, Seen] = {
        "an issue closes": done(SHORT[ref], minute),
        "an issue reopens": issue(SHORT[ref]),
        "an issue is lost": unknown(SHORT[ref]),
    }
    if what in states:
        return where, {**world, ref: states[what]}
    return (commanded if what.startswith("`") else by_hand)(where, world, what, ref), world


def by_hand(where: Thread, _world: World, what: str, ref: Ref) -> Thread:
    if what == "somebody adds a line":
        return replace(where, body=add_refs(where.body, [ref], NAMES))
    if what == "somebody takes a line out":
        return replace(where, body=remove_refs(where.body, [ref], NAMES))
    return replace(where, open=what == "somebody reopens the convoy")


def commanded(where: Thread, world: World, what: str, ref: Ref) -> Thread:
    """What a command writes before the next look."""
    if what == "`add`":
        new = ref not in parse(where.body, NAMES).refs
        text = add_refs(where.body, [ref], NAMES)
        if new or world[ref].state is State.OPEN:
            return replace(where, open=True, body=forget_closing(text, NAMES))
        return replace(where, body=text)
    convoy = read_of(where, world).convoy
    if what == "`reopen`":
        marker = convoy.marker if where.open else marker_of_an_open(convoy)
    else:
        marker = replace(convoy.marker, landed=None, abandoned=True)
    return replace(where, open=what == "`reopen`", body=render(parse(where.body, NAMES), marker=marker))


@given(steps, st.booleans())
def test_a_person_who_closes_what_is_not_done_has_the_last_word(
    happened: list[tuple[str, Ref, int]], soon: bool
) -> None:
    world: World = {ref: issue(SHORT[ref]) for ref in REFS}
    where = thread(body=text_of(["- [ ] gt-1", "- [ ] bd-2"]))
    for what, ref, minute in happened:
        where, world = step(where, world, what, ref, minute)
        # Somebody may close the convoy before we have looked at it after a command.
        if not (soon and what.startswith("`")):
            where, _ = looked_at(where, world)
    assume(where.open and not read_of(where, world).convoy.complete)
    where, written = looked_at(replace(where, open=False), world)
    assert not where.open
    assert not [effect for effect in written if isinstance(effect, Notice)]


def test_a_convoy_that_landed_and_got_more_work_can_be_given_up() -> None:
    world: World = {REFS[0]: done("gt-1"), REFS[1]: issue("bd-2")}
    where, _ = looked_at(thread(body=text_of(["- [ ] gt-1"])), world)
    assert not where.open
    where, _ = looked_at(commanded(where, world, "`add`", REFS[1]), world)
    assert where.open
    where, written = looked_at(replace(where, open=False), world)
    assert not where.open
    assert not [effect for effect in written if isinstance(effect, Notice)]
