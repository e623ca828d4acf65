"""Text that is not what it seems: nothing that we print acts on who shows it, or hides from who reads it."""

import json
import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gt_convoy.action.log import Log
from gt_convoy.cli import terminal
from gt_convoy.cli.report import report
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.errors import Problems, UserError
from gt_convoy.domain.safe_text import JOINERS, Scrubber, escaped, invisible_named, is_blank, json_text
from gt_convoy.logs import formatter

HARMFUL = {
    "escape": "\x1b",
    "the bell": "\x07",
    "nothing": "\0",
    "delete": "\x7f",
    "a control of one byte more": "\x9b",
    "next line": "\x85",
    "a line separator": "\u2028",
    "a paragraph separator": "\u2029",
    "a turn of direction": "\u202e",
    "an isolated turn": "\u2066",
    "a space of no width": "\u200b",
    "a byte order mark": "\ufeff",
    "a tag": "\U000e0041",
}
ACTS = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
harmful = pytest.mark.parametrize("char", [pytest.param(char, id=name) for name, char in HARMFUL.items()])


@harmful
def test_it_is_escaped_in_json_which_reads_back_the_same(char: str) -> None:
    for data in (f"a{char}b", {f"a{char}": [f"{char}{char}"]}, {"error": char}):
        for indent in (None, 2):
            text = json_text(data, indent=indent)
            assert char not in text
            assert json.loads(text) == data


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_json_reads_back_and_shows_no_control(data: object) -> None:
    text = json_text(data, indent=2)
    assert json.loads(text) == data
    assert not ACTS.search(text)
    text.encode()


@given(st.text())
def test_a_text_is_escaped_once_and_what_can_be_seen_stays(text: str) -> None:
    assert not ACTS.search(escaped(text))
    assert "\n" not in escaped(text)
    assert escaped(escaped(text)) == escaped(text)
    assert not ACTS.search(invisible_named(text).replace("\t", ""))
    assert invisible_named(invisible_named(text)) == invisible_named(text)
    assert escaped("🚚 Déploiement 東京 ✓ #1\u00a0!") == "🚚 Déploiement 東京 ✓ #1\u00a0!"


@harmful
def test_it_is_escaped_in_the_app_s_log(char: str) -> None:
    record = logging.LogRecord(
        "x", logging.INFO, "", 0, "c1.1: %s", (f"/gt convoy close 1{char}forged",), None
    )
    line = formatter(Scrubber()).format(record)
    assert char not in line
    assert line.splitlines() == [line]


def test_neither_a_message_nor_a_traceback_can_forge_a_line_of_the_app_s_log() -> None:
    try:
        raise ValueError("a\x1b[31m\n2026-01-01T00:00:00.000Z INFO forged")
    except ValueError as exc:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 0, "a\nb", (), (ValueError, exc, exc.__traceback__)
        )
    first, *rest = formatter(Scrubber()).format(record).split("\n")
    assert first.endswith("a\\nb")
    assert not any(line.startswith("20") or "\x1b" in line for line in rest)


@harmful
def test_it_is_escaped_in_an_action_s_log(char: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    Log().say(f"a{char}b")
    Log().error(f"a{char}b")
    out = capfdbinary.readouterr().out.decode()
    assert char not in out


@harmful
def test_it_is_escaped_in_the_terminal(char: str, capsys: pytest.CaptureFixture[str]) -> None:
    terminal._print(Answer(f"  ✓ gt-1: a{char}b\nc", {"title": char}), as_json=False)
    terminal._print(Answer("", {"title": char}), as_json=True)
    report(UserError(f"a{char}b"), as_json=True)
    report(ValueError(f"a{char}b"), as_json=True)
    out, err = capsys.readouterr()
    assert char not in out + err
    assert "\nc\n" in out


def test_emoji_of_several_parts_stay_whole_in_the_terminal() -> None:
    assert escaped("👩‍👩‍👧", keep=JOINERS) == "👩‍👩‍👧"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gt-1\u200b", "gt-1<U+200B>"),
        ("gt-1\x1b[31m", "gt-1<U+001B>[31m"),
        ("\ufeffgt-1", "<U+FEFF>gt-1"),
        ("gt-1\u3000gt-2", "gt-1<U+3000>gt-2"),
        ("\u3164", "<U+3164>"),
        ("two\nlines", "two\nlines"),
        ("🏷️ Déploiement", "🏷️ Déploiement"),
    ],
)
def test_a_refusal_shows_by_name_what_nobody_sees(text: str, shown: str) -> None:
    assert str(UserError(text)) == shown
    assert str(Problems([text, "x"])) == f"{shown}\nx"


@pytest.mark.parametrize(
    "text", ["", " \t\n", "\u200b", "\u200b\u2060 \ufeff", "\u3164\u2800", "\u00a0", "\ufe0f\x1b"]
)
def test_a_text_that_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(f"{text}a")
    assert not is_blank(f"{text}🚚\ufe0f")
