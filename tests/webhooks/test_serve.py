"""`gt-convoy serve` refuses to start in lines that say what to do."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gt_convoy.domain.errors import UserError
from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.running import Running
from tests.webhooks.support import SECRET, Core, make_app
from tests.webhooks.test_killed import environ


def serve(folder: Path, *words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    code = "from gt_convoy_webhooks.cli.serve import command; command()"
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env=environ(folder, **env),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_without_a_secret_it_does_not_start(tmp_path: Path) -> None:
    ended = serve(tmp_path, GITHUB_WEBHOOK_SECRET="")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "GITHUB_WEBHOOK_SECRET is not set" in ended.stderr.splitlines()[0]
    assert "Traceback" not in ended.stderr


def test_help_says_what_there_is(tmp_path: Path) -> None:
    ended = serve(tmp_path, "--help")
    assert ended.returncode == 0
    assert all(option in ended.stdout for option in ("--host", "--port", "--workers"))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite:///no/such/folder/x.db", "cannot be made here"),
        ("sqlite://", "name a file"),
        ("mysql://joe:secret@host/x", "use sqlite"),
        ("nonsense", "use sqlite"),
    ],
)
def test_a_database_of_no_use_is_refused_without_telling_its_password(core: Core, url: str, why: str) -> None:
    with pytest.raises(UserError, match=why) as refused:
        build({"GITHUB_WEBHOOK_SECRET": SECRET, "GT_CONVOY_DATABASE_URL": url}, core.connect)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path, core: Core) -> None:
    (tmp_path / "inbox.db").write_text("a letter to my aunt, and a long one. " * 100)
    with pytest.raises(UserError, match="not a database"):
        make_app(tmp_path, core)


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path, core: Core) -> None:
    made = make_app(tmp_path, core)
    with made.store.database.write() as conn:
        conn.exec_driver_sql("update schema set version = 99")
    made.store.close()
    with pytest.raises(UserError, match="newer gt-convoy"):
        make_app(tmp_path, core)


def test_the_database_is_for_its_owner_only(tmp_path: Path, core: Core) -> None:
    with Running.start(make_app(tmp_path, core)):
        modes = {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()}
    assert set(modes) == {"inbox.db", "inbox.db-wal", "inbox.db-shm"}
    assert set(modes.values()) == {"0o600"}


def test_a_port_in_use_is_refused(tmp_path: Path, core: Core) -> None:
    made = make_app(tmp_path, core)
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(UserError, match="cannot listen on"):
        Running.start(made, port=taken.getsockname()[1])


def test_it_listens_on_ipv6_too(tmp_path: Path, core: Core) -> None:
    with Running.start(make_app(tmp_path, core), host="::1") as app:
        assert app.url.startswith("http://[::1]:")
