"""How each tracked issue stands, and what stands in the way, as people see it: line, JSON, body."""

from tests.story.acts import (
    assigns,
    blocks,
    deletes,
    makes_private,
    makes_repository,
    merges,
    opens_pull,
    ready_for_review,
)
from tests.town import Town


def lines(town: Town, hq: str) -> dict[str, str]:
    """The lines of a convoy's status, by the name of their issue."""
    found = [line.strip() for line in town.terminal("status", hq).out.split("\n") if line.startswith("    ")]
    return {line.split()[1].rstrip(":"): line for line in found}


def standing(town: Town, hq: str) -> dict[str, str]:
    return {one["id"]: one["progress"] for one in town.told("status", hq)["tracked"]}


def test_each_way_to_stand_is_shown_told_and_counted(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 gt-3 gt-4 gt-5 bd-1 bd-2 bd-3 bd-4')
    town.closes("gt-1")
    town.closes("gt-2", reason="not_planned")
    review = opens_pull(town, "acme/gastown", "Closes #3")
    assigns(town, "gt-4", "amber")
    blocks(town, "gt-4", "gt-5")
    left = opens_pull(town, "acme/beads", "Closes #2")
    town.closes("bd-2")
    merged = opens_pull(town, "acme/beads", "Closes #3")
    merges(town, "acme/beads", merged)
    deletes(town, "bd-4")
    assert standing(town, hq) == {
        "gt-1": "done",
        "gt-2": "not_planned",
        "gt-3": "in_review",
        "gt-4": "in_work",
        "gt-5": "blocked",
        "bd-1": "ready",
        "bd-2": "unmerged",
        "bd-3": "merged",
        "bd-4": "unknown",
    }
    shown = lines(town, hq)
    assert [shown[name][0] for name in standing(town, hq)] == list("✓⊘◑▶⊗○✗✓?")
    assert shown["gt-3"].endswith(f" #{review}")
    assert shown["gt-4"].endswith(" @amber")
    assert shown["gt-5"].endswith(" ← gt-4")
    assert shown["bd-2"].endswith(f" #{left}")
    assert shown["bd-3"].endswith(f" #{merged}")
    town.sweeps()
    counted = "1 unmerged · 1 in review · 1 in work · 1 ready · 1 blocked · 1 unknown"
    assert f"4/9 completed `████░░░░░░` 44% · {counted} · held: acme/beads#4 cannot be read" in town.body(hq)
    assert town.told("status", hq)["counts"] == dict.fromkeys(standing(town, hq).values(), 1)


def test_a_tracked_pull_request_is_in_work_as_a_draft_then_in_review_then_merged(town: Town) -> None:
    number = opens_pull(town, "acme/gastown", "", draft=True)
    hq = town.creates(f'"Deploy v2.0" gt-{number} gt-1')
    assert lines(town, hq)[f"gt-{number}"] == f"▶ gt-{number}: Mend it [pull request]"
    ready_for_review(town, "acme/gastown", number)
    assert lines(town, hq)[f"gt-{number}"] == f"◑ gt-{number}: Mend it [pull request]"
    merges(town, "acme/gastown", number)
    assert standing(town, hq) == {f"gt-{number}": "merged", "gt-1": "ready"}
    assert "1/2 completed" in town.body(hq)


def test_a_pull_request_closed_without_a_merge_is_told_as_such(town: Town) -> None:
    number = opens_pull(town, "acme/gastown", "")
    hq = town.creates(f'"Deploy v2.0" gt-{number} gt-1')
    town.edits(f"gt-{number}", by="alice", state="closed")
    assert lines(town, hq)[f"gt-{number}"] == f"✗ gt-{number}: Mend it [pull request]"
    assert "1/2 completed `█████░░░░░` 50% · 1 unmerged · 1 ready" in town.body(hq)


def test_a_circle_and_a_blocker_outside_are_told_in_status_body_and_json(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 bd-1')
    blocks(town, "gt-1", "gt-2")
    blocks(town, "gt-2", "gt-1")
    blocks(town, "bd-2", "bd-1")
    circle = "blocked in a circle: gt-1 ← gt-2 ← gt-1"
    outside = "bd-1 is blocked by bd-2, which is not in this convoy"
    assert town.told("status", hq)["warnings"] == [circle, outside]
    assert f"\n\n  ⚠ {circle}\n  ⚠ {outside}\n" in town.comment(f"/gt convoy status {hq}")
    town.sweeps()
    told = (
        "⚠ blocked in a circle: `gt-1 ← gt-2 ← gt-1`\n"
        "⚠ `bd-1` is blocked by `bd-2`, which is not in this convoy\n<!-- /gt-convoy:status -->"
    )
    assert told in town.body(hq)
    town.comment(f"/gt convoy add {hq} bd-2")
    assert "bd-1` is blocked" not in town.body(hq)
    town.closes("gt-1")
    assert "⚠" not in town.body(hq), "a closed issue blocks nothing"


def test_what_cannot_be_read_and_what_waits_for_a_reader_is_warned_of(town: Town) -> None:
    makes_repository(town, "far/vault", "The secret", private=True)
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.edits(hq, by="joe", body=town.body(hq).replace("- [ ] acme/gastown#2", "- [ ] far/vault#1"))
    deletes(town, "gt-1")
    assert town.told("status", hq)["warnings"] == [
        "gt-1 cannot be read (deleted)",
        "far/vault#1 waits for somebody who may read it (gt-convoy add)",
    ]


def test_a_blocker_that_hqs_readers_may_not_know_is_something_private(town: Town) -> None:
    makes_repository(town, "far/vault", "The secret", private=True, roles={"joe": "triage"})
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    blocks(town, "far/vault#1", "gt-1", by="joe")
    answer = town.comment(f"/gt convoy status {hq}", by="joe")
    assert "⊗ gt-1: Update API endpoint [task] ← something private\n" in answer
    town.sweeps()
    assert "`gt-1` is blocked by something private\n" in town.body(hq)
    assert "vault" not in answer + town.body(hq)
    # A terminal is read by the asker alone.
    assert "← far/vault#1" in town.terminal("status", hq, login="joe").out


def test_a_private_rigs_issues_are_counted_in_a_public_hq_as_they_are_shown(town: Town) -> None:
    makes_private(town, "acme/beads")
    hq = town.creates('"Deploy v2.0" gt-1 bd-1 bd-2', by="joe")
    before = town.body(hq)
    assert "0/3 completed `░░░░░░░░░░` 0% · 1 ready · 2 private\n" in before
    assigns(town, "bd-1", "amber")
    blocks(town, "bd-1", "bd-2")
    opens_pull(town, "acme/beads", "Closes #2")
    town.sweeps()
    assert town.body(hq) == before, "nothing that is hidden moves it"
    shown = town.comment(f"/gt convoy status {hq} --json", by="joe")
    assert '"counts": {\n    "ready": 1,\n    "private": 2\n  }' in shown


def test_an_event_that_changes_nothing_shown_writes_nothing(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    blocks(town, "gt-3", "gt-1")
    town.sweeps()
    at = town.issue(hq)["updated_at"]
    town.edits("gt-3", title="Another title")
    town.edits("gt-1", title="Another title")
    town.sweeps()
    assert town.issue(hq)["updated_at"] == at


def test_an_older_server_shows_what_it_tells_and_makes_nothing_up(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    blocks(town, "gt-2", "gt-1")
    town.sandbox.faults.older(
        "Issue.blockedBy", "Issue.closedByPullRequestsReferences", "Issue.subIssuesSummary"
    )
    assert lines(town, hq) == {
        "gt-1": "⊗ gt-1: Update API endpoint [task] ← 1 issue",
        "gt-2": "○ gt-2: Add validation [task]",
    }
    assert town.told("status", hq)["warnings"] == []
