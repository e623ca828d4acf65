"""What people type on telephones, and text that is not what it seems, in comments, terminal and Action."""

import pytest

from tests.town import Town


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("«Deploy v2.0» gt-1. —notify @joe", "Deploy v2.0"),
        ('"-1 on login" gt-1, gt-2;', "-1 on login"),
        ('"--notify" gt-1!', "--notify"),
        ("„Deploy v2.0“ gt-1:", "Deploy v2.0"),
    ],
)
def test_what_a_telephone_types_is_done(town: Town, words: str, title: str) -> None:
    made = town.creates(words)
    assert town.issue(made)["title"] == title
    assert "Progress" in town.comment(f"/gt convoy status {made.replace('hq-', 'hq-cv-')}.")
    assert title in town.comment("/gt convoy list —all")


@pytest.mark.parametrize("title", ["\u200b", "\u200b\u2060", "\u3164"])
def test_a_title_that_nobody_sees_is_none(town: Town, title: str) -> None:
    before = town.convoys()
    assert "title" in town.comment(f'/gt convoy create "{title}" gt-1')
    assert town.terminal("create", title, "gt-1").status != 0
    assert town.convoys() == before


def test_a_refusal_shows_what_nobody_sees(town: Town) -> None:
    made = town.creates('"Deploy" gt-1')
    for text in (
        'create "T" gt-1\u200b',
        f"add {made} gt-2\u200b",
        f"remove {made} gt-1\u200b",
        "sling gt-1\u200b#",
    ):
        assert "<U+200B>" in town.comment(f"/gt convoy {text}".replace("convoy sling", "sling"))
    assert "gt-2<U+200B>" in town.terminal("add", made, "gt-2\u200b").out
    assert "gt-2<U+200B>" in town.terminal("create", "T", "gt-2\u200b").err


def test_a_title_in_the_terminal_may_begin_with_a_hyphen(town: Town) -> None:
    told = town.told("create", "-1 on login", "gt-1")
    assert told["title"] == "-1 on login"


def test_a_title_cannot_command_the_terminal(town: Town) -> None:
    town.edits("gt-1", title="red\x1b[31m\x9b2J\u202e text")
    made = town.creates('"Deploy" gt-1')
    for words in (["status", made], ["list", "--tree"], ["status", made, "--json"], ["list", "--json"]):
        shown = town.terminal(*words).out
        assert "red" in shown
        assert not {"\x1b", "\x9b", "\u202e"} & set(shown)
    assert not {"\x1b", "\x9b", "\u202e"} & set(town.comment(f"/gt convoy status {made} --json"))
