from typing import Any, cast

import pytest

from gt_convoy.commands import REGISTRY, find, help  # noqa: A004 - as people type it
from gt_convoy.commands.command import Command
from gt_convoy.commands.context import CommandContext
from gt_convoy.commands.convoy.create import prepare
from gt_convoy.commands.parser import command_lines, parse, usage
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.answers import Line
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.errors import UsageError
from gt_convoy.messages.mistyped import unknown_command
from gt_convoy.ports.github import GitHubPort
from tests.rules.building import CONFIG, IN_HQ


def line_of(text: str) -> Line:
    (line,) = command_lines(text)
    return line


def command(*words: str) -> Command:
    found, rest = find(words)
    assert found
    assert not rest
    return found


WORDS = [
    ("words", "/gt convoy status 12", ["convoy", "status", "12"]),
    ("the shorter form", "/convoy status 12", ["convoy", "status", "12"]),
    ("the form of beads", "/bd dep add 12 gt-1", ["bd", "dep", "add", "12", "gt-1"]),
    ("a title in quotes", '/gt create "Deploy v2.0" gt-1', ["create", "Deploy v2.0", "gt-1"]),
    ("a title in single quotes", "/gt create 'It is' gt-1", ["create", "It is", "gt-1"]),
    ("a telephone's quotes", "/gt create “Deploy v2.0” gt-1", ["create", "Deploy v2.0", "gt-1"]),
    ("German ones", "/gt create „Deploy v2.0“ gt-1", ["create", "Deploy v2.0", "gt-1"]),
    ("a telephone's single quotes", "/gt create ‘Deploy v2.0’ gt-1", ["create", "Deploy v2.0", "gt-1"]),
    ("a telephone's apostrophe", "/gt create “Joe’s fix” gt-1", ["create", "Joe's fix", "gt-1"]),
    ("curly quotes within straight ones", '/gt create "Say “hi you” now"', ["create", "Say “hi you” now"]),
    ("an apostrophe within straight ones", '/gt create "Joe’s fix" gt-1', ["create", "Joe’s fix", "gt-1"]),
    ("one curly and one straight", '/gt create “Deploy v2.0" gt-1', ["create", "Deploy v2.0", "gt-1"]),
    ("a hard space", "/gt status\u00a012", ["status", "12"]),
    ("an escaped blank", "/gt create a\\ b", ["create", "a b"]),
    ("an empty word", '/gt create ""', ["create", ""]),
    ("what a shell would run", "/gt create $(rm -rf) `id`;", ["create", "$(rm", "-rf)", "`id`;"]),
    ("emoji and right-to-left text", "/gt create 🚚 שלום", ["create", "🚚", "שלום"]),
    ("a hash, which begins no comment", "/gt add 12 #7", ["add", "12", "#7"]),
    ("German single ones", "/gt create ‚Deploy v2.0‘ gt-1", ["create", "Deploy v2.0", "gt-1"]),
    ("several blanks and tabs", "/gt  status \t  12 \t", ["status", "12"]),
    ("a slash alone", "/gt add 12 / gt-1", ["add", "12", "/", "gt-1"]),
    ("a second command on its line", "/gt status 1 /gt status 2", ["status", "1", "/gt", "status", "2"]),
    ("a remark in the manner of programs", "/gt status 1 // please", ["status", "1", "//", "please"]),
    ("names with dots, hyphens and slashes", "/gt watch 1 @a.b-c @o/t_u", ["watch", "1", "@a.b-c", "@o/t_u"]),
    ("quotes in the midst of a word", '/gt create a"b c"d', ["create", "ab cd"]),
    ("quotes in quotes", "/gt create 'a \"b\" c' \"it's\"", ["create", 'a "b" c', "it's"]),
    ("an escaped quote", '/gt create "a \\" b"', ["create", 'a " b']),
    ("Markdown", "/gt create *a* [b](c) <d> `e", ["create", "*a*", "[b](c)", "<d>", "`e"]),
    ("a wide space of Chinese", "/gt status\u300012", ["status", "12"]),
    ("a space of no width in a word", "/gt sta\u200btus", ["sta\u200btus"]),
    ("nothing", "/gt  \nx", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), [pytest.param(*r, id=name) for name, *r in WORDS])
def test_a_line_is_split_as_a_shell_does(text: str, words: list[str]) -> None:
    assert line_of(text).words == tuple(words)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('/gt convoy create "Deploy gt-1', "a quotation mark is not closed"),
        ("/gt convoy close 1 --reason don't", "a quotation mark is not closed"),
        ('/gt convoy create a" gt-1', "a quotation mark is not closed"),
        ("/gt convoy create \"a' gt-1", "a quotation mark is not closed"),
        ("/gt convoy create “Deploy gt-1", "a quotation mark is not closed"),
        ("/gt convoy status 1\\", "a backslash ends it"),
    ],
)
def test_a_line_that_cannot_be_split_says_why(text: str, problem: str) -> None:
    assert line_of(text) == Line(text, problem=problem)


NOTIFY = [
    ("a name of the configuration", ["--notify", "overseer"], ["--notify=overseer"]),
    ("in capitals", ["--notify", "Overseer"], ["--notify=Overseer"]),
    ("a login", ["--notify", "@joe"], ["--notify=@joe"]),
    ("a team", ["--notify", "@acme/core"], ["--notify=@acme/core"]),
    ("a role", ["--notify", "mayor/"], ["--notify=mayor/"]),
    ("a worker", ["--notify", "gastown/joe"], ["--notify=gastown/joe"]),
    ("before a reference it means the default", ["--notify", "gt-1"], ["--notify=", "gt-1"]),
    ("before a full reference too", ["--notify", "a/b#1"], ["--notify=", "a/b#1"]),
    ("before an unknown name too", ["--notify", "bob"], ["--notify=", "bob"]),
    ("at the end it means the default", ["gt-1", "--notify"], ["gt-1", "--notify="]),
    ("before --human it is one wish", ["--notify", "--human"], ["--human"]),
    ("two subscribers", ["--notify", "mayor/", "--notify", "--human"], ["--notify=mayor/", "--human"]),
    ("twice", ["--notify", "@a", "--notify", "@b"], ["--notify=@a", "--notify=@b"]),
    ("twice without a value", ["--notify", "--notify", "@b"], ["--notify=", "--notify=@b"]),
    ("with an equals sign", ["--notify=bob", "gt-1"], ["--notify=bob", "gt-1"]),
    ("before another option", ["--notify", "--json"], ["--notify=", "--json"]),
]


@pytest.mark.parametrize(("words", "wanted"), [pytest.param(*r, id=name) for name, *r in NOTIFY])
def test_notify_takes_the_next_word_only_if_that_is_an_address(words: list[str], wanted: list[str]) -> None:
    assert prepare(["Title", *words], CONFIG) == ["Title", *wanted]
    assert prepare([*words, "gt-9"], CONFIG)[-1] == "gt-9"


PARSED: list[tuple[str, str, str, dict[str, Any]]] = [
    ("create with all its options", "convoy create", "T gt-1 --notify @a --human --notify --json gt-2", {
        "words": ("T", "gt-1", "gt-2"), "notify": ("@a", ""), "human": True, "as_json": True}),
    ("create as the origin does", "convoy create", "X gt-1 --notify mayor/ --notify --human", {
        "words": ("X", "gt-1"), "notify": ("mayor/",), "human": True, "as_json": False}),
    ("add", "convoy add", "hq-cv-1 gt-1, gt-2", {"convoy": "hq-cv-1", "refs": ("gt-1,", "gt-2")}),
    ("remove", "convoy remove", "1 gt-1", {"convoy": "1", "refs": ("gt-1",)}),
    ("status of all", "convoy status", "", {"convoy": None, "as_json": False}),
    ("status of one as JSON", "convoy status", "--json hq-9", {"convoy": "hq-9", "as_json": True}),
    ("list of closed ones", "convoy list", "--status=closed --tree", {"state": "closed", "tree": True}),
    ("list of all", "convoy list", "--all", {"every": True, "state": None}),
    ("help", "help", "convoy create", {"words": ("convoy", "create")}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "wanted"), [pytest.param(*r, id=name) for name, *r in PARSED])
def test_the_words_of_a_command_are_its_parameters(name: str, text: str, wanted: dict[str, Any]) -> None:
    params = parse(command(*name.split()), text.split(), CONFIG)
    assert {key: params[key] for key in wanted} == wanted
    assert "as_json" in params


WRONG = [
    ("an unknown option", "convoy list", "--tre", "No such option"),
    ("an option without its value", "convoy list", "--status", "requires an argument"),
    ("a value that is none", "convoy list", "--status=done", "'done' is not one of 'open', 'closed', 'all'"),
    ("a flag with a value", "convoy list", "--json=yes", "does not take a value"),
    ("a missing convoy", "convoy add", "", "Missing argument 'CONVOY'"),
    ("missing references", "convoy add", "12", "Missing argument 'REF...'"),
    ("a word too many", "convoy status", "1 2", "unexpected extra argument (2)"),
    ("help as an option", "convoy status", "--help", "No such option"),
]


@pytest.mark.parametrize(("name", "text", "why"), [pytest.param(*r, id=name) for name, *r in WRONG])
def test_wrong_words_are_answered_with_the_commands_form(name: str, text: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(command(*name.split()), text.split(), CONFIG)
    said, form, *example = str(caught.value).split("\n")
    assert why in said
    assert form == f"Usage: {usage(command(*name.split()))}"
    missing = [f"For example: {Channel.GITHUB.line(command(*name.split()).details.examples[0])}"]
    assert example == (missing if "Missing" in why else [])


UNQUOTED = [
    ("5 --reason not this year", 'convoy close 5 --reason "not this year"'),
    ("5 --reason not this year --force", 'convoy close 5 --reason "not this year" --force'),
    ("5 6", None),
    ("5 6 --reason late", None),
]


@pytest.mark.parametrize(("text", "line"), UNQUOTED)
def test_where_quotes_are_missing_the_line_is_shown_with_them(text: str, line: str | None) -> None:
    for channel in Channel:
        with pytest.raises(UsageError) as caught:
            parse(command("convoy", "close"), text.split(), CONFIG, channel)
        hint = f"More words than one need quotes: {channel.line(line or '')}"
        assert (hint in str(caught.value)) == (line is not None)


def test_a_commands_form_is_printed_as_people_type_it() -> None:
    assert usage(command("convoy", "create")).startswith(
        '/gt convoy create "TITLE" REF... [--notify [ADDR]]... [--hu'
    )
    assert usage(command("convoy", "status")) == "/gt convoy status [CONVOY]"


CALL = CommandContext(AppContext(CONFIG, cast(GitHubPort, None)), "joe", "acme/hq", IN_HQ)


def test_its_manual_is_typed_as_people_type_it() -> None:
    for one in REGISTRY:
        manual = help.run(CALL, one.path).text
        lines = [line.strip() for line in manual.split("\n") if line.strip().startswith("/")]
        assert lines == [usage(one), *map(Channel.GITHUB.line, one.details.examples)]
        for line in lines[1:]:
            assert find(line_of(line).words)[0] is one


def test_commands_are_found_by_their_words_in_any_case() -> None:
    assert find(["Convoy", "STATUS", "x"]) == (command("convoy", "status"), ["x"])
    assert find(["convoy"]) == (None, ["convoy"])
    assert find([]) == (None, [])
    assert len({one.path for one in REGISTRY}) == len(REGISTRY)


@pytest.mark.parametrize("one", REGISTRY, ids=lambda one: one.name)
def test_every_command_says_what_it_does_and_its_examples_are_its_own(one: Command) -> None:
    assert one.summary.endswith(".")
    assert one.details.examples
    for example in one.details.examples:
        line = line_of(f"/{example}" if one.path[0] == "bd" else f"/gt {example}")
        found, rest = find(line.words)
        assert found is one
        parse(one, rest, CONFIG)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("convoy stauts", "convoy stauts: there is no such command. Did you mean `/gt convoy status`?"),
        ("convoy lst", "convoy lst: there is no such command. Did you mean `/gt convoy list`?"),
        ("xyzzy", "xyzzy: there is no such command. See `/gt help`"),
    ],
)
def test_a_mistyped_command_is_answered_with_the_nearest(words: str, says: str) -> None:
    assert unknown_command(words, [one.name for one in REGISTRY], Channel.GITHUB) == says
