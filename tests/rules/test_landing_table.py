import itertools
from dataclasses import fields, replace
from typing import Any

import pytest

from gt_convoy.domain.convoy import Lands, Marker, landed_count, landing_key
from gt_convoy.domain.issue import Issue, Seen, State
from gt_convoy.domain.landing import LandingFacts, Verdict, decide
from gt_convoy.domain.references import Ref
from tests.rules.building import at, convoy, done, issue, pull, unknown, unmerged

A, B = done("gt-1", 10), done("bd-2", 20)
GIVEN_UP = replace(B, state_reason="not_planned")
OPEN = issue("gt-1")
LOST = unknown("octo/x#3")
BOTH = landing_key([A, B])
OTHER = landing_key([replace(A, closed_at=at(5)), B])
HELD = ("write the notes",)
LAND, WAIT, REST, UPDATE, REOPEN, ABANDON, NOTHING = Verdict

# (sentence, is open, marker, what is tracked, plain tasks, verdict)
TABLE: list[tuple[str, bool, Marker, list[Seen], tuple[str, ...], Verdict]] = [
    ("open, all closed", True, Marker(), [A, B], (), LAND),
    ("open, all closed, one not planned", True, Marker(), [A, GIVEN_UP], (), LAND),
    ("open, all closed, landed as something else", True, Marker(landed=OTHER), [A, B], (), LAND),
    ("open, all closed, landed with more", True, Marker(landed=BOTH), [A], (), LAND),
    ("open, all closed, landed with fewer", True, Marker(landed=landing_key([A])), [A, B], (), LAND),
    ("open, all closed, given up before", True, Marker(abandoned=True), [A, B], (), LAND),
    ("open, all closed, landed as just this", True, Marker(landed=BOTH), [A, B], (), REST),
    ("open, landed as just this in another order", True, Marker(landed=BOTH), [B, A], (), REST),
    ("open, one open", True, Marker(), [OPEN, B], (), UPDATE),
    ("open, one open, landed before", True, Marker(landed=BOTH), [OPEN, B], (), UPDATE),
    ("open, one open, given up before", True, Marker(abandoned=True), [OPEN, B], (), UPDATE),
    ("open, one unknown", True, Marker(), [A, LOST], (), UPDATE),
    ("open, one unknown, landed before", True, Marker(landed=BOTH), [A, LOST], (), UPDATE),
    ("open, nothing tracked", True, Marker(), [], (), UPDATE),
    ("open, all closed but a plain task", True, Marker(), [A, B], HELD, UPDATE),
    ("closed, landed, as it was", False, Marker(landed=BOTH), [A, B], (), UPDATE),
    ("closed, landed, one seen open", False, Marker(landed=BOTH), [OPEN, B], (), REOPEN),
    ("closed, landed, one open and one unknown", False, Marker(landed=BOTH), [OPEN, LOST], (), REOPEN),
    ("closed, landed, a closed one added", False, Marker(landed=landing_key([A])), [A, B], (), REOPEN),
    ("closed, landed, an open one added", False, Marker(landed=landing_key([B])), [OPEN, B], (), REOPEN),
    ("closed, landed, a plain task added", False, Marker(landed=BOTH), [A, B], HELD, REOPEN),
    ("closed, landed, one unknown, none open", False, Marker(landed=BOTH), [A, LOST], (), NOTHING),
    ("closed, landed, an unknown one added", False, Marker(landed=BOTH), [A, B, LOST], (), NOTHING),
    ("closed, landed, one taken out", False, Marker(landed=BOTH), [A], (), UPDATE),
    ("closed, landed, all taken out", False, Marker(landed=BOTH), [], (), UPDATE),
    ("closed, landed, closed anew meanwhile", False, Marker(landed=OTHER), [A, B], (), UPDATE),
    ("closed, neither, one open", False, Marker(), [OPEN, B], (), ABANDON),
    ("closed, neither, one open and one unknown", False, Marker(), [OPEN, LOST], (), ABANDON),
    ("closed, neither, all closed", False, Marker(), [A, B], (), LAND),
    ("closed, neither, one unknown, none open", False, Marker(), [A, LOST], (), NOTHING),
    ("closed, neither, nothing tracked", False, Marker(), [], (), ABANDON),
    ("closed, neither, all closed but a plain task", False, Marker(), [A, B], HELD, ABANDON),
    ("closed, given up, all closed", False, Marker(abandoned=True), [A, B], (), NOTHING),
    ("closed, given up, one open", False, Marker(abandoned=True), [OPEN, B], (), NOTHING),
    ("closed, given up, one unknown", False, Marker(abandoned=True), [LOST], (), NOTHING),
    ("closed, given up, with a landing too", False, Marker(BOTH, BOTH, abandoned=True), [OPEN], (), NOTHING),
]  # fmt: skip


@pytest.mark.parametrize(
    ("is_open", "marker", "tracked", "holds", "wanted"), [pytest.param(*r, id=name) for name, *r in TABLE]
)
def test_the_decision_table(
    is_open: bool, marker: Marker, tracked: list[Seen], holds: tuple[str, ...], wanted: Verdict
) -> None:
    one = convoy(*tracked, is_open=is_open, marker=marker, unticked_tasks=holds)
    assert decide(LandingFacts.of(one)) is wanted


LEFT = unmerged("gt-1", closed=10)  # closed, and its pull request was not merged
MERGED = replace(LEFT, pulls=(pull(how="merged"),))
LEFT_PULL = replace(issue("gt-31", State.CLOSED), is_pull=True)
MERGED_PULL = replace(LEFT_PULL, state_reason="merged")
LEFT_KEY = landing_key([LEFT, B])
NONE = Marker()
CLOSED, MERGE, HAND = Lands

# (sentence, when it lands, is open, marker, what is tracked, verdict)
COLUMN: list[tuple[str, Lands, bool, Marker, list[Seen], Verdict]] = [
    ("closed: one unmerged", CLOSED, True, NONE, [LEFT, B], LAND),
    ("closed: a pull request that was given up", CLOSED, True, NONE, [LEFT_PULL, B], LAND),
    ("merged: one unmerged", MERGE, True, NONE, [LEFT, B], UPDATE),
    ("merged: all merged, or without a pull request", MERGE, True, NONE, [MERGED, B], LAND),
    ("merged: one not planned", MERGE, True, NONE, [MERGED, GIVEN_UP], LAND),
    ("merged: a merged pull request as a member", MERGE, True, NONE, [MERGED_PULL], LAND),
    ("merged: one that was given up as a member", MERGE, True, NONE, [LEFT_PULL], UPDATE),
    ("merged: one unmerged, one open", MERGE, True, NONE, [LEFT, issue("bd-2")], UPDATE),
    ("merged: reopened, one unmerged", MERGE, True, Marker(landed=LEFT_KEY), [LEFT, B], UPDATE),
    ("merged: reopened, nothing changed", MERGE, True, Marker(landed=BOTH), [A, B], REST),
    ("merged: a person closes it, one unmerged", MERGE, False, NONE, [LEFT, B], ABANDON),
    ("merged: a person closes it, all merged", MERGE, False, NONE, [MERGED, B], LAND),
    ("merged: given up, one unmerged", MERGE, False, Marker(abandoned=True), [LEFT], NOTHING),
    ("merged: landed, then a new pull request", MERGE, False, Marker(landed=LEFT_KEY), [LEFT, B], UPDATE),
    ("merged: landed, an unmerged one added", MERGE, False, Marker(landed="1.a"), [LEFT, B], REOPEN),
    ("by hand: all closed", HAND, True, NONE, [A, B], WAIT),
    ("by hand: all closed, one unmerged", HAND, True, NONE, [LEFT, B], WAIT),
    ("by hand: all closed, landed as something else", HAND, True, Marker(landed=OTHER), [A, B], WAIT),
    ("by hand: landed as just this, and reopened", HAND, True, Marker(landed=BOTH), [A, B], REST),
    ("by hand: one open", HAND, True, NONE, [OPEN, B], UPDATE),
    ("by hand: one unknown", HAND, True, NONE, [A, LOST], UPDATE),
    ("by hand: nothing tracked", HAND, True, NONE, [], UPDATE),
    ("by hand: a person closes it in GitHub's pages", HAND, False, NONE, [A, B], LAND),
    ("by hand: a person closes it, one open", HAND, False, NONE, [OPEN, B], ABANDON),
    ("by hand: landed, as it was", HAND, False, Marker(landed=BOTH), [A, B], UPDATE),
    ("by hand: landed, one seen open", HAND, False, Marker(landed=BOTH), [OPEN, B], REOPEN),
    ("by hand: given up, all closed", HAND, False, Marker(abandoned=True), [A, B], NOTHING),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lands", "is_open", "marker", "tracked", "wanted"),
    [pytest.param(*r, id=name) for name, *r in COLUMN],
)
def test_the_column_of_when_it_lands(
    lands: Lands, is_open: bool, marker: Marker, tracked: list[Seen], wanted: Verdict
) -> None:
    one = convoy(*tracked, is_open=is_open, marker=marker, lands=lands)
    assert decide(LandingFacts.of(one)) is wanted


def possible(case: LandingFacts) -> bool:
    """Whether a convoy can be so at all."""
    whole = not (case.complete and (case.unknown or case.open_seen or case.held))
    return whole and not ((case.same or case.grown) and not case.landed) and not (case.same and case.grown)


COLUMNS: list[tuple[Any, ...]] = [
    tuple(Lands) if field.name == "lands" else (True, False) for field in fields(LandingFacts)
]
CASES = [case for values in itertools.product(*COLUMNS) if possible(case := LandingFacts(*values))]


def test_every_case_has_one_verdict_and_all_verdicts_occur() -> None:
    assert len(CASES) > 100
    assert {decide(case) for case in CASES} == set(Verdict)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_always_holds(case: LandingFacts) -> None:
    verdict = decide(case)
    if verdict is Verdict.LAND:
        assert case.complete, "nothing lands that is not complete"
        assert case.lands is not Lands.MERGED or not case.unmerged, "an unmerged one holds where it counts"
        assert case.lands is not Lands.BY_HAND or not case.open, "by hand it lands by somebody's word alone"
    if verdict in (Verdict.REOPEN, Verdict.ABANDON):
        assert not case.open, "only what is closed is reopened or given up"
    if verdict is Verdict.REOPEN:
        assert case.landed, "only what we closed is reopened by us"
    if case.abandoned and not case.open:
        assert verdict is Verdict.NOTHING, "what was given up stays so"
    if case.open and not case.complete:
        assert verdict is Verdict.UPDATE
    if case.open and case.same and case.complete and not (case.lands is Lands.MERGED and case.unmerged):
        assert verdict is Verdict.REST, "a person's reopening is left alone while nothing changes"
    if verdict is Verdict.WAIT_FOR_OWNER:
        assert case.lands is Lands.BY_HAND, "only what lands by hand waits for its owner"


@pytest.mark.parametrize("case", [case for case in CASES if case.landed and not case.open], ids=str)
def test_what_landed_stays_so_whatever_is_merged_or_said_later(case: LandingFacts) -> None:
    others = itertools.product(Lands, (True, False))
    verdicts = {decide(replace(case, lands=lands, unmerged=unmerged)) for lands, unmerged in others}
    assert len(verdicts) == 1


@pytest.mark.parametrize("case", [case for case in CASES if case.unknown], ids=str)
def test_what_cannot_be_read_never_changes_a_convoys_state(case: LandingFacts) -> None:
    if case.open:
        assert decide(case) is UPDATE
    elif not (case.open_seen or case.held):
        assert decide(case) is NOTHING


def test_a_landing_key_is_of_what_landed_and_when() -> None:
    def moved(one: Issue, **other: object) -> Issue:
        return replace(one, **other)  # type: ignore[arg-type]  # fields of an issue

    assert landing_key([A, B]) == landing_key([B, A])
    assert landing_key([moved(A, ref=Ref("new/name", 1)), B]) == BOTH, "a renamed repository keeps it"
    assert landing_key([moved(A, title="x", updated_at=at(99)), B]) == BOTH
    others = [
        [A],
        [moved(A, closed_at=at(11)), B],
        [moved(A, repo_id=7), B],
        [moved(A, ref=Ref("acme/x", 9)), B],
    ]
    assert len({BOTH, *map(landing_key, others)}) == 5


@pytest.mark.parametrize(
    ("key", "count"),
    [
        (BOTH, 2),
        (landing_key([]), 0),
        ("", 0),
        ("x.1", 0),
        ("-1.a", 0),
        ("99999999.a", 99_999_999),
        ("100000000.a", 0),
        ("9" * 50, 0),
    ],
)
def test_a_key_tells_how_many_landed(key: str, count: int) -> None:
    assert landed_count(key) == count


def test_an_issue_is_completed_or_only_closed() -> None:
    merged = issue("gt-1", State.CLOSED, is_pull=True, state_reason="merged")
    assert merged.completed
    assert not replace(merged, state_reason=None).completed
    assert A.completed
    assert replace(A, state_reason=None).completed
    assert not replace(A, state_reason="not_planned").completed
    assert not replace(A, state_reason="duplicate").completed
    assert not OPEN.completed
