"""What follows from a convoy's values alone."""

from dataclasses import replace

import pytest

from gt_convoy.domain.convoy import landing_key
from gt_convoy.domain.issue import Issue, Seen, State
from gt_convoy.domain.references import Ref
from tests.rules.building import NOON, at, convoy, done, issue, unknown

OPEN = issue("gt-1")

# (sentence, issue, whether somebody could start it)
READY: list[tuple[str, Seen, bool]] = [
    ("open, nobody on it, nothing before it", OPEN, True),
    ("assigned", replace(OPEN, assignees=("joe",)), False),
    ("blocked by another", replace(OPEN, blocked_by=1), False),
    ("assigned and blocked", replace(OPEN, assignees=("joe",), blocked_by=2), False),
    ("closed", done("gt-1"), False),
    ("one that cannot be read", unknown("gt-1"), False),
]


@pytest.mark.parametrize(("seen", "ready"), [pytest.param(*r, id=name) for name, *r in READY])
def test_work_is_ready_that_somebody_could_start(seen: Seen, ready: bool) -> None:
    assert bool(convoy(seen).ready) is ready


def test_what_is_not_said_of_an_issue_is_not_so() -> None:
    bare = Issue(Ref("acme/x", 1), 7, "T", "https://x", State.OPEN, NOON, NOON)
    assert (bare.is_pull, bare.private, bare.convoy, bare.blocked_by) == (False, False, False, 0)
    assert convoy(bare).thread.is_pull is False
    assert convoy(bare).ready == (bare,)


def test_the_newest_closing_is_that_of_what_is_closed() -> None:
    assert convoy(
        done("gt-1", 10), OPEN, done("gt-2", 30), unknown("gt-3"), done("gt-4", 20)
    ).closed_at == at(30)
    assert convoy(OPEN, unknown("gt-3")).closed_at is None


def test_a_landing_s_key_is_written_the_same_for_ever() -> None:
    # Notices and markers on GitHub hold it: another form of it would land every convoy once more.
    closed = [replace(done("gt-1", 10), repo_id=7), replace(done("bd-2", 20), repo_id=8)]
    assert landing_key(closed) == "2.b1625dec159e232d26ba"
