"""What `serve` and `work` refuse to start with, `doctor` foretells, in the same words: one list for all."""

import contextlib
import socket
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from click.testing import CliRunner, Result

from gt_convoy.bootstrap import open_context
from gt_convoy.convoys.runner import claim
from gt_convoy_webhooks.app import open_store
from gt_convoy_webhooks.cli import serve, work
from gt_convoy_webhooks.cli.doctor import examine
from gt_convoy_webhooks.cli.start_checks import Start
from tests.town import BOT, Town


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """The ports of the apps that came so far as to run."""
    ports: list[int | None] = []

    def run(app: object, _host: str, port: int | None) -> bool:
        ports.append(port)
        return bool(app)

    monkeypatch.setattr(serve, "run", run)
    monkeypatch.setattr(work, "run", run)
    return ports


def does(start: Start) -> Result:
    """What `serve` or `work` says with that environment."""
    command = serve.command if start.receives else work.command
    words = ["--port", str(start.port)] if start.port is not None else []
    return CliRunner().invoke(command, words, env=dict(start.environ))


def without_a_secret(town: Town) -> Start:
    return Start(town.environ | {"GITHUB_WEBHOOK_SECRET": ""}, port=None, receives=False)


def newer_schema(town: Town) -> None:
    store = open_store(town.environ)
    with store.database.write() as conn:
        conn.exec_driver_sql("update schema set version = 99")
    store.close()


def no_database(town: Town) -> None:
    (town.folder / "gt-convoy.db").write_text("a letter to my aunt, and a long one. " * 100)


def the_action_s(town: Town) -> None:
    claim(open_context(town.environ), "action")


def another_account_s(town: Town) -> None:
    claim(open_context(town.environ | {"GITHUB_TOKEN": "token-alice"}), "app")


def wrong_configuration(town: Town) -> None:
    town.config = "hq: acme/hq\nrigs: 3\nhuman: joe\n"


def nothing(_town: Town) -> None: ...


# (name, done before, environment, about, part of what is said)
Fault = tuple[Callable[[Town], None], Mapping[str, str], str, str]
FAULTS: list[tuple[str, *Fault]] = [
    ("no secret", nothing, {"GITHUB_WEBHOOK_SECRET": ""}, "secret", "GITHUB_WEBHOOK_SECRET is not set"),
    ("a secret of blanks", nothing, {"GITHUB_WEBHOOK_SECRET": "  "}, "secret", "is not set"),
    ("no folder", nothing, {"GT_CONVOY_DATABASE_URL": "sqlite:////no/x.db"}, "database", "/no/x.db"),
    ("a memory", nothing, {"GT_CONVOY_DATABASE_URL": "sqlite://"}, "database", "name a file"),
    ("no address", nothing, {"GT_CONVOY_DATABASE_URL": "nonsense"}, "database", "use sqlite:///FILE"),
    ("no server", nothing, {"GT_CONVOY_DATABASE_URL": "postgresql+psycopg://a:pw@127.0.0.1:1/x"}, "database",
     "cannot be used"),
    ("a newer schema", newer_schema, {}, "database", "newer gt-convoy"),
    ("no database", no_database, {}, "database", "not a database"),
    ("no token", nothing, {"GITHUB_TOKEN": ""}, "configuration", "set GITHUB_TOKEN"),
    ("a wrong token", nothing, {"GITHUB_TOKEN": "a b"}, "configuration", "copy it again"),
    ("no key", nothing, {"GITHUB_APP_ID": "7"}, "configuration", "GITHUB_APP_PRIVATE_KEY_FILE"),
    ("no file", nothing, {"GT_CONVOY_CONFIG": "/nowhere.yaml"}, "configuration", "/nowhere.yaml"),
    ("a wrong address", nothing, {"GITHUB_API_URL": "nonsense"}, "configuration", "GITHUB_API_URL"),
    ("a wrong file", wrong_configuration, {}, "configuration", "rigs: must be a mapping"),
    ("the Action's HQ", the_action_s, {}, "runner", "--take-over"),
    ("another account's HQ", another_account_s, {}, "runner", "writers: [alice]"),
]  # fmt: skip


@pytest.mark.parametrize("fault", [pytest.param(rest, id=name) for name, *rest in FAULTS])
def test_what_the_app_refuses_the_doctor_foretells(
    sleepy_town: Town, started: list[int | None], fault: Fault
) -> None:
    before, environ, about, part = fault
    before(sleepy_town)
    for receives in (True, False) if about != "secret" else (True,):
        start = Start({**sleepy_town.environ, **environ}, port=0 if receives else None, receives=receives)
        stopping = [one for one in examine(start) if one.stops]
        assert {one.about for one in stopping} == {about}
        assert any(part in one.text for one in stopping)
        refused = does(start)
        assert refused.exit_code == 1
        assert "\n".join(one.text for one in stopping) == refused.stderr.removeprefix("Error: ").strip()
        assert "pw" not in refused.stderr
    assert started == []


def test_all_that_is_wrong_is_said_at_once(sleepy_town: Town) -> None:
    environ = {"GITHUB_WEBHOOK_SECRET": "", "GITHUB_TOKEN": "", "GT_CONVOY_DATABASE_URL": "nonsense"}
    refused = does(Start(sleepy_town.environ | environ, port=0))
    assert len(refused.stderr.splitlines()) == 3


def test_where_the_doctor_finds_nothing_the_app_starts(sleepy_town: Town, started: list[int | None]) -> None:
    for start in (Start(sleepy_town.environ, port=0), without_a_secret(sleepy_town)):
        assert [one for one in examine(start) if one.stops] == []
        assert does(start).exit_code == 0
    assert started == [0, None]


def test_githubs_silence_is_told_and_stops_nothing(sleepy_town: Town, started: list[int | None]) -> None:
    start = Start(sleepy_town.environ | {"GITHUB_API_URL": "http://127.0.0.1:9/api/v3"}, port=0)
    wrong = [one for one in examine(start) if not one.ok]
    assert "runner" in {one.about for one in wrong}
    assert not any(one.stops for one in wrong)
    assert does(start).exit_code == 0
    assert started == [0]


def test_who_takes_over_is_not_refused(sleepy_town: Town) -> None:
    the_action_s(sleepy_town)
    start = Start(sleepy_town.environ, port=0)
    assert [one.about for one in examine(start) if one.stops] == ["runner"]
    assert not any(one.stops for one in examine(replace(start, take_over=True)))


def test_a_port_that_is_taken_is_foretold_unless_the_app_itself_has_it(town: Town) -> None:
    assert town.app
    host, _, port = town.app.url.removeprefix("http://").rpartition(":")
    ours = Start(town.environ, host, int(port))
    (found,) = [one for one in examine(ours) if one.about == "port"]
    assert (found.ok, f"the app runs at {town.app.url}" in found.text) == (True, True)
    assert "cannot listen on" in does(ours).stderr
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = Start(town.environ, port=other.getsockname()[1])
        assert [one.about for one in examine(taken) if one.stops] == ["port"]
        assert "cannot listen on" in does(taken).stderr


def test_the_doctor_says_that_the_app_does_not_start(sleepy_town: Town) -> None:
    words = ("--port", "0")
    printed = sleepy_town.terminal("doctor", *words, login=BOT, GITHUB_WEBHOOK_SECRET="")
    assert printed.status == 1
    assert "✗ secret: GITHUB_WEBHOOK_SECRET is not set" in printed.out
    assert printed.out.endswith("`gt-convoy serve` does not start: see 1 line above\n")
    without = sleepy_town.terminal("doctor", "--work", login=BOT, GITHUB_WEBHOOK_SECRET="")
    assert not any(f" {about}:" in without.out for about in ("secret", "webhook", "port"))
    assert "✓ configuration: HQ acme/hq, 2 rigs" in without.out


def test_without_rigs_the_doctor_says_what_short_references_need(sleepy_town: Town) -> None:
    alone = sleepy_town.environ | {"GT_CONVOY_CONFIG": "", "GT_CONVOY_HQ": "acme/hq"}
    with contextlib.chdir(sleepy_town.folder):
        sleepy_town.folder.joinpath("config.yaml").unlink()
        (found,) = [one for one in examine(Start(alone, port=0)) if one.about == "configuration"]
    assert found.text.startswith("HQ acme/hq, 0 rigs: short references such as gt-4 need a rig with a prefix")
