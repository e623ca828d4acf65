"""How a tracked issue stands: each row reads as a sentence."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gt_convoy.domain.issue import Blocker, Issue, LinkedPull, Seen, State, Unknown
from gt_convoy.domain.progress import Progress, progress
from gt_convoy.domain.references import Ref

WHEN = datetime(2026, 11, 1, tzinfo=UTC)
URL = "https://github.com/acme/gastown/issues/5"
OPEN = Issue(Ref("acme/gastown", 5), 1, "Fix it", URL, State.OPEN, WHEN, WHEN)
CLOSED = replace(OPEN, state=State.CLOSED, state_reason="completed", closed_at=WHEN)
PULL = replace(OPEN, is_pull=True)
BLOCKER = Blocker(Ref("acme/gastown", 3), URL, open=True)
GONE = replace(BLOCKER, open=False)
REVIEW = LinkedPull(Ref("acme/gastown", 31), URL, open=True)
DRAFT = replace(REVIEW, draft=True)
MERGED = replace(REVIEW, open=False, merged=True)
DROPPED = replace(REVIEW, open=False)

ROWS: list[tuple[str, Seen, Progress]] = [
    ("closed as completed", CLOSED, Progress.DONE),
    ("closed, no reason told", replace(CLOSED, state_reason=None), Progress.DONE),
    ("closed as not planned", replace(CLOSED, state_reason="not_planned"), Progress.NOT_PLANNED),
    ("closed as a duplicate", replace(CLOSED, state_reason="duplicate"), Progress.NOT_PLANNED),
    (
        "not planned, with a pull request left",
        replace(CLOSED, state_reason="not_planned", pulls=(DROPPED,)),
        Progress.NOT_PLANNED,
    ),
    ("closed, its pull request merged", replace(CLOSED, pulls=(MERGED,)), Progress.MERGED),
    ("closed, all of two merged", replace(CLOSED, pulls=(MERGED, MERGED)), Progress.MERGED),
    ("closed, a second attempt merged", replace(CLOSED, pulls=(DROPPED, MERGED)), Progress.MERGED),
    ("closed, its pull request open", replace(CLOSED, pulls=(REVIEW,)), Progress.UNMERGED),
    ("closed, one of two open", replace(CLOSED, pulls=(MERGED, REVIEW)), Progress.UNMERGED),
    ("closed, its pull request a draft", replace(CLOSED, pulls=(DRAFT,)), Progress.UNMERGED),
    ("closed, its pull request given up", replace(CLOSED, pulls=(DROPPED,)), Progress.UNMERGED),
    ("closed while something blocks it", replace(CLOSED, blockers=(BLOCKER,), blocked_by=1), Progress.DONE),
    ("a pull request, merged", replace(PULL, state=State.CLOSED, state_reason="merged"), Progress.MERGED),
    ("a pull request, closed", replace(PULL, state=State.CLOSED), Progress.UNMERGED),
    ("a pull request, open", PULL, Progress.IN_REVIEW),
    ("a pull request, a draft", replace(PULL, draft=True), Progress.IN_WORK),
    ("nobody on it", OPEN, Progress.READY),
    ("assigned", replace(OPEN, assignees=("amber",)), Progress.IN_WORK),
    ("a draft closes it", replace(OPEN, pulls=(DRAFT,)), Progress.IN_WORK),
    ("a pull request closes it", replace(OPEN, pulls=(REVIEW,)), Progress.IN_REVIEW),
    ("a draft and one in review", replace(OPEN, pulls=(DRAFT, REVIEW)), Progress.IN_REVIEW),
    ("reopened after a merge", replace(OPEN, pulls=(MERGED,)), Progress.READY),
    ("its pull request was given up", replace(OPEN, pulls=(DROPPED,)), Progress.READY),
    ("another issue blocks it", replace(OPEN, blockers=(BLOCKER,), blocked_by=1), Progress.BLOCKED),
    ("its blocker is closed", replace(OPEN, blockers=(GONE,)), Progress.READY),
    ("one of two blockers is open", replace(OPEN, blockers=(GONE, BLOCKER), blocked_by=1), Progress.BLOCKED),
    ("something that we may not read blocks it", replace(OPEN, blocked_by=1), Progress.BLOCKED),
    (
        "assigned and blocked: it stands still",
        replace(OPEN, assignees=("amber",), blockers=(BLOCKER,), blocked_by=1),
        Progress.BLOCKED,
    ),
    (
        "in review while something blocks it",
        replace(OPEN, pulls=(REVIEW,), blockers=(BLOCKER,), blocked_by=1),
        Progress.IN_REVIEW,
    ),
    ("cannot be read", Unknown(OPEN.ref, "not found"), Progress.UNKNOWN),
]


@pytest.mark.parametrize(("words", "seen", "value"), ROWS, ids=[row[0] for row in ROWS])
def test_progress(words: str, seen: Seen, value: Progress) -> None:
    """Each value is told apart from the others."""
    assert progress(seen) is value, words


def test_every_value_has_a_row() -> None:
    """A new value comes with its row."""
    assert {value for _, _, value in ROWS} == set(Progress)
