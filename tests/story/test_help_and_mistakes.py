"""`help`, and what a mistyped command is answered."""

from dataclasses import replace

import pytest

from gt_convoy.commands import REGISTRY
from gt_convoy.commands.context import CommandContext
from gt_convoy.commands.convoy import stranded
from gt_convoy.domain.answers import Answer
from tests.town import Town


def test_help_lists_every_command_and_tells_all_about_one(town: Town) -> None:
    answer = town.comment("/gt help", by="mallory")
    assert all(f"  {command.name} " in answer for command in REGISTRY)
    one = town.comment("/gt help convoy create")
    usage = '/gt convoy create "TITLE" REF... [--notify [ADDR]]... [--human] [--until closed|merged|by-hand]'
    assert f"{usage} [--owned] [--from-epic REF]" in one
    assert "For whoever may write to HQ" in one
    assert "Examples:" in one
    assert "/gt convoy create" in town.comment("/gt help create")
    assert "/gt convoy create" in town.comment("/gt convoy create --help")
    assert "/bd dep add CONVOY REF --type tracks" in town.comment("/gt help bd dep add")
    assert "there is no such command" in town.comment("/gt help dance")


def test_the_word_alone_asks_for_help(town: Town) -> None:
    for typed in ("/gt", "Hello\r\n/gt \r\nThanks"):
        answer = town.comment(typed, by="mallory")
        assert all(f"  {command.name} " in answer for command in REGISTRY)
        assert town.reactions(typed) == ["eyes", "rocket"]
    assert "convoy: which of these? `/gt convoy create`" in town.comment("/convoy")


@pytest.mark.parametrize("behind", [",", ":", "\u200b", ".\ufeff"])
def test_a_sign_behind_the_word_is_answered_with_what_was_meant(town: Town, behind: str) -> None:
    answer = town.comment(f"/gt{behind} convoy list")
    assert "there is no such command. Did you mean `/gt convoy list`?" in answer
    assert town.reactions(f"/gt{behind} convoy list") == ["eyes", "confused"]


def test_a_command_whose_words_are_parted_by_hard_spaces_is_done(town: Town) -> None:
    assert "None. Make one" in town.comment("/gt\u00a0convoy\u3000list")


def test_a_mistyped_command_is_answered_with_the_nearest_one(town: Town) -> None:
    for typed, nearest in {
        "/gt convoy craete": "convoy create",
        "/gt convoy stauts 5": "convoy status",
        "/gt convoy strnded": "convoy stranded",
        "/convoy lsit": "convoy list",
        "/gt slnig gt-1": "sling",
        "/gt rig stats beads": "rig status",
        "/gt hepl": "help",
        "/bd dep ad hq-5 gt-1": "bd dep add",
    }.items():
        answer = town.comment(typed)
        assert "there is no such command" in answer
        assert f"{nearest}`?" in answer, answer
        assert town.reactions(typed) == ["eyes", "confused"]
    assert "See `/gt help`" in town.comment("/gt zzzzzzzzzz")


def test_a_mistake_of_our_own_is_told_once_and_eats_no_other_command(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_call: CommandContext) -> Answer:
        raise KeyError("a bug")

    monkeypatch.setattr(stranded, "DETAILS", replace(stranded.DETAILS, run=broken))
    text = '/gt convoy stranded\n/gt convoy create "One" gt-1'
    answer = town.comment(text)
    assert "by a mistake of its own" in answer
    assert "created: One" in answer
    assert town.reactions(text) == ["eyes", "confused"]
    assert "KeyError: 'a bug'" in caplog.text
    assert len(town.convoys()) == 1


def test_a_wrong_option_or_a_missing_word_is_answered_with_the_form(town: Town) -> None:
    for typed, why in {
        "/gt convoy list --satus open": "No such option",
        "/gt convoy list --status=half": "'half'",
        "/gt convoy list --status": "requires an argument",
        "/gt convoy close": "Missing argument 'CONVOY'",
        "/gt convoy close 5 --reason": "requires an argument",
        "/gt convoy add 5": "Missing argument",
        "/gt convoy status 1 2": "unexpected extra argument",
        '/gt convoy status "5': "a quotation mark is not closed",
        "/gt rig status": "Missing argument 'RIG'",
        "/gt sling": "Missing argument",
    }.items():
        answer = town.comment(typed)
        assert why in answer, answer


def test_several_commands_in_a_comment_are_done_apart_and_answered_in_one(town: Town) -> None:
    text = 'Let us go:\n\n/gt convoy create "One" gt-1\n/gt convoy craete\n/gt convoy create "Two" gt-2\n'
    before = len(town.comments("hq-1"))
    answer = town.comment(text)
    assert len(town.comments("hq-1")) == before + 2
    assert answer.index("One") < answer.index("there is no such command") < answer.index("created: Two")
    assert "› /gt convoy craete" in answer
    assert len(town.convoys()) == 2
    assert town.reactions(text) == ["eyes", "confused"]


def test_a_command_ends_with_its_line(town: Town) -> None:
    town.comment('/gt convoy create "One" gt-1\ngt-2 gt-3 and more text')
    (number,) = town.convoys()
    assert "0/1 completed" in town.body(f"hq-{number}")


def test_nothing_that_we_post_is_a_command_of_ours(town: Town) -> None:
    # With a personal token our own account is a person whose commands count.
    town.comment("/gt help")
    town.comment("/gt convoy craete")
    hq = town.creates('"/gt convoy close" gt-1')
    town.closes("gt-1")
    for text in (*town.comments("hq-1")[1::2], *town.comments(hq)):
        assert not any(line.startswith(("/gt", "/convoy", "/bd")) for line in text.split("\n")), text


def test_done_is_told_by_a_reaction_too(town: Town) -> None:
    town.comment("/gt convoy list")
    assert town.reactions("/gt convoy list") == ["eyes", "rocket"]


@pytest.mark.parametrize(("by", "most"), [("alice", 20), ("mallory", 5)])
def test_of_a_comment_full_of_commands_the_first_are_done(town: Town, by: str, most: int) -> None:
    text = "\n".join(f"/gt help sling {n}" for n in range(300))
    mark = town.mark()
    answer = town.comment(text, by=by)
    assert answer.count("Examples:") == most
    assert f"only the first {most} commands of a comment are done" in answer
    assert f"({300 - most} commands) are not" in answer
    assert town.reactions(text) == ["eyes", "confused"]
    assert len(town.requests(mark)) < 40
