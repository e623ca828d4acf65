"""The whole thing, running: GitHub's sandbox, the webhook app, people who use both. For tests.

Everything that crosses the sandbox is held against GitHub's own descriptions.
"""

import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import requests

from gt_convoy.bootstrap import open_context
from gt_convoy.cli.main import main
from gt_convoy.convoys.runner import claim
from gt_convoy.domain.job import Sweep
from gt_convoy_sandbox.beside import CONFIG
from gt_convoy_sandbox.counting import Request
from gt_convoy_sandbox.model import World
from gt_convoy_sandbox.seed import seed
from gt_convoy_sandbox.server import Sandbox
from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.worker.connect import connect
from tests.contracts.watch import Watch

SECRET = "a secret"
BOT = "gt-convoy"
HQ = "acme/hq"
PREFIXES = {"gt": "acme/gastown", "bd": "acme/beads", "hq": HQ}
QUICK = replace(Settings(), quiet=0.02, ceiling=0.2, first_retry=0.05)


def place(name: str) -> tuple[str, int]:
    """`gt-1` or `owner/repo#1` as repository and number."""
    if "#" in name:
        repo, _, number = name.partition("#")
        return repo, int(number)
    prefix, _, number = name.rpartition("-")
    return PREFIXES[prefix], int(number)


class Clock:
    """The real time and what was skipped of it: GitHub's times are whole seconds, tests are faster."""

    def __init__(self) -> None:
        self.skipped = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.skipped


@dataclass
class Town:
    """A sandbox with an app, and what people do there."""

    sandbox: Sandbox
    folder: Path
    clock: Clock
    config: str = CONFIG
    app: Running | None = None
    session: requests.Session = field(default_factory=requests.Session)
    more_environ: dict[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        """What the app is started with."""
        path = self.folder / "config.yaml"
        path.write_text(self.config, encoding="utf-8")
        return {
            "GITHUB_API_URL": self.sandbox.api_url,
            "GITHUB_TOKEN": f"token-{BOT}",
            "GITHUB_WEBHOOK_SECRET": SECRET,
            "GT_CONVOY_CONFIG": str(path),
            "GT_CONVOY_DATABASE_URL": f"sqlite:///{self.folder / 'gt-convoy.db'}",
            **self.more_environ,
        }

    @contextmanager
    def running(self) -> Iterator["Town"]:
        """With the app beside it, told of everything by hooks."""
        claim(open_context(self.environ), "app")
        with Running.start(build(self.environ, connect, QUICK)) as app:
            self.app = app
            self.sandbox.add_hooks(f"{app.url}/webhooks/github", SECRET)
            self.settle()
            yield self
            self.settle()
        self.app = None

    def settle(self) -> None:
        """Until all deliveries arrived and nothing is left to do."""
        for _ in range(50):
            assert self.sandbox.deliveries.wait_idle(30), "deliveries are stuck"
            if self.app is None:
                return
            assert self.app.wait_idle(30), "the app does not come to rest"
            if self.sandbox.deliveries.wait_idle(0) and self.app.wait_idle(0):
                return
        raise AssertionError("it goes on and on")

    def sweeps(self) -> None:
        """The app looks at everything, as it does by the clock."""
        assert self.app
        self.app.app.store.enqueue([Sweep()])
        self.settle()

    def ask(self, login: str, method: str, path: str, **body: Any) -> Any:
        """One request to the REST API by somebody, a minute after the last change."""
        if method != "GET":
            self.clock.skipped += timedelta(minutes=1)
        answer = self.session.request(
            method,
            f"{self.sandbox.api_url}{path}",
            headers={"Authorization": f"token token-{login}"},
            json=body or None,
            timeout=15,
        )
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def comment(self, text: str, *, by: str = "alice", on: str = "hq-1") -> str:
        """Comment, wait, and give the text of our answer; "" if there is none."""
        repo, number = place(on)
        made = self.ask(by, "POST", f"/repos/{repo}/issues/{number}/comments", body=text)
        self.settle()
        answer = f'"answers":"c{made["id"]}"'
        return next((body for body in self.comments(on) if answer in body.split("\n")[0]), "")

    def opens(self, title: str, body: str, *, by: str = "alice", repo: str = HQ) -> int:
        """Open an issue; its number."""
        made = self.ask(by, "POST", f"/repos/{repo}/issues", title=title, body=body)
        self.settle()
        return int(made["number"])

    def edits(self, name: str, *, by: str = "alice", **changes: Any) -> None:
        """Edit an issue."""
        repo, number = place(name)
        self.ask(by, "PATCH", f"/repos/{repo}/issues/{number}", **changes)
        self.settle()

    def closes(self, *names: str, by: str = "joe", reason: str = "completed") -> None:
        """Close issues, one right after the other."""
        for name in names:
            repo, number = place(name)
            self.ask(by, "PATCH", f"/repos/{repo}/issues/{number}", state="closed", state_reason=reason)
        self.settle()

    def reopens(self, *names: str, by: str = "joe") -> None:
        """Reopen issues."""
        for name in names:
            repo, number = place(name)
            self.ask(by, "PATCH", f"/repos/{repo}/issues/{number}", state="open")
        self.settle()

    def issue(self, name: str) -> dict[str, Any]:
        """An issue as its page shows it."""
        repo, number = place(name)
        found: dict[str, Any] = self.ask("alice", "GET", f"/repos/{repo}/issues/{number}")
        return found

    def body(self, name: str) -> str:
        """An issue's text."""
        return str(self.issue(name)["body"] or "")

    def comments(self, name: str) -> list[str]:
        """The texts of an issue's comments, oldest first."""
        repo, number = place(name)
        listed = self.ask("alice", "GET", f"/repos/{repo}/issues/{number}/comments?per_page=100")
        return [str(comment["body"]) for comment in listed]

    def notices(self, name: str) -> list[str]:
        """The landing notices on a convoy."""
        return [text for text in self.comments(name) if "🚚 Convoy Landed" in text]

    def labels(self, name: str) -> set[str]:
        """An issue's labels."""
        return {label["name"] for label in self.issue(name)["labels"]}

    def reactions(self, comment_text: str, *, on: str = "hq-1") -> list[str]:
        """Our reactions on the newest comment with that text."""
        repo, number = place(on)
        listed = self.ask("alice", "GET", f"/repos/{repo}/issues/{number}/comments?per_page=100")
        found = [comment["id"] for comment in listed if comment["body"] == comment_text][-1]
        return [
            r["content"] for r in self.ask("alice", "GET", f"/repos/{repo}/issues/comments/{found}/reactions")
        ]

    def creates(self, words: str, **where: str) -> str:
        """Create a convoy by a comment; `hq-5`."""
        answer = self.comment(f"/gt convoy create {words}", **where)
        found = re.search(r"hq-cv-(\d+) created", answer)
        assert found, answer
        return f"hq-{found[1]}"

    def convoys(self) -> list[int]:
        """The numbers of all convoys, open or closed."""
        listed = self.ask("alice", "GET", f"/repos/{HQ}/issues?labels=convoy&state=all&per_page=100")
        return sorted(int(issue["number"]) for issue in listed)

    def requests(self, mark: int) -> list[Request]:
        """What the app asked GitHub since a mark."""
        return list(self.sandbox.requests.since(mark, BOT))

    def mark(self) -> int:
        """From here on, for `requests`."""
        return self.sandbox.requests.mark()

    def terminal(self, *words: str, login: str = "alice", **environ: str) -> "Printed":
        """Run `gt-convoy` as somebody."""
        names = ("GITHUB_API_URL", "GT_CONVOY_CONFIG")
        own = {name: self.environ[name] for name in names} | {"GITHUB_TOKEN": f"token-{login}"} | environ
        out, err = io.StringIO(), io.StringIO()
        with patch.dict(os.environ, own), redirect_stdout(out), redirect_stderr(err):
            try:
                main(list(words))
                status = 0
            except SystemExit as ended:
                status = int(ended.code or 0)
        self.settle()
        return Printed(status, out.getvalue(), err.getvalue())

    def told(self, *words: str, login: str = "alice") -> Any:
        """What `gt-convoy ... --json` says: one document and nothing else."""
        return json.loads(self.terminal(*words, "--json", login=login).out)


@dataclass(frozen=True)
class Printed:
    """What a run in the terminal gave."""

    status: int
    out: str
    err: str


@pytest.fixture
def town(sleepy_town: Town) -> Iterator[Town]:
    """A running town."""
    with sleepy_town.running():
        yield sleepy_town


@pytest.fixture
def sleepy_town(tmp_path: Path, watched: Watch) -> Iterator[Town]:
    """A town without an app: there the terminal works alone."""
    clock = Clock()
    with Sandbox.start(world=seed(World(clock=clock))) as sandbox:
        made = Town(sandbox, tmp_path, clock)
        yield made
        made.session.close()
