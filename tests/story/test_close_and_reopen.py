"""`convoy close` and `convoy reopen`: what a person decides, and who hears of it."""

import pytest

from tests.story.acts import convoy_id
from tests.town import Town


def test_closing_is_refused_while_issues_are_open_and_says_which(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 bd-1')
    town.closes("gt-1")
    answer = town.comment(f"/gt convoy close {hq} --reason why")
    assert "is not complete" in answer
    assert "○ gt-2: Add validation" in answer
    assert "○ bd-1: Update docs" in answer
    assert "gt-1:" not in answer
    assert town.issue(hq)["state"] == "open"


def test_an_empty_convoy_is_not_complete(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.comment(f"/gt convoy remove {hq} gt-1")
    assert "nothing is tracked" in town.comment(f"/gt convoy close {hq}")


def test_by_force_its_subscribers_hear_the_reason_once_and_it_has_not_landed(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 --notify @joe --notify @amber')
    town.closes("gt-1")
    answer = town.comment(f"/gt convoy close {hq} --force --reason 'Not this year, @everyone'")
    assert "closed without landing" in answer
    issue = town.issue(hq)
    assert (issue["state"], issue["state_reason"]) == ("closed", "not_planned")
    assert town.labels(hq) == {"convoy"}
    assert town.notices(hq) == []
    (told,) = [text for text in town.comments(hq) if "Convoy closed" in text]
    assert told.split("\n")[1:] == [
        "@joe @amber",
        "```text",
        "Convoy closed: Not this year, @everyone",
        "",
        f"Deploy v2.0 ({convoy_id(hq)}), 1/2 completed, by @alice",
        "```",
    ]
    assert town.told("status", hq)["landed"] is False
    town.closes("gt-2")
    town.reopens("gt-1")
    assert town.issue(hq)["state"] == "closed"
    assert len(town.comments(hq)) == 1
    assert "is closed already" in town.comment(f"/gt convoy close {hq} --force")
    assert len(town.comments(hq)) == 1


def test_what_was_given_up_lands_after_it_was_reopened(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.comment(f"/gt convoy close {hq} --force")
    town.closes("gt-1")
    assert "is open again" in town.comment(f"/gt convoy reopen {hq}")
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1
    assert town.labels(hq) == {"convoy", "convoy:landed"}


def test_what_landed_and_is_reopened_stays_open_until_closed_and_tells_once(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("gt-1")
    town.comment(f"/gt convoy reopen {hq}")
    assert town.issue(hq)["state"] == "open"
    assert "All is closed: it landed before and was reopened by hand" in town.terminal("status", hq).out
    assert "is open already" in town.comment(f"/gt convoy reopen {hq}")
    answer = town.comment(f"/gt convoy close {hq}")
    assert "has landed" in answer
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1


def test_a_convoy_that_a_plain_task_holds_lands_when_the_box_is_ticked(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.edits(hq, body=town.body(hq).replace("acme/gastown#1", "acme/gastown#1\n- [ ] tell support"))
    town.closes("gt-1")
    assert "1 unticked task without an issue" in town.body(hq)
    assert "☐ tell support" in town.comment(f"/gt convoy close {hq}")
    town.edits(hq, body=town.body(hq).replace("- [ ] tell", "- [x] tell"))
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1


def test_the_terminal_leaves_landing_to_the_runner_and_changes_membership_itself(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    printed = town.terminal("close", hq, "--force")
    assert printed.status == 1
    assert "acme/hq has a runner, the app" in printed.err
    assert town.terminal("check", hq).status == 1
    assert town.terminal("check", hq, "--dry-run").status == 0
    assert town.terminal("add", hq, "gt-2").status == 0
    assert "0/2 completed" in town.body(hq)
    assert town.terminal("watch", hq).status == 0
    assert town.terminal("remove", hq, "gt-2").status == 0
    assert town.terminal("reopen", hq).status == 0


def test_without_a_runner_the_terminal_does_it_all(sleepy_town: Town) -> None:
    made = sleepy_town.told("create", "Deploy v2.0", "gt-1", "gt-2")
    hq = f"hq-{made['number']}"
    sleepy_town.closes("gt-1")
    assert sleepy_town.terminal("check").status == 0
    assert "1/2 completed" in sleepy_town.body(hq)
    assert sleepy_town.terminal("close", hq).status == 1
    sleepy_town.closes("gt-2")
    (looked,) = sleepy_town.told("check", hq)
    assert [effect["kind"] for effect in looked["effects"]] == ["notice", "update"]
    assert len(sleepy_town.notices(hq)) == 1
    assert sleepy_town.told("check", hq)[0]["effects"] == []
    sleepy_town.terminal("reopen", hq)
    assert sleepy_town.issue(hq)["state"] == "open"
    sleepy_town.terminal("close", hq)
    assert sleepy_town.issue(hq)["state"] == "closed"
    assert len(sleepy_town.notices(hq)) == 1


def is_opened(town: Town, hq: str, way: str) -> None:
    if way == "by `add`":
        town.comment(f"/gt convoy add {hq} gt-2")
    elif way == "by an issue that reopens":
        town.reopens("gt-1")
    else:
        town.reopens(hq, by="alice")
        more = "acme/gastown#1\n- [ ] gt-2"
        town.edits(hq, body=town.body(hq).replace("acme/gastown#1", more))


@pytest.mark.parametrize("way", ["by `add`", "by an issue that reopens", "by hand, with a line more"])
def test_a_convoy_that_landed_and_was_opened_again_can_be_given_up_by_hand(town: Town, way: str) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("gt-1")
    assert town.issue(hq)["state"] == "closed"
    is_opened(town, hq, way)
    assert town.issue(hq)["state"] == "open"
    told = town.comments(hq)
    town.closes(hq, by="alice")
    town.comment(f"/gt convoy check {hq}")
    assert town.issue(hq)["state"] == "closed"
    assert town.comments(hq) == told
