"""What GitHub refuses for good: decoration stops nothing, and the truth goes where it can."""

import pytest

from gt_convoy_sandbox.faults import Answer
from tests.story.acts import locks, makes_private, refuses
from tests.town import Town


def asks(town: Town, mark: int, method: str, end: str) -> int:
    return sum(r.method == method and r.path.endswith(end) for r in town.requests(mark))


@pytest.mark.parametrize("status", [403, 404, 410, 422])
def test_a_refused_reaction_stops_no_command(town: Town, status: int) -> None:
    refuses(town, "/reactions", Answer(status, "Blocked"))
    mark = town.mark()
    hq = town.creates('"Deploy v2.0" gt-1')
    assert town.issue(hq)["state"] == "open"
    assert asks(town, mark, "POST", "/reactions") == 2, "neither is tried again"


def test_a_reaction_that_fails_for_now_stops_no_command_either(town: Town) -> None:
    town.sandbox.faults.fail(502, "POST", "/reactions", times=9)
    assert town.creates('"Deploy v2.0" gt-1')


def test_a_landing_whose_notice_is_refused_is_a_landing_and_is_told_once_the_thread_is_open(
    town: Town,
) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 --notify @joe')
    locks(town, hq)
    mark = town.mark()
    town.closes("gt-1")
    assert town.issue(hq)["state"] == "closed"
    assert town.labels(hq) == {"convoy", "convoy:landed"}
    assert "- [x] acme/gastown#1" in town.body(hq)
    assert "its subscribers are not told yet: this issue is locked" in town.body(hq)
    assert "Its subscribers are not told yet: this issue is locked." in town.terminal("status", hq).out
    assert asks(town, mark, "POST", "/comments") == 1
    town.comment(f"/gt convoy check {hq}")
    town.sweeps()
    assert asks(town, mark, "POST", "/comments") == 2, "one of them is our answer to `check`"
    assert town.notices(hq) == []
    locks(town, hq, locked=False)
    (notice,) = town.notices(hq)
    assert notice.split("\n")[1] == "@joe"
    assert "not told" not in town.body(hq)
    assert '"untold"' not in town.body(hq)
    town.comment(f"/gt convoy check {hq}")
    assert len(town.notices(hq)) == 1
    assert town.issue(hq)["state"] == "closed"


def test_what_was_not_told_and_is_opened_again_is_told_when_it_lands_anew(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 --notify @joe')
    locks(town, hq)
    town.closes("gt-1")
    town.reopens("gt-1")
    assert '"untold"' not in town.body(hq)
    locks(town, hq, locked=False)
    assert town.notices(hq) == []
    town.closes("gt-1")
    assert len(town.notices(hq)) == 1


def test_closing_by_force_where_nobody_can_be_told_says_so(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    locks(town, hq)
    assert "GitHub takes no comment there, so nobody is told" in town.comment(
        f"/gt convoy close {hq} --force"
    )
    assert town.issue(hq)["state"] == "closed"


@pytest.mark.parametrize(
    ("command", "reaction"),
    [('/gt convoy create "Once" gt-1', "rocket"), ("/gt convoy add 99 gt-1", "confused")],
)
def test_where_a_reply_is_refused_a_reaction_answers_and_the_command_is_done_once(
    town: Town, command: str, reaction: str
) -> None:
    refuses(town, "/comments", Answer(403, "Interactions have been restricted."))
    mark = town.mark()
    number = town.opens("Do it", command)
    assert asks(town, mark, "POST", "/comments") == 1
    found = town.ask("alice", "GET", f"/repos/acme/hq/issues/{number}/reactions")
    assert [one["content"] for one in found] == ["eyes", reaction]
    made = town.convoys()
    town.sandbox.faults.clear()
    town.sweeps()
    assert town.convoys() == made, "though the thread takes a reply by now"
    assert town.comments(f"hq-{number}") == []


def test_it_is_done_once_though_the_database_is_lost(sleepy_town: Town) -> None:
    refuses(sleepy_town, "/comments", Answer(403, "Interactions have been restricted."))
    with sleepy_town.running() as town:
        town.opens("Do it", "/gt sling gt-1 @joe")
        assert [one["login"] for one in town.issue("gt-1")["assignees"]] == ["joe"]
    town.sandbox.faults.clear()
    town.ask("alice", "DELETE", "/repos/acme/gastown/issues/1/assignees", assignees=["joe"])
    for file in town.folder.glob("gt-convoy.db*"):
        file.unlink()
    with sleepy_town.running():
        town.sweeps()
    assert town.issue("gt-1")["assignees"] == []


def test_a_refused_remark_stops_nothing_and_is_not_tried_at_each_look(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    locks(town, hq)
    mark = town.mark()
    town.edits(hq, body=town.body(hq).replace("acme/gastown#2", "acme/gastown#999"))
    assert "convoy:attention" in town.labels(hq)
    assert asks(town, mark, "POST", "/comments") == 1
    town.closes("gt-1")
    town.comment(f"/gt convoy check {hq}")
    assert asks(town, mark, "POST", "/comments") == 2, "the second one is our answer"


SHUT: list[tuple[str, Answer, str]] = [
    ("archived", Answer(403, "Repository was archived so is read-only."),
     "acme/gastown is archived, so nothing can be written there: unarchive it in its settings"),
    ("without issues", Answer(410, "Issues are disabled for this repo"),
     "the issues of acme/gastown are switched off: switch them on in its settings"),
    ("locked", Answer(403, "Unable to assign because issue is locked."),
     "acme/gastown#1 is locked: unlock the conversation"),
    ("blocked, which is ours to know", Answer(403, "User is blocked"),
     "GitHub did not let gt-convoy do that"),
]  # fmt: skip


@pytest.mark.parametrize(("refusal", "said"), [pytest.param(*row, id=name) for name, *row in SHUT])
def test_why_nobody_can_be_assigned_there_is_said_where_the_issue_may_be_seen(
    town: Town, refusal: Answer, said: str
) -> None:
    refuses(town, "/acme/gastown/issues/1/assignees", refusal)
    answer = town.comment("/gt sling gt-1 gt-2 @joe")
    assert said in answer
    assert [one["login"] for one in town.issue("gt-2")["assignees"]] == ["joe"], "one holds up no other"


def test_why_is_not_said_to_whom_the_repository_is_hidden(town: Town) -> None:
    makes_private(town, "acme/gastown")
    refuses(town, "/acme/gastown/issues/1/assignees", SHUT[0][1])
    answer = town.comment("/gt sling gt-1 @joe")
    assert "GitHub did not let gt-convoy do that" in answer
    assert "archived" not in answer


def test_the_terminal_says_all_of_it(town: Town) -> None:
    town.ask("alice", "PATCH", "/repos/acme/gastown", archived=True)
    printed = town.terminal("sling", "gt-1", "@joe")
    assert printed.status == 1
    assert "the repository is archived" in printed.out + printed.err
