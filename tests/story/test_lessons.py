"""Every row of what users of the origin and of its peers ran into, and the test that shows ours.

Rows that no other story shows are shown here.
"""

from datetime import timedelta
from importlib import import_module

import pytest

from gt_convoy_sandbox.faults import DeliveryFault
from tests.story.acts import assigns, convoy_id, makes_repository
from tests.town import Town

ROWS: dict[str, list[str]] = {
    "landing notice repeated": ["test_landing.test_a_convoy_lands_when_its_last_issue_closes_and_tells_once"],
    "a stale copy flipped closed back to open": ["test_lessons.test_deliveries_that_come_twice"],
    "landing never fired across repositories": ["test_lessons.test_a_convoy_lands_across_owners"],
    "unreadable shown as open": ["test_moves_and_losses.test_a_deleted_issue_holds"],
    "0 of 0 announced as landed": ["test_hand_edits.test_a_list_emptied_by_hand_is_meant"],
    "tracked 0 of 2 and printed success": ["test_create.test_if_one_thing_is_wrong"],
    "reopened issue left its convoy closed": ["test_landing.test_a_reopened_issue_reopens_the_convoy"],
    "--notify swallowed an issue": ["test_origin_examples.test_each_of_them_in_a_comment"],
    "rig status without convoys; no duration": [
        "test_rig_status.test_it_is_printed_as_the_contract_shows",
        "test_lessons.test_the_notice_is_printed_as_the_contract_shows",
    ],
    "stranded lists every open convoy": ["test_stranded.test_only_convoys_with_ready_work"],
    "a closed, blocked or taken issue is handed out": [
        "test_sling.test_a_closed_issue",
        "test_sling.test_a_blocked_one_is_refused",
        "test_sling.test_what_somebody_else_has",
        "test_stranded.test_what_an_issue_of_the_convoy_blocks_is_not_ready",
    ],
    "blocked in a circle, and nobody is told": [
        "test_how_issues_stand.test_a_circle_and_a_blocker_outside",
        "test_stranded.test_what_waits_in_a_circle",
    ],
    "closed without a merge counts as done": [
        "test_how_issues_stand.test_a_pull_request_closed_without_a_merge"
    ],
    "JSON polluted by warnings": ["test_terminal.test_with_json_standard_output_is_one_document"],
    "one failing convoy hid the others": ["test_check.test_one_convoy_that_cannot_be_looked_at"],
    "complete while merge pending": ["test_lessons.test_closed_as_not_planned_is_told_apart"],
    "#1 ticks #12; lost updates": ["test_lessons.test_references_are_exact_and_every_close_arrives"],
    "closed although to-do lines were unticked": [
        "test_close_and_reopen.test_a_convoy_that_a_plain_task_holds"
    ],
    "wrong issue of a URL; stops at the first error": ["test_add_and_remove.test_each_reference_is_answered"],
    "a mistyped command gets silence": ["test_help_and_mistakes.test_a_mistyped_command_is_answered"],
    "a command swallows the next line": ["test_help_and_mistakes.test_a_command_ends_with_its_line"],
    "commands run from code, quotes, mails": ["test_where_commands_count.test_no_command_stands_in_code"],
    "a second dashboard after an emptied body": ["test_hand_edits.test_an_emptied_text_is_restored"],
    "renames and transfers lost": [
        "test_moves_and_losses.test_a_renamed_repositorys_lines",
        "test_moves_and_losses.test_a_transferred_issue_is_followed",
    ],
    "comment noise": ["test_lessons.test_progress_is_told_in_the_body_alone"],
    "refusals to who gave no command": ["test_who_may.test_who_gave_no_command_hears_nothing"],
    "team permission wrong": ["test_who_may.test_an_effective_role_comes_from_teams"],
    "rate limit leaves work half done": ["test_lessons.test_a_rate_limit_only_delays"],
    "work left half done by a crash": ["test_crash_between_writes.test_a_convoy_is_made_and_answered_once"],
    "private titles in public lists": ["test_privacy.test_in_a_public_thread_a_private_issues_title"],
    "more than 100 tracked issues": ["test_create.test_two_hundred_references"],
    "tracker made on assignment": ["test_auto_convoy.test_an_assigned_issue_gets_a_convoy_once"],
}


@pytest.mark.parametrize("row", ROWS)
def test_each_row_is_shown_by_a_test(row: str) -> None:
    for shown in ROWS[row]:
        module, name = shown.split(".")
        tests = vars(import_module(f"tests.story.{module}"))
        assert [test for test in tests if test.startswith(name)], shown


def test_the_notice_is_printed_as_the_contract_shows(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 bd-1 --notify gastown/joe --notify overseer')
    town.closes("gt-1")
    town.clock.skipped += timedelta(hours=2, minutes=13)
    town.closes("bd-1")
    (notice,) = town.notices(hq)
    assert notice.split("\n")[1:] == [
        "@joe @alice",
        "```text",
        f"🚚 Convoy Landed: Deploy v2.0 ({convoy_id(hq)})",
        "",
        "Issues (2):",
        "  ✓ gt-1: Update API endpoint",
        "  ✓ bd-1: Update docs",
        "",
        "Duration: 2h 15m",
        "```",
        "acme/gastown#1 · acme/beads#1",
    ]


def test_a_convoy_lands_across_owners(town: Town) -> None:
    makes_repository(town, "far/away", "A crate")
    hq = town.creates('"Far" gt-1 Far/Away#1')
    town.closes("gt-1")
    town.closes("far/away#1", by="alice")
    assert town.issue(hq)["state"] == "closed"


def test_deliveries_that_come_twice_late_and_out_of_order_change_nothing(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    twice = DeliveryFault(lambda event, _: event == "issues", (0.0, 0.2), times=100)
    town.sandbox.faults.deliveries.append(twice)
    town.closes("gt-1", "gt-2")
    town.reopens("gt-2")
    town.closes("gt-2")
    assert len(town.notices(hq)) == 2
    assert town.issue(hq)["state"] == "closed"


def test_closed_as_not_planned_is_told_apart_and_lands_all_the_same(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.closes("gt-1")
    town.closes("gt-2", reason="not_planned")
    (notice,) = town.notices(hq)
    assert "  ✓ gt-1: Update API endpoint" in notice
    assert "  ⊘ gt-2: Add validation" in notice


def test_references_are_exact_and_every_close_arrives(town: Town) -> None:
    makes_repository(town, "acme/depot", *(f"Crate {n}" for n in range(1, 13)))
    hq = town.creates('"Crates" ' + " ".join(f"acme/depot#{n}" for n in range(1, 13)))
    town.closes("acme/depot#1", by="alice")
    assert town.body(hq).count("- [x]") == 1
    town.closes("gt-2")
    assert town.body(hq).count("- [x]") == 1
    town.closes(*(f"acme/depot#{n}" for n in range(2, 12)), by="alice")
    assert town.body(hq).count("- [x]") == 11
    town.closes("acme/depot#12", by="alice")
    assert len(town.notices(hq)) == 1


def test_progress_is_told_in_the_body_alone(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 gt-3')
    assigns(town, "gt-1", "amber")
    town.closes("gt-1")
    town.reopens("gt-1")
    town.closes("gt-1", "gt-2")
    assert "2/3 completed" in town.body(hq)
    assert town.comments(hq) == []


def test_a_rate_limit_only_delays(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    number = hq.removeprefix("hq-")
    town.sandbox.faults.secondary_limit(path=f"/issues/{number}/comments", retry_after=1)
    town.closes("gt-1")
    assert len(town.notices(hq)) == 1
    assert town.issue(hq)["state"] == "closed"
