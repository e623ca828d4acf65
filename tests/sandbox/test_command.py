"""`gt-convoy sandbox`: what it says, and what it refuses in one line."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gt_convoy_sandbox import command

BROKEN = [
    ("a configuration", "hq: acme/hq\n"),
    ("bytes", "\0\x01"),
    ("nothing", ""),
    ("some other JSON", '{"name": "town", "dependencies": {}}'),
    ("an empty object", "{}"),
    ("a list", "[]"),
    ("tables of another shape", json.dumps({"users": {"joe": 3}})),
]


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in BROKEN])
def test_a_file_that_holds_no_sandbox_is_named_and_left_alone(tmp_path: Path, text: str) -> None:
    data = tmp_path / "config.yaml"
    data.write_text(text)
    ended = CliRunner().invoke(command.sandbox, ["--port", "0", "--data", str(data)])
    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr == f"Error: {data} holds no sandbox: name a file that is not there yet with --data\n"
    assert data.read_text() == text


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    data = tmp_path / "nowhere" / "world.json"
    ended = CliRunner().invoke(command.sandbox, ["--port", "0", "--data", str(data)])
    assert ended.exit_code == 1
    assert (
        ended.stderr
        == f"Error: {data} cannot be used (No such file or directory): name another with --data\n"
    )


@pytest.mark.parametrize(
    ("started", "on_path", "said"),
    [
        (".venv/bin/gt-convoy", False, ".venv/bin/gt-convoy"),
        ("/with a blank/gt-convoy", False, "'/with a blank/gt-convoy'"),
        (".venv/bin/gt-convoy", True, "gt-convoy"),
        ("/somewhere/gt_convoy/__main__.py", False, "/bin/python -m gt_convoy"),
    ],
)
def test_it_names_itself_as_it_can_be_started(
    monkeypatch: pytest.MonkeyPatch, started: str, on_path: bool, said: str
) -> None:
    monkeypatch.setattr(sys, "argv", [started, "sandbox"])
    monkeypatch.setattr(sys, "executable", "/bin/python")
    monkeypatch.setattr("shutil.which", lambda _name: "/usr/bin/gt-convoy" if on_path else None)
    assert command.program() == said
