"""The terminal: exit statuses, one JSON document, plain text in a pipe, errors that say what to do."""

import json

import pytest

from gt_convoy.github.issues import Issues
from tests.town import Printed, Town


def one_line(printed: Printed, status: int, *parts: str) -> None:
    """It ended so, with nothing on standard output and one line on the other."""
    assert (printed.status, printed.out) == (status, "")
    assert printed.err.startswith("gt-convoy: ")
    assert printed.err.count("\n") == 1, printed.err
    assert all(part in printed.err for part in parts), printed.err


def test_the_exit_status_tells_done_refused_mistyped_and_unexpected_apart(
    sleepy_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = sleepy_town
    assert town.terminal("create", "Deploy v2.0", "gt-1").status == 0
    assert town.terminal("add", "5", "gt-1", "gt-999").status == 1  # partly refused
    assert town.terminal("status", "hq-cv-999").status == 1
    for words in (["craete"], ["list", "--nothing"], ["add"], ["rig", "dance"], ["list", "--status=half"]):
        assert town.terminal(*words).status == 2, words
    assert "Did you mean `create`?" in town.terminal("craete").err

    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(Issues, "convoys", breaks)
    printed = town.terminal("list", "--json")
    assert printed.status == 3
    assert json.loads(printed.out) == {"error": "unexpected ZeroDivisionError: oh"}
    assert "Traceback" not in printed.err
    assert "GT_CONVOY_DEBUG=1" in printed.err
    assert "Traceback" in town.terminal("list", GT_CONVOY_DEBUG="1").err


def test_with_json_standard_output_is_one_document_whatever_happens(sleepy_town: Town) -> None:
    town = sleepy_town
    town.terminal("create", "Deploy v2.0", "gt-1")
    for words in (
        ["list"],
        ["status", "5"],
        ["status", "999"],
        ["status", "nothing"],
        ["craete"],
        ["list", "--nothing"],
        ["add", "5", "gt-999", "xx-1"],
        ["create"],
        ["create", "T", "gt-999"],
        ["rig", "status", "barn"],
        ["check"],
        ["help"],
        ["sling", "@joe"],
    ):
        printed = town.terminal(*words, "--json")
        document = json.loads(printed.out)
        assert isinstance(document, dict | list | str)
        if printed.status == 2 or (printed.status == 1 and "results" not in document):
            assert set(document) == {"error"}, words


def test_in_a_pipe_the_text_is_plain(sleepy_town: Town) -> None:
    sleepy_town.terminal("create", "Deploy [bold]v2.0[/bold]", "gt-1")
    printed = sleepy_town.terminal("list")
    assert "\x1b" not in printed.out
    assert "Deploy [bold]v2.0[/bold]" in printed.out
    assert "```" not in printed.out


def test_what_is_missing_or_wrong_is_one_line_that_says_what_to_do(sleepy_town: Town) -> None:
    town = sleepy_town
    one_line(town.terminal("list", GT_CONVOY_CONFIG="/nowhere/config.yaml"), 1, "config.example.yaml")
    one_line(town.terminal("list", GITHUB_TOKEN=""), 1, "GITHUB_TOKEN")
    one_line(town.terminal("list", GITHUB_TOKEN="wrong"), 1, "401")
    one_line(town.terminal("list", GITHUB_API_URL="http://127.0.0.1:9/api/v3"), 1, "127.0.0.1:9")
    one_line(town.terminal("list", GITHUB_API_URL="nonsense"), 1, "GITHUB_API_URL")
    town.config = "hq: acme/nowhere\n"
    one_line(town.terminal("list"), 1, "acme/nowhere")
    town.config = "hq: [acme]\nrigs: 3\n"
    printed = town.terminal("list")
    assert printed.status == 1
    assert [line.partition(": ")[2].count("config.yaml:") for line in printed.err.splitlines()] == [1, 1]


def test_with_a_reader_s_token_the_terminal_reads(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    assert "0/1 completed" in town.terminal("status", hq, login="mallory").out
    assert [one["id"] for one in town.told("list", login="mallory")] == [hq.replace("hq-", "hq-cv-")]
    refused = town.terminal("add", hq, "gt-2", login="mallory")
    assert (refused.status, refused.out) == (1, "")
    assert "has the role read on acme/hq, and this command needs write" in refused.err


def test_help_needs_neither_configuration_nor_token(sleepy_town: Town) -> None:
    for words in (
        ["--help"],
        ["create", "--help"],
        ["rig", "status", "--help"],
        ["--version"],
        ["help"],
        ["help", "sling", "--json"],
    ):
        printed = sleepy_town.terminal(*words, GT_CONVOY_CONFIG="/nowhere", GITHUB_TOKEN="")
        assert printed.status == 0
        assert printed.out
