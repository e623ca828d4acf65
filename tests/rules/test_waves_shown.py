"""How waves are shown, letter by letter, to those who may know and to those who may not."""

from typing import Any

from gt_convoy.cli.colours import paint
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.issue import Unknown
from gt_convoy.domain.waves import stage
from gt_convoy.messages import waves
from tests.rules.building import IN_HQ, convoy, done, issue, ref
from tests.rules.test_warnings import PUBLIC, VAULT, waits
from tests.rules.test_waves import epic

DEPLOY = convoy(
    done("gt-1"),
    issue("gt-2", kind="task"),
    waits("gt-3", "gt-2", "bd-7"),
    issue("bd-7", assignees=["amber"]),
    epic("gt-4"),
    waits("gt-5", "gt-6"),
    waits("gt-6", "gt-5"),
    waits("gt-7", "octo/x#1"),
    waits("gt-8", "gt-7"),
    Unknown(ref("gt-9"), "deleted"),
)


def shown(one: Convoy, readers: Audience = IN_HQ) -> str:
    return waves.text(one, stage(one, readers), readers)


def test_it_is_a_tree_by_wave() -> None:
    assert (
        shown(DEPLOY)
        == """🚚 hq-cv-12: Deploy v2.0

  Progress:  1/10 completed

  Wave 1: ready now
    └── ○ gt-2: Update docs [task]
  Wave 2
    └── ⊗ gt-3: Update docs ← gt-2, bd-7
  Somebody is on it:
    └── ▶ bd-7: Update docs @amber
  The work is in their open sub-issues:
    └── ○ gt-4: Update docs (2 open sub-issues)
  In no wave: they block each other:
    ├── ⊗ gt-5: Update docs ← gt-6
    └── ⊗ gt-6: Update docs ← gt-5
  In no wave: they wait for something outside this convoy, or that cannot be told:
    └── ⊗ gt-7: Update docs ← octo/x#1
  In no wave: they wait for one that comes in none:
    └── ⊗ gt-8: Update docs ← gt-7
  Cannot be read:
    └── ? gt-9 (deleted)

  ⚠ blocked in a circle: gt-5 ← gt-6 ← gt-5
  ⚠ gt-7 is blocked by octo/x#1, which is not in this convoy
  ⚠ gt-9 cannot be read (deleted)"""
    )


def test_a_terminal_colours_it_and_cuts_titles_alone() -> None:
    painted = paint(shown(DEPLOY), width=40).plain.split("\n")
    assert "  Wave 1: ready now" in painted
    assert (
        "    └── ⊗ gt-3: Update… ← gt-2, bd-7" in painted
        or "    └── ⊗ gt-3: Update docs ← gt-2, bd-7" in painted
    )
    assert "    └── ○ gt-4: Update… (2 open sub-issues)" not in painted
    assert any(line.endswith("(2 open sub-issues)") for line in painted)


def test_where_nothing_is_ready_it_says_so() -> None:
    assert "  Wave 1: nothing is ready now\n  Wave 2\n" in shown(
        convoy(issue("gt-1", assignees=["joe"]), waits("gt-2", "gt-1"))
    )
    assert shown(convoy(done("gt-1"))).endswith("\n  Nothing is left to start.")
    assert shown(convoy()).endswith("\n  Nothing is tracked yet.")


def test_json_has_each_issue_once_in_its_group() -> None:
    told: Any = waves.as_json(DEPLOY, stage(DEPLOY, IN_HQ), IN_HQ)
    ids = {
        name: [[one["id"] for one in wave] for wave in value] if name in ("waves", "circles") else value
        for name, value in told.items()
    }
    ids |= {
        name: [one["id"] for one in value]
        for name, value in told.items()
        if name not in ("id", "title", "url", "waves", "circles", "warnings")
    }
    assert ids == {
        "id": "hq-cv-12",
        "title": "Deploy v2.0",
        "url": "https://github.com/acme/hq/issues/12",
        "waves": [["gt-2"], ["gt-3"]],
        "taken": ["bd-7"],
        "containers": ["gt-4"],
        "circles": [["gt-5", "gt-6"]],
        "outside": ["gt-7"],
        "behind": ["gt-8"],
        "unreadable": ["gt-9"],
        "private": [],
        "closed": ["gt-1"],
        "warnings": [
            "blocked in a circle: gt-5 ← gt-6 ← gt-5",
            "gt-7 is blocked by octo/x#1, which is not in this convoy",
            "gt-9 cannot be read (deleted)",
        ],
        "next": [],
    }
    assert told["containers"][0]["open_sub_issues"] == 2
    assert told["waves"][0][0]["open_sub_issues"] == 0


def test_of_a_hidden_issue_no_more_is_told_than_that_it_is_there() -> None:
    hidden = [
        issue(VAULT, private=True),
        issue(VAULT, private=True, assignees=["joe"]),
        waits("octo/vault#9", "gt-1", private=True),
        epic("octo/vault#9", private=True),
    ]
    told = set()
    for one in hidden:
        whole = convoy(issue("gt-1"), waits("gt-2", VAULT), one)
        told.add((shown(whole, PUBLIC), str(waves.as_json(whole, stage(whole, PUBLIC), PUBLIC))))
    (text, json), *others = told
    assert others == []
    assert "  Private:\n    └── ○ octo/vault#9 (private)" in text
    assert "⊗ gt-2: Update docs ← something private" in text
    assert "joe" not in json
