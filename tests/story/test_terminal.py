"""The terminal: exit statuses, one JSON document, plain text in a pipe, errors that say what to do."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gt_convoy.cli.main import build
from gt_convoy.commands import REGISTRY
from gt_convoy.commands.command import Command
from gt_convoy.github.api.issues import Issues
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
    for words in ([], ["", "gt-1"], ["Title"]):
        assert town.terminal("create", *words).status == 2, words
    assert town.terminal("create", "gt-1", "xx-9").status == 1  # more than the words is wrong
    assert "Did you mean `gt-convoy create`?" in town.terminal("craete").err

    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(Issues, "convoys", breaks)
    printed = town.terminal("list", "--json")
    assert printed.status == 3
    assert json.loads(printed.out) == {"error": "unexpected ZeroDivisionError: oh"}
    assert "Traceback" not in printed.err
    assert "GT_CONVOY_DEBUG=1" in printed.err
    assert "Traceback" in town.terminal("list", GT_CONVOY_DEBUG="1").err


def test_the_terminal_shows_no_secret_in_an_error_a_traceback_or_what_is_logged(
    sleepy_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        logging.getLogger("library").warning("refused: %r", os.environ["GITHUB_TOKEN"])
        raise KeyError(os.environ["GITHUB_TOKEN"])

    monkeypatch.setattr(Issues, "convoys", breaks)
    printed = sleepy_town.terminal("list", "--json", GT_CONVOY_DEBUG="1")
    assert json.loads(printed.out) == {"error": "unexpected KeyError: '***'"}
    logged, error, *traceback = printed.err.splitlines()
    assert logged == "gt-convoy: refused: '***'"
    assert error == "gt-convoy: unexpected KeyError: '***'"
    assert traceback[-1] == "KeyError: '***'"
    assert "token-" not in printed.err


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
    one_line(
        town.terminal("list", GT_CONVOY_CONFIG="/nowhere/config.yaml"),
        1,
        "config.example.yaml",
        "GT_CONVOY_HQ",
    )
    one_line(town.terminal("list", GITHUB_TOKEN=""), 1, "GITHUB_TOKEN", "gh auth token")
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


def started(town: Town, words: str, out: object = subprocess.PIPE, **environ: str) -> Printed:
    """What it is in a process of its own, whose standard output leads to `out`."""
    own = os.environ | town.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | environ
    command = [sys.executable, "-m", "gt_convoy", *words.split()]
    ended = subprocess.run(command, env=own, stdout=out, stderr=subprocess.PIPE, check=False)  # type: ignore[call-overload]
    return Printed(ended.returncode, (ended.stdout or b"").decode("cp1252"), ended.stderr.decode())


def test_what_an_encoding_lacks_is_a_question_mark(sleepy_town: Town) -> None:
    sleepy_town.terminal("create", "Café v2.0", "gt-1")
    for words in ("list --tree", "list --json"):
        printed = started(sleepy_town, words, PYTHONIOENCODING="cp1252")
        assert (printed.status, printed.err) == (0, "")
        assert "Café v2.0" in printed.out
    assert "? hq-cv-5: Café v2.0" in started(sleepy_town, "list", PYTHONIOENCODING="cp1252").out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "words", ["list", "list --json", "list --nothing --json", "help", "--help", "doctor"]
)
def test_what_cannot_be_printed_is_said_and_is_no_success(sleepy_town: Town, words: str) -> None:
    with Path("/dev/full").open("w") as full:
        printed = started(sleepy_town, words, full)
    assert printed.status == (2 if "--nothing" in words else 3)
    assert "No space left on device" in printed.err or "--nothing" in words
    assert printed.err.startswith("gt-convoy: ")
    assert "Traceback" not in printed.err
    assert "Exception ignored" not in printed.err


@pytest.mark.parametrize("words", ["list", "list --json", "help", "--help"])
def test_who_has_read_enough_hears_nothing_of_it(sleepy_town: Town, words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as closed:
        assert started(sleepy_town, words, closed).err == ""


@pytest.mark.parametrize("command", REGISTRY, ids=lambda command: command.name)
def test_help_behind_a_command_tells_all_about_it_as_it_is_typed_here(command: Command) -> None:
    words = command.path[1:] if command.path[0] == "convoy" else command.path
    said = CliRunner().invoke(
        build(), [*words, "--help"], terminal_width=2000
    )  # no word is broken at its hyphen
    manual = CliRunner().invoke(build(), ["help", *words])
    for told in (" ".join(said.output.split()), " ".join(manual.output.split())):
        assert all(f"gt-convoy {one.removeprefix('convoy ')}" in told for one in command.details.examples)
        assert all(" ".join(note.split()) in told for note in (command.summary, *command.details.notes))
        assert "/gt " not in told


LISTED_OR_MISTYPED = ["--help", "convoy --help", "rig --help", "--version", "craete", "rig stats"]


@pytest.mark.parametrize("words", LISTED_OR_MISTYPED)
def test_no_command_is_imported_to_list_them_or_to_answer_a_mistyped_one(words: str) -> None:
    run = f"from gt_convoy.cli.main import main\ntry: main({words.split()})\nfinally: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", f"import sys; {run}"], check=False, capture_output=True)
    imported = set(done.stdout.decode().split())
    rooms = {name.split(".")[1] for name in imported if name.startswith("gt_convoy.")}
    assert rooms == {"cli", "commands", "domain", "messages"}
    assert not any(name.startswith("gt_convoy.commands.convoy") for name in imported)


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
