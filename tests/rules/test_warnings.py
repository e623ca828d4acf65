"""What stands in a convoy's way: found where it is, named to those who may know, in all places alike."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from gt_convoy.document.body_parser import parse
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.bounds import LARGEST_TEXT
from gt_convoy.domain.convoy import WAITS
from gt_convoy.domain.issue import Blocker, Issue, Seen, Thread, Unknown
from gt_convoy.domain.references import Ref
from gt_convoy.domain.stranded import stranded
from gt_convoy.domain.warnings import circles
from gt_convoy.messages import convoy_status, warned
from gt_convoy.messages import stranded as stranded_text
from tests.rules.building import (
    CONFIG,
    IN_HQ,
    NAMES,
    after,
    convoy,
    done,
    issue,
    planned,
    read_of,
    ref,
    text_of,
    thread,
)

PUBLIC = CONFIG.audience("acme/beads", private=False, hq_private=False)
VAULT = Ref("octo/vault", 9)


def waits(name: str, *by: str | Ref, hidden: int = 0, private: bool = False, **how: Any) -> Issue:
    """An issue that these block, and so many more that we may not read."""
    places = [ref(one) if isinstance(one, str) else one for one in by]
    found = tuple(Blocker(place, "", open=True, private=place == VAULT or private) for place in places)
    return replace(issue(name, private=private), blockers=found, blocked_by=len(found) + hidden, **how)


CIRCLE = [waits("gt-3", "gt-5"), waits("gt-5", "gt-3")]
ROWS: list[tuple[str, Sequence[Seen], list[str]]] = [
    ("nothing is in the way", [issue("gt-1"), done("gt-2")], []),
    ("a member waits for another", [waits("gt-3", "gt-5"), issue("gt-5")], []),
    ("two block each other", CIRCLE, ["blocked in a circle: gt-3 ← gt-5 ← gt-3"]),
    ("one blocks itself", [waits("gt-3", "gt-3")], ["blocked in a circle: gt-3 ← gt-3"]),
    (
        "three do, and a fourth waits for one of them",
        [waits("gt-4", "gt-1"), waits("gt-1", "gt-2"), waits("gt-2", "bd-7"), waits("bd-7", "gt-1")],
        ["blocked in a circle: gt-1 ← gt-2 ← bd-7 ← gt-1"],
    ),
    (
        "two circles",
        [*CIRCLE, waits("bd-1", "bd-2"), waits("bd-2", "bd-1")],
        ["blocked in a circle: gt-3 ← gt-5 ← gt-3", "blocked in a circle: bd-1 ← bd-2 ← bd-1"],
    ),
    ("a circle that a closed one broke", [waits("gt-3", "gt-5"), done("gt-5")], []),
    (
        "a long circle is told by its ends",
        [waits(f"gt-{n}", f"gt-{n % 9 + 1}") for n in range(1, 10)],
        ["blocked in a circle: gt-1 ← gt-2 ← gt-3 ← 4 more ← gt-8 ← gt-9 ← gt-1"],
    ),
    (
        "one waits for an issue outside",
        [waits("gt-3", "octo/x#1")],
        ["gt-3 is blocked by octo/x#1, which is not in this convoy"],
    ),
    (
        "for many outside, and for one inside",
        [waits("gt-3", *(f"octo/x#{n}" for n in range(1, 6)), "gt-5"), issue("gt-5")],
        ["gt-3 is blocked by octo/x#1, octo/x#2, octo/x#3 and 2 more, which are not in this convoy"],
    ),
    ("for something private", [waits("gt-3", VAULT)], ["gt-3 is blocked by something private"]),
    ("for what we may not read", [waits("gt-3", hidden=1)], ["gt-3 is blocked by something private"]),
    (
        "for both",
        [waits("gt-3", "octo/x#1", VAULT)],
        ["gt-3 is blocked by octo/x#1, which is not in this convoy, and by something private"],
    ),
    ("for more than GitHub lists", [waits("gt-3", "gt-5", hidden=9, more_blockers=True), issue("gt-5")], []),
    ("it is in review all the same", [replace(waits("gt-3", "octo/x#1"), is_pull=True)], []),
    (
        "one cannot be read",
        [Unknown(ref("gt-1"), "deleted"), issue("gt-2")],
        ["gt-1 cannot be read (deleted)"],
    ),
    (
        "one waits for a reader",
        [Unknown(ref("gt-1"), WAITS), issue("gt-2")],
        ["gt-1 waits for somebody who may read it (/gt convoy add)"],
    ),
    (
        "a member that waits for a reader blocks another",
        [waits("gt-3", "gt-1"), Unknown(ref("gt-1"), WAITS)],
        ["gt-1 waits for somebody who may read it (/gt convoy add)"],
    ),
]


@pytest.mark.parametrize(("tracked", "said"), [pytest.param(*row, id=name) for name, *row in ROWS])
def test_json_has_each_and_the_status_repeats_them(tracked: Sequence[Seen], said: list[str]) -> None:
    one = convoy(*tracked)
    assert convoy_status.convoy_json(one, IN_HQ)["warnings"] == said
    shown = convoy_status.status(one, IN_HQ)
    assert [line.strip() for line in shown.split("\n") if "⚠" in line] == [
        f"⚠ {sentence}" for sentence in said
    ]


@pytest.mark.parametrize(("tracked", "said"), [pytest.param(*row, id=name) for name, *row in ROWS])
def test_the_body_has_them_in_its_status_part_in_code(tracked: Sequence[Seen], said: list[str]) -> None:
    body = text_of([f"- [ ] {one.ref}" for one in tracked])
    parsed = parse(carried_out(thread(body=body), tracked).body, NAMES)
    first, last = parsed.status or (0, 0)
    below = [line for line in parsed.lines[first:last] if line.startswith("⚠ ")]
    told = [sentence for sentence in said if "circle" in sentence or "blocked by" in sentence]
    assert [line.strip().removeprefix("⚠ ").replace("`", "") for line in below] == told
    for line in below:
        words = [t.content for t in MarkdownIt().parseInline(line)[0].children or [] if t.type == "text"]
        assert not any("#" in word or "gt-" in word or "@" in word for word in words)
    rest = [Unknown(one.ref, one.reason) for one in tracked if isinstance(one, Unknown)]
    assert all(str(one.ref) in (parsed.lines[first + 1]) for one in rest), "held: ... says it"


def carried_out(there: Thread, tracked: Sequence[Seen]) -> Thread:
    return after(there, planned(read_of(there, tracked)))


def test_a_second_look_plans_nothing_and_a_broken_circle_leaves_no_line() -> None:
    there = carried_out(thread(body=text_of(["- [ ] gt-3", "- [ ] gt-5"])), CIRCLE)
    assert "⚠ blocked in a circle: `gt-3 ← gt-5 ← gt-3`\n<!-- /gt-convoy:status -->" in there.body
    assert planned(read_of(there, CIRCLE)) == ()
    assert "⚠" not in carried_out(there, [issue("gt-3"), issue("gt-5")]).body


def test_many_stay_short_in_the_body_and_the_status_and_are_all_in_json() -> None:
    one = convoy(*(waits(f"gt-{n}", f"octo/x#{n}") for n in range(1, 31)))
    body, shown = convoy_status.body_status(one, IN_HQ), convoy_status.status(one, IN_HQ)
    for text in (body, shown):
        assert text.count("⚠") == 6
        assert text.endswith("⚠ and 25 more")
    assert len(warned.sentences(one, IN_HQ)) == 30


@pytest.mark.parametrize("spare", [1000, 1900, 2000, 2600])
def test_a_text_that_is_nearly_too_long_for_github_goes_without_and_stays_so(spare: int) -> None:
    body = text_of(["- [ ] gt-3", "- [ ] gt-5"])
    there = thread(body=body + "x" * (LARGEST_TEXT - len(body) - spare))
    there = carried_out(there, CIRCLE)
    assert ("⚠" in there.body) is (spare > 2000)
    assert len(there.body) <= LARGEST_TEXT
    assert planned(read_of(there, CIRCLE)) == ()


def test_of_a_closed_convoy_nothing_is_warned() -> None:
    one = convoy(*CIRCLE, is_open=False)
    assert convoy_status.convoy_json(one, IN_HQ)["warnings"] == []
    assert "⚠" not in convoy_status.body_status(one, IN_HQ) + convoy_status.status(one, IN_HQ)


# Who may know -----------------------------------------------------------------------------------------------


def test_of_a_circle_with_a_hidden_issue_nothing_is_told() -> None:
    hidden = waits("bd-5", "gt-3", private=True)
    shown = replace(waits("gt-3"), blockers=(Blocker(hidden.ref, "", open=True, private=True),), blocked_by=1)
    public = CONFIG.audience("acme/gastown", private=False, hq_private=False)
    one = convoy(shown, hidden)
    assert warned.sentences(one, public) == ["gt-3 is blocked by something private"]
    assert warned.sentences(one, IN_HQ) == ["blocked in a circle: gt-3 ← bd-5 ← gt-3"]


@pytest.mark.parametrize("who", [IN_HQ, PUBLIC, CONFIG.audience()])
def test_whether_a_private_blocker_is_tracked_too_is_not_told(who: Audience) -> None:
    secret = issue(VAULT, private=True)
    said = warned.sentences(convoy(waits("gt-3", VAULT), secret), who)
    if who.repo is None:
        assert said == []
    else:
        assert said == warned.sentences(convoy(waits("gt-3", VAULT)), who)


# Any graph --------------------------------------------------------------------------------------------------

GRAPHS = st.dictionaries(st.integers(1, 9), st.lists(st.integers(1, 12), max_size=4, unique=True), max_size=9)


def on_circles(graph: Mapping[int, Sequence[int]]) -> set[int]:
    """By going all ways: whoever comes back."""
    found = set()
    for start in graph:
        met, going = set[int](), list(graph[start])
        while going:
            at = going.pop()
            if at not in met and at in graph:
                met.add(at)
                going += graph[at]
        if start in met:
            found.add(start)
    return found


@given(GRAPHS)
def test_a_circle_is_found_where_there_is_one_and_only_there(graph: dict[int, list[int]]) -> None:
    def at(number: int) -> Ref:
        return Ref("acme/gastown", number)

    found = circles({at(n): [at(b) for b in blockers] for n, blockers in graph.items()})
    assert bool(found) == bool(on_circles(graph))
    for circle in found:
        steps = zip(circle, (*circle[1:], circle[0]), strict=True)
        assert all(b.number in graph[a.number] for a, b in steps), "each waits for the next"
    named = [one for circle in found for one in circle]
    assert len(named) == len(set(named))
    broken = {
        n: [b for b in blockers if at(b) not in named] for n, blockers in graph.items() if at(n) not in named
    }
    assert not on_circles(broken)


@given(GRAPHS, st.randoms())
def test_the_same_circles_are_told_in_whatever_order_github_lists_what_blocks(
    graph: dict[int, list[int]], random: Random
) -> None:
    there = {Ref("acme/gastown", n): [Ref("acme/gastown", b) for b in by] for n, by in graph.items()}
    mixed = {one: sorted(by, key=lambda _: random.random()) for one, by in there.items()}
    assert circles(there) == circles(mixed)


# Stranded ---------------------------------------------------------------------------------------------------

STRANDED: list[tuple[str, Sequence[Seen], list[str], list[str]]] = [
    ("ready and nobody on it", [issue("gt-1")], ["gt-1"], []),
    ("somebody is on it", [issue("gt-1"), issue("gt-2", assignees=["amber"])], [], []),
    ("all is done", [done("gt-1")], [], []),
    ("a circle", CIRCLE, [], ["gt-3", "gt-5"]),
    (
        "a circle though somebody is on it",
        [*CIRCLE, issue("gt-2", assignees=["amber"])],
        [],
        ["gt-3", "gt-5"],
    ),
    ("one waits for something outside", [waits("gt-3", "octo/x#1"), issue("gt-1")], ["gt-1"], ["gt-3"]),
    ("one waits for another of it", [waits("gt-3", "gt-5"), issue("gt-5", assignees=["amber"])], [], []),
    ("one cannot be read", [Unknown(ref("gt-1"), "deleted")], [], []),
]


@pytest.mark.parametrize(
    ("tracked", "ready", "stuck"), [pytest.param(*row, id=name) for name, *row in STRANDED]
)
def test_stranded_is_what_nobody_has_and_what_is_stuck(
    tracked: Sequence[Seen], ready: list[str], stuck: list[str]
) -> None:
    found = stranded(convoy(*tracked), IN_HQ)
    assert (found is not None) == bool(ready or stuck)
    if found:
        told: Any = stranded_text.as_json(found, IN_HQ)
        assert [one["id"] for one in told["ready"]] == ready
        assert [one["id"] for one in told["stuck"]] == stuck


def test_below_what_is_stuck_stands_why_and_the_command_that_helps() -> None:
    one = stranded(convoy(issue("gt-1"), *CIRCLE, waits("gt-7", "bd-1"), waits("gt-8", VAULT)), IN_HQ)
    assert one
    assert (
        stranded_text.text([one], IN_HQ)
        == """Stranded convoys

  🚚 hq-cv-12: Deploy v2.0 (1 ready, 4 stuck)
    ○ gt-1: Update docs
    ⊗ gt-3: Update docs ← gt-5
      blocked in a circle: gt-3 ← gt-5 ← gt-3. To start all the same: /gt sling gt-3 --anyway
    ⊗ gt-5: Update docs ← gt-3
      blocked in a circle: gt-3 ← gt-5 ← gt-3. To start all the same: /gt sling gt-5 --anyway
    ⊗ gt-7: Update docs ← bd-1
      gt-7 is blocked by bd-1, which is not in this convoy. To track that, too: /gt convoy add hq-cv-12 bd-1
    ⊗ gt-8: Update docs ← something private
      gt-8 is blocked by something private. To start all the same: /gt sling gt-8 --anyway

Use '/gt sling <ref> [worker]' to hand them out."""
    )
    told: Any = stranded_text.as_json(one, IN_HQ)
    assert told["stuck"][0]["why"] == "blocked in a circle: gt-3 ← gt-5 ← gt-3"
