"""How a line is split: quotes, what telephones put in their place, and words that are never options."""

import shlex

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gt_convoy.commands import find
from gt_convoy.commands.parser import parse
from gt_convoy.commands.word_splitting import Quoted, Unclosed, no_options, of_a_shell, restored, split
from tests.rules.building import CONFIG

TYPED = [
    ("an angular title", "«Deploy v2.0» gt-1", ["Deploy v2.0", "gt-1"]),
    ("an angular title in German", "»Deploy v2.0« gt-1", ["Deploy v2.0", "gt-1"]),
    ("a French one, with its hard spaces", "«\u00a0Deploy v2.0\u202f» gt-1", [" Deploy v2.0 ", "gt-1"]),
    ("single angular marks", "‹Deploy v2.0› gt-1", ["Deploy v2.0", "gt-1"]),
    ("German marks", "„Deploy v2.0“ gt-1", ["Deploy v2.0", "gt-1"]),
    ("Swedish marks", "”Deploy v2.0” gt-1", ["Deploy v2.0", "gt-1"]),
    ("German single marks", "‚Deploy v2.0‘ gt-1", ["Deploy v2.0", "gt-1"]),
    ("a straight mark that a curly one closes", '"Deploy v2.0” gt-1', ["Deploy v2.0", "gt-1"]),
    ("an apostrophe in single curly marks", "‘Joe’s fix’ gt-1", ["Joe's fix", "gt-1"]),
    ("a telephone's apostrophe without marks", "close 5 --reason don’t", ["close", "5", "--reason", "don't"]),
    ("a long dash", "list —all", ["list", "--all"]),
    ("a half-long dash", "list –all", ["list", "--all"]),
    ("two half-long dashes", "list ––all", ["list", "--all"]),
    ("a hyphen and a dash", "list -–all", ["list", "--all"]),
    ("a minus sign", "list −all", ["list", "--all"]),
    ("a long dash with a value", "close 5 —reason=“not now”", ["close", "5", "--reason=not now"]),
    ("a dash in a word", "create Fix–now gt-1", ["create", "Fix–now", "gt-1"]),
    ("a dash alone", "create — gt-1", ["create", "—", "gt-1"]),
    ("a dash before a number", "create —1 gt-1", ["create", "—1", "gt-1"]),
    ("dashes within marks", 'create "—all" gt-1', ["create", "—all", "gt-1"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), [pytest.param(*r, id=name) for name, *r in TYPED])
def test_a_telephones_typing_is_mended_outside_quotes(text: str, words: list[str]) -> None:
    assert split(text) == words


@pytest.mark.parametrize("mark", ['""', "''", "“”", "„“", "«»", "‹›", "‘’"])
@pytest.mark.parametrize("title", ["-1 on login", "--notify", "--json", "--help", "-x"])
def test_a_quoted_word_is_never_an_option(mark: str, title: str) -> None:
    command, words = find(split(f"convoy create {mark[0]}{title}{mark[1]} gt-1 --notify @joe"))
    assert command
    params = parse(command, words, CONFIG)
    assert (params["words"], params["notify"], params["as_json"]) == ((title, "gt-1"), ("@joe",), False)


def test_in_a_terminal_a_word_with_a_blank_in_its_name_is_no_option() -> None:
    words = of_a_shell(["-1 on login", "--reason=a b", "--notify", "-x", "a b"])
    assert [isinstance(word, Quoted) for word in words] == [True, False, False, False, False]


@pytest.mark.parametrize("text", ['"a', "'a", "“a", "«a", "‹a", 'a"', "a --x=“b"])
def test_a_mark_that_is_not_closed_is_told(text: str) -> None:
    with pytest.raises(Unclosed, match="a quotation mark is not closed"):
        split(text)


SHELL = st.text(alphabet=st.sampled_from("ab-#=\"'\\ \t—"), max_size=20)


@given(SHELL)
@example('a"b c"d \\" \\\\ \'x\' ""')
def test_without_a_telephones_signs_words_are_split_as_a_shell_does(text: str) -> None:
    text = text.replace("—", "")
    try:
        wanted = shlex.split(text)
    except ValueError:
        with pytest.raises(Unclosed):
            split(text)
    else:
        assert split(text) == wanted


@given(st.text())
def test_any_line_is_split_or_refused_and_nothing_is_made_up(text: str) -> None:
    try:
        words = split(text)
    except Unclosed:
        return
    assert len("".join(words)) <= 2 * len(text)  # a long dash becomes two hyphens
    assert restored(tuple(no_options(words))) == tuple(word.replace("\ue000", "") for word in words)


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\u00a0\u202f"))))
def test_words_that_are_quoted_come_back(words: list[str]) -> None:
    typed = ['"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in words]
    found = split(" ".join(typed))
    assert found == words
    assert all(isinstance(word, Quoted) for word in found)


@given(st.text(alphabet=st.characters(exclude_characters="“”\"\\’‘‚'\u00a0\u202f")))
def test_a_telephones_quotes_hold_whatever_stands_between(title: str) -> None:
    for left, right in ("“”", "„“", '""'):
        assert split(f"{left}{title}{right} gt-1") == [title, "gt-1"]
