"""`gt-convoy jobs`: what failed, runs and waits is seen, and what failed is done again."""

import json
from pathlib import Path
from typing import Any

import pytest

from gt_convoy.cli.main import main
from gt_convoy.domain.job import SyncConvoy
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.store import Store
from tests.webhooks.support import Core, deliver, make_app


class Terminal:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str, name: str = "jobs") -> tuple[int, str]:
        status = 0
        try:
            main([name, *words])
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
def queue(tmp_path: Path) -> Path:
    """A queue with one job that failed, and one that waits."""

    def doing(_job: object) -> None:
        raise RuntimeError("a bug\nof two lines")

    with Running.start(make_app(tmp_path, Core(doing=doing), attempts=1)) as app:
        deliver(app.url, {"jobs": ["command:c7"]}, "d-7")
        assert app.wait_idle()
    store = Store(f"sqlite:///{tmp_path / 'inbox.db'}")
    store.enqueue([SyncConvoy(12)])
    store.close()
    return tmp_path


def test_what_failed_is_listed_before_what_waits(queue: Path, terminal: Terminal) -> None:
    found = terminal.told("list")["jobs"]
    assert [(job["key"], job["state"], job["attempts"], job["error"]) for job in found] == [
        ("command:c7", "failed", 1, "RuntimeError: a bug\nof two lines"),
        ("sync:12", "waiting", 0, None),
    ]
    status, text = terminal()
    assert status == 0
    head, failed, waiting = text.splitlines()
    assert head == "1 waiting, 1 failed"
    assert failed.startswith("  command:c7  failed  due ")
    assert failed.endswith("  tried 1x  RuntimeError: a bug")
    assert waiting.startswith("  sync:12  waiting  due ")


@pytest.mark.parametrize(
    ("state", "keys"), [("failed", ["command:c7"]), ("waiting", ["sync:12"]), ("running", [])]
)
def test_one_state_is_listed_when_asked_for(
    queue: Path, terminal: Terminal, state: str, keys: list[str]
) -> None:
    assert [job["key"] for job in terminal.told("list", "--state", state)["jobs"]] == keys


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ((), ()),
        (("list", "--all", "--limit", "1"), ("list", "--limit", "1")),
        (("list", "--all", "--json"), ("list", "--json")),
        (("show", "convoy:12"), ("show", "sync:12")),
        (("show", "cmd:c7", "--json"), ("show", "command:c7", "--json")),
        (("show", "sweep"), ("show", "sweep")),
        (("replay",), ("retry",)),
        (("replay", "convoy:12"), ("retry", "sync:12")),
        (("replay", "cmd:c7", "--dead"), ("retry", "command:c7", "--failed")),
        (("replay", "cmd:c7"), None),
        (("replay", "--dead", "--json"), None),
        (("retry", "--failed"), None),
    ],
    ids=lambda words: " ".join(words or ()),
)
def test_the_former_name_goes_on_with_its_former_words(
    queue: Path, terminal: Terminal, former: tuple[str, ...], today: tuple[str, ...] | None
) -> None:
    status, said = terminal(*former, name="deliveries")
    if today is not None:
        assert (status, _without_hint(said)) == (terminal(*today)[0], _without_hint(terminal(*today)[1]))
        return
    assert status == 0
    assert "command:c7" in said
    assert terminal("retry", "--failed") == (0, "Nothing failed.\n"), "it waits again"


def _without_hint(said: str) -> str:
    """What is said, but for where to read on: that names the command."""
    return said.partition(" See `gt-convoy ")[0]


def test_one_is_shown_with_all_that_is_known(queue: Path, terminal: Terminal) -> None:
    found = terminal.told("show", "command:c7")
    assert found.pop("due").endswith("Z")
    assert found == {
        "key": "command:c7",
        "state": "failed",
        "attempts": 1,
        "error": "RuntimeError: a bug\nof two lines",
        "cause": "d-7",
        "data": {"thread": "acme/hq#1", "text": "", "by": ""},
    }
    _, text = terminal("show", "command:c7")
    assert "state:     failed" in text
    assert "cause:     d-7" in text
    assert "thread=acme/hq#1" in text


def test_what_failed_is_done_again(queue: Path, terminal: Terminal) -> None:
    assert terminal.told("retry", "--failed")["retried"] == ["command:c7"]
    assert terminal("retry", "--failed") == (0, "Nothing failed.\n")
    core = Core()
    with Running.start(make_app(queue, core)) as app:
        assert app.wait_idle()
    assert sorted(core.keys()) == ["command:c7", "sync:12"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("show", "12"), 1, "12: no job with this key waits, runs or failed: did you mean sync:12? Or see"),
        (("show", "d-7"), 1, "did you mean command:c7? Or see"),
        (("show", "nobody"), 1, "it may be done; see `gt-convoy jobs list`"),
        (("retry", "sync:12"), 1, "sync:12 did not fail, it is waiting: only what failed can be retried"),
        (("retry", "c7"), 1, "did you mean command:c7?"),
        (("retry",), 2, "name the keys of the jobs to retry, or say --failed for all"),
        (("retry", "c7", "--failed"), 2, "name the keys"),
        (("list", "--state", "dead"), 2, "'waiting', 'running', 'failed'"),
    ],
)
def test_what_cannot_be_is_said_with_what_to_type(
    queue: Path, terminal: Terminal, words: tuple[str, ...], status: int, said: str
) -> None:
    code, text = terminal(*words)
    assert (code, said in text) == (status, True), text


def test_an_empty_queue_says_so(tmp_path: Path, terminal: Terminal) -> None:
    Store(f"sqlite:///{tmp_path / 'inbox.db'}").close()
    assert terminal() == (0, "No jobs.\n")


def test_looking_makes_no_database(tmp_path: Path, terminal: Terminal) -> None:
    status, text = terminal("list", "--json")
    assert status == 1
    assert "there is no database" in json.loads(text)["error"]
    assert list(tmp_path.iterdir()) == []
