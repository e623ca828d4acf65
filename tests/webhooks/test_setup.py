"""`gt-convoy setup` in a browser, against the sandbox's own pages for Apps."""

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from playwright.sync_api import Page, expect

from gt_convoy.bootstrap import open_context
from gt_convoy_sandbox.model import installations
from tests.town import Town
from tests.webhooks.support import until

PUBLIC = "https://convoy.example.org"


@contextmanager
def setting_up(town: Town, *words: str) -> Iterator["tuple[subprocess.Popen[str], str]"]:
    """The command, waiting for the browser, and its page."""
    environ = {**os.environ, "GITHUB_API_URL": town.sandbox.api_url, "PYTHONPATH": os.pathsep.join(sys.path)}
    log = town.folder / "said"
    command = [sys.executable, "-u", "-m", "gt_convoy", "setup", "--no-browser", *words]
    with (
        log.open("w") as out,
        subprocess.Popen(command, env=environ, cwd=town.folder, stdout=out, stderr=out, text=True) as popen,
    ):
        until(lambda: popen.poll() is not None or "Open http" in log.read_text(), 30, 0.02)
        found = re.search(r"Open (http://127\.0\.0\.1:\d+)/", log.read_text())
        assert found, log.read_text()
        try:
            yield popen, found[1]
        finally:
            popen.kill()


def credentials(path: Path) -> Mapping[str, str]:
    """As a shell reads them."""
    script = f". {path}; env -0"
    said = subprocess.run(["sh", "-ac", script], check=True, capture_output=True, env={}).stdout.decode()
    return dict(line.split("=", 1) for line in said.split("\0") if line.startswith("GITHUB"))


def test_an_app_is_registered_through_the_browser(sleepy_town: Town, page: Page) -> None:
    town = sleepy_town
    with setting_up(town, "--org", "acme", "--url", PUBLIC) as (popen, here):
        page.goto(here)
        page.get_by_role("button", name="Register the App on GitHub").click()
        page.get_by_role("button", name=re.compile("Create", re.IGNORECASE)).click()
        expect(page.get_by_text("credentials are stored")).to_be_visible()
        assert popen.wait(15) == 0
    file = town.folder / "gt-convoy.env"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (app,) = town.sandbox.world.tables.apps.values()
    assert (app.owner, app.public) == ("acme", False)
    assert app.permissions["issues"] == "write"
    assert {"issues", "issue_comment", "pull_request", "repository"} <= set(app.events)
    hook = town.sandbox.world.tables.hooks[app.hook_id]
    assert hook.url == f"{PUBLIC}/webhooks/github"
    found = credentials(file)
    assert found["GITHUB_WEBHOOK_SECRET"] == hook.secret
    said = (town.folder / "said").read_text()
    assert f"/apps/{app.slug}/installations/new" in said
    assert "gt-convoy doctor" in said
    assert "PRIVATE KEY" not in said
    works_with(town, found)


def works_with(town: Town, found: Mapping[str, str]) -> None:
    """The stored credentials let the app in."""
    world = town.sandbox.world
    (app,) = world.tables.apps.values()
    installations.install(world, app, "acme", world.get_user("alice"))
    environ = {k: v for k, v in town.environ.items() if k != "GITHUB_TOKEN"} | dict(found)
    context = open_context(environ)
    assert context.github.me() == app.login
    assert context.github.repository("acme/gastown").full_name == "acme/gastown"


def test_a_wrong_state_is_refused_and_the_right_one_still_counts(sleepy_town: Town) -> None:
    with setting_up(sleepy_town) as (popen, here):
        answer = requests.get(f"{here}/callback", params={"code": "c", "state": "forged"}, timeout=5)
        assert answer.status_code == 400
        assert "state" in answer.text
        assert popen.poll() is None
    assert not (sleepy_town.folder / "gt-convoy.env").exists()


def test_a_code_that_github_does_not_know_is_refused(sleepy_town: Town) -> None:
    with setting_up(sleepy_town) as (_popen, here):
        form = requests.get(here, timeout=5).text
        found = re.search(r'action="([^"]+)"', form)
        assert found
        (state,) = parse_qs(urlsplit(found[1]).query)["state"]
        answer = requests.get(f"{here}/callback", params={"code": "nonsense", "state": state}, timeout=5)
        assert (answer.status_code, "start again" in answer.text) == (400, True)
    assert not (sleepy_town.folder / "gt-convoy.env").exists()


def test_another_name_for_this_machine_is_refused(sleepy_town: Town) -> None:
    with setting_up(sleepy_town) as (_popen, here):
        assert requests.get(here, headers={"Host": "evil.example:80"}, timeout=5).status_code == 403


@pytest.mark.parametrize(
    ("words", "status", "why"),
    [
        (("--url", "convoy.example.org"), 1, "https://convoy.example.org"),
        (("--url", "http://convoy.example.org"), 1, "https://convoy.example.org"),
        (("--org", "../x?y"), 1, "letters, digits, single hyphens"),
        (("--org", "a--b"), 1, "letters, digits, single hyphens"),
        (("--port", "99999"), 2, "0<=x<=65535"),
    ],
)
def test_what_cannot_be_is_refused_at_once(
    sleepy_town: Town, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], status: int, why: str
) -> None:
    monkeypatch.chdir(sleepy_town.folder)
    printed = sleepy_town.terminal("setup", "--no-browser", *words)
    assert (printed.status, printed.out) == (status, "")
    assert why in printed.err


def test_credentials_that_exist_are_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gt-convoy.env").write_text("precious")
    monkeypatch.chdir(tmp_path)
    command = [sys.executable, "-m", "gt_convoy", "setup", "--no-browser"]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ended = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert "exists already" in ended.stderr
    assert (tmp_path / "gt-convoy.env").read_text() == "precious"
