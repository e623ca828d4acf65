"""`gt-convoy deliveries`: what waits and what was given up is seen, and done again."""

import json
from pathlib import Path
from typing import Any

import pytest

from gt_convoy.cli.main import main
from gt_convoy_webhooks.running import Running
from tests.webhooks.support import Core, deliver, make_app


class Terminal:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str]:
        status = 0
        try:
            main(["deliveries", *words])
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = self._capsys.readouterr()
        return status, said.out or said.err

    def told(self, *words: str) -> Any:
        status, said = self(*words, "--json")
        assert status == 0, said
        return json.loads(said)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    monkeypatch.setenv("GT_CONVOY_DATABASE_URL", f"sqlite:///{tmp_path / 'inbox.db'}")
    return Terminal(capsys)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An inbox with one delivery handled, one given up, and one job given up."""

    def doing(_job: object) -> None:
        raise RuntimeError("a bug\nof two lines")

    with Running.start(make_app(tmp_path, Core(doing=doing), attempts=1)) as app:
        deliver(app.url, {}, "good")
        deliver(app.url, {"poison": True}, "bad")
        deliver(app.url, {"jobs": ["convoy:12"]}, "wants")
        assert app.wait_idle()
    return tmp_path


def test_what_was_given_up_is_listed(inbox: Path, terminal: Terminal) -> None:
    found = terminal.told("list")
    assert [(d["id"], d["event"], d["state"], d["error"]) for d in found["deliveries"]] == [
        ("bad", "issues", "dead", "KeyError: 'poison'")
    ]
    assert [(job["key"], job["state"], job["attempts"]) for job in found["jobs"]] == [
        ("convoy:12", "dead", 1)
    ]
    status, text = terminal()
    assert status == 0
    assert "bad issues  dead" in text
    assert "tried 1x  RuntimeError: a bug\n" in text


def test_what_was_handled_is_listed_when_asked_for(inbox: Path, terminal: Terminal) -> None:
    found = terminal.told("list", "--all")
    assert {d["id"] for d in found["deliveries"]} == {"good", "bad", "wants"}


def test_one_is_shown_with_all_that_is_known(inbox: Path, terminal: Terminal) -> None:
    assert terminal.told("show", "bad")["payload"] == {"poison": True}
    assert terminal.told("show", "good")["payload"] is None, "what is handled is not kept"
    assert terminal.told("show", "convoy:12")["data"] == {}


def test_what_was_given_up_is_done_again(inbox: Path, terminal: Terminal) -> None:
    assert sorted(terminal.told("replay", "--dead")["replayed"]) == ["bad", "convoy:12"]
    core = Core(doing=lambda _job: None)
    with Running.start(make_app(inbox, core)) as app:
        assert app.wait_idle()
    assert core.keys() == ["convoy:12"]
    assert core.routed[0] == {"poison": True}


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("show", "nobody"), 1, "nobody: no delivery and no job has this name"),
        (("replay", "good"), 1, "good was not given up: it is done; have GitHub redeliver it"),
        (("replay",), 2, "name what to replay"),
    ],
)
def test_what_cannot_be_is_said(
    inbox: Path, terminal: Terminal, words: tuple[str, ...], status: int, said: str
) -> None:
    code, text = terminal(*words)
    assert (code, said in text) == (status, True), text


def test_looking_makes_no_database(tmp_path: Path, terminal: Terminal) -> None:
    status, text = terminal("list", "--json")
    assert status == 1
    assert "there is no database" in json.loads(text)["error"]
    assert list(tmp_path.iterdir()) == []
