"""Every value of progress is shown, told in JSON and counted: one table, and who may know of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.counts import counts
from gt_convoy.domain.issue import Blocker, Issue, LinkedPull, Seen, State
from gt_convoy.domain.progress import Progress
from gt_convoy.domain.references import Ref
from gt_convoy.messages import convoy_status, landing_notice
from gt_convoy.messages.issue_lines import issue_line, tracked_json
from tests.rules.building import CONFIG, HQ, IN_HQ, convoy, done, issue, ref, unknown

CLOSED = done()
VAULT = "octo/vault"  # private, and no rig: its issues are for its own readers
PUBLIC = CONFIG.audience("acme/beads", private=False, hq_private=False)
TERMINAL = CONFIG.audience()


def blocker(where: str, *, is_open: bool = True, private: bool = False) -> Blocker:
    place = Ref(VAULT, 9) if where == "vault" else ref(where)
    return Blocker(place, f"https://github.com/{place.repo}/issues/{place.number}", is_open, private)


def pull(number: int, repo: str = "acme/gastown", **how: Any) -> LinkedPull:
    values: dict[str, Any] = {"open": True, "base": "main"} | how
    return LinkedPull(Ref(repo, number), f"https://github.com/{repo}/pull/{number}", **values)


def blocked(*blockers: Blocker, count: int | None = None, **more: Any) -> Issue:
    number = sum(one.open for one in blockers) if count is None else count
    return replace(issue(), blockers=blockers, blocked_by=number, **more)


# What is tracked, its progress, its line, and what the body's status line counts beside what is completed.
ROWS: list[tuple[str, Seen, Progress, str, str]] = [
    ("done", CLOSED, Progress.DONE, "✓ gt-1: Update docs", ""),
    (
        "merged",
        replace(CLOSED, pulls=(pull(31, open=False, merged=True),)),
        Progress.MERGED,
        "✓ gt-1: Update docs #31",
        "",
    ),
    (
        "not planned",
        replace(CLOSED, state_reason="not_planned"),
        Progress.NOT_PLANNED,
        "⊘ gt-1: Update docs",
        "",
    ),
    (
        "unmerged",
        replace(CLOSED, pulls=(pull(31), pull(32, open=False))),
        Progress.UNMERGED,
        "✗ gt-1: Update docs #31",
        " · 1 unmerged",
    ),
    (
        "unmerged, given up",
        replace(CLOSED, pulls=(pull(32, open=False),)),
        Progress.UNMERGED,
        "✗ gt-1: Update docs #32",
        " · 1 unmerged",
    ),
    (
        "a pull request, unmerged",
        issue(state=State.CLOSED, is_pull=True),
        Progress.UNMERGED,
        "✗ gt-1: Update docs [pull request]",
        " · 1 unmerged",
    ),
    (
        "in review",
        replace(issue(assignees=["amber"]), pulls=(pull(31), pull(30, open=False))),
        Progress.IN_REVIEW,
        "◑ gt-1: Update docs @amber #31",
        " · 1 in review",
    ),
    (
        "in review elsewhere",
        replace(issue(), pulls=(pull(4, "acme/beads"), pull(5, "octo/x"))),
        Progress.IN_REVIEW,
        "◑ gt-1: Update docs bd-4 octo/x#5",
        " · 1 in review",
    ),
    ("in work", issue(assignees=["amber"]), Progress.IN_WORK, "▶ gt-1: Update docs @amber", " · 1 in work"),
    (
        "in work as a draft",
        replace(issue(), pulls=(pull(31, draft=True),)),
        Progress.IN_WORK,
        "▶ gt-1: Update docs #31",
        " · 1 in work",
    ),
    ("ready", issue(), Progress.READY, "○ gt-1: Update docs", " · 1 ready"),
    (
        "blocked",
        blocked(blocker("gt-3"), blocker("gt-4", is_open=False)),
        Progress.BLOCKED,
        "⊗ gt-1: Update docs ← gt-3",
        " · 1 blocked",
    ),
    (
        "blocked and assigned",
        replace(blocked(blocker("gt-3")), assignees=("amber",)),
        Progress.BLOCKED,
        "⊗ gt-1: Update docs @amber ← gt-3",
        " · 1 blocked",
    ),
    (
        "blocked by many",
        blocked(*(blocker(f"gt-{n}") for n in range(2, 7))),
        Progress.BLOCKED,
        "⊗ gt-1: Update docs ← gt-2, gt-3, gt-4 and 2 more",
        " · 1 blocked",
    ),
    (
        "blocked by what GitHub only counts",
        blocked(count=2, more_blockers=True),
        Progress.BLOCKED,
        "⊗ gt-1: Update docs ← 2 issues",
        " · 1 blocked",
    ),
    (
        "blocked by more than a page",
        blocked(blocker("gt-3"), count=61, more_blockers=True),
        Progress.BLOCKED,
        "⊗ gt-1: Update docs ← gt-3 and 60 more",
        " · 1 blocked",
    ),
    (
        "blocked by what we may not read",
        blocked(count=1),
        Progress.BLOCKED,
        "⊗ gt-1: Update docs ← something private",
        " · 1 blocked",
    ),
    ("unknown", unknown(), Progress.UNKNOWN, "? gt-1 (not found)", " · 1 unknown"),
]
PARAMS = [pytest.param(*row, id=name) for name, *row in ROWS]


@pytest.mark.parametrize(("seen", "value", "line", "counted"), PARAMS)
def test_it_has_its_glyph_and_what_stands_behind_its_line(
    seen: Seen, value: Progress, line: str, counted: str
) -> None:
    assert issue_line(seen, IN_HQ) == line


@pytest.mark.parametrize(("seen", "value", "line", "counted"), PARAMS)
def test_json_and_counts_tell_the_same(seen: Seen, value: Progress, line: str, counted: str) -> None:
    one = convoy(seen)
    assert tracked_json(seen, IN_HQ)["progress"] == value.value
    told = convoy_status.convoy_json(one, IN_HQ)["counts"]
    assert told == {value.value: 1}


@pytest.mark.parametrize(("seen", "value", "line", "counted"), PARAMS)
def test_the_body_counts_it_and_leaves_out_what_is_not_there(
    seen: Seen, value: Progress, line: str, counted: str
) -> None:
    assert "%" in (text := convoy_status.status_line(convoy(seen), IN_HQ))
    assert text.partition("%")[2].partition(" · held")[0] == counted


def test_every_value_has_a_row() -> None:
    assert {value for _, _, value, _, _ in ROWS} == set(Progress)


def test_the_body_counts_in_one_order() -> None:
    tracked = [replace(one, ref=Ref("acme/gastown", n)) for n, (_, one, *_) in enumerate(ROWS, 1)]
    line = convoy_status.status_line(convoy(*tracked), IN_HQ).partition("% · ")[2]
    assert line.startswith("3 unmerged · 2 in review · 2 in work · 1 ready · 6 blocked · 1 unknown · held: ")


def test_a_closed_convoy_counts_no_more() -> None:
    assert convoy_status.status_line(convoy(issue(), is_open=False), IN_HQ).endswith(
        "0/1 completed `░░░░░░░░░░` 0%"
    )


def test_json_lists_what_blocks_it_and_what_closes_it() -> None:
    seen = replace(
        blocked(*(blocker(f"gt-{n}") for n in range(2, 7)), count=6),
        pulls=(pull(31, draft=True), pull(4, "acme/beads", open=False, merged=True, base="next")),
    )
    told = tracked_json(seen, IN_HQ)
    assert told["blocked_by"] == ["gt-2", "gt-3", "gt-4", "gt-5", "gt-6", "something private"]
    assert told["pull_requests"] == [
        {
            "id": "gt-31",
            "url": "https://github.com/acme/gastown/pull/31",
            "state": "open",
            "draft": True,
            "merged": False,
            "base": "main",
        },
        {
            "id": "bd-4",
            "url": "https://github.com/acme/beads/pull/4",
            "state": "closed",
            "draft": False,
            "merged": True,
            "base": "next",
        },
    ]


def test_a_closed_issue_waits_for_nothing() -> None:
    seen = replace(CLOSED, blockers=(blocker("gt-3"),), blocked_by=1)
    assert (issue_line(seen, IN_HQ), tracked_json(seen, IN_HQ)["blocked_by"]) == ("✓ gt-1: Update docs", [])


def test_a_landing_notice_stays_as_it_is() -> None:
    merged = replace(CLOSED, pulls=(pull(31, open=False, merged=True),))
    assert "\n  ✓ gt-1: Update docs\n" in landing_notice.notice(convoy(merged), IN_HQ, "k", 1, [()])


# Who may know -----------------------------------------------------------------------------------------------

SECRET = blocker("vault", private=True)
HIDDEN_PULL = pull(7, VAULT, private=True)
WHO: list[tuple[str, Audience, Issue, str, Sequence[str]]] = [
    (
        "HQ, of strangers",
        IN_HQ,
        blocked(SECRET),
        "⊗ gt-1: Update docs ← something private",
        ["something private"],
    ),
    (
        "a public thread",
        PUBLIC,
        blocked(SECRET),
        "⊗ gt-1: Update docs ← something private",
        ["something private"],
    ),
    (
        "HQ, beside one it may know",
        IN_HQ,
        blocked(blocker("gt-3"), SECRET),
        "⊗ gt-1: Update docs ← gt-3, something private",
        ["gt-3", "something private"],
    ),
    (
        "a private rig's, in HQ",
        IN_HQ,
        blocked(blocker("gt-3", private=True)),
        "⊗ gt-1: Update docs ← gt-3",
        ["gt-3"],
    ),
    (
        "a private rig's, in public",
        PUBLIC,
        blocked(blocker("gt-3", private=True)),
        "⊗ gt-1: Update docs ← something private",
        ["something private"],
    ),
    (
        "whoever asks in a terminal",
        TERMINAL,
        blocked(SECRET),
        "⊗ gt-1: Update docs ← octo/vault#9",
        ["octo/vault#9"],
    ),
    (
        "that it is in review, not where",
        IN_HQ,
        replace(issue(), pulls=(HIDDEN_PULL,)),
        "◑ gt-1: Update docs",
        [],
    ),
    (
        "where, in a terminal",
        TERMINAL,
        replace(issue(), pulls=(HIDDEN_PULL,)),
        "◑ gt-1: Update docs octo/vault#7",
        [],
    ),
]


@pytest.mark.parametrize(
    ("who", "seen", "line", "names"), [pytest.param(*row, id=name) for name, *row in WHO]
)
def test_what_blocks_and_closes_it_is_named_to_those_who_may_look_there(
    who: Audience, seen: Issue, line: str, names: Sequence[str]
) -> None:
    assert issue_line(seen, who) == line
    told = tracked_json(seen, who)
    assert told["blocked_by"] == names
    assert ("octo/vault" in str(told)) is ("octo/vault" in line)


HIDDEN = [
    issue(Ref(VAULT, 9), private=True, assignees=["amber"]),
    replace(issue(Ref(VAULT, 9), private=True), pulls=(HIDDEN_PULL,)),
    replace(issue(Ref(VAULT, 9), private=True), blockers=(SECRET,), blocked_by=1),
    issue(Ref(VAULT, 9), private=True, is_pull=True),
]
HIDDEN_CLOSED = [
    replace(one, state=State.CLOSED, state_reason=reason)
    for one in HIDDEN
    for reason in ("completed", "not_planned")
]


@pytest.mark.parametrize("who", [IN_HQ, PUBLIC])
@pytest.mark.parametrize("alike", [HIDDEN, HIDDEN_CLOSED], ids=["open", "closed"])
def test_a_hidden_issue_tells_by_no_door_more_than_whether_it_is_closed(
    alike: list[Issue], who: Audience
) -> None:
    plain = issue(Ref(VAULT, 9), alike[0].state, private=True)
    for one in alike:
        for mine, theirs in ((convoy(one), convoy(plain)), (convoy(one, issue()), convoy(plain, issue()))):
            assert counts(mine, who) == counts(theirs, who)
            assert convoy_status.body_status(mine, who) == convoy_status.body_status(theirs, who)
            assert convoy_status.status(mine, who) == convoy_status.status(theirs, who)
            assert convoy_status.convoy_json(mine, who) == convoy_status.convoy_json(theirs, who)


def test_a_hidden_issue_is_counted_as_its_line_shows_it() -> None:
    one = convoy(
        HIDDEN[0], replace(HIDDEN_CLOSED[0], ref=Ref(VAULT, 10)), issue(Ref(HQ, 3), assignees=["joe"])
    )
    assert "1/3 completed `███░░░░░░░` 33% · 1 in work · 1 private" in convoy_status.status_line(one, IN_HQ)
    told = counts(one, IN_HQ)
    assert (told["done"], told["private"], sum(told.values())) == (1, 1, 3)
    assert [tracked_json(seen, IN_HQ)["progress"] for seen in one.tracked] == [None, "done", "in_work"]
