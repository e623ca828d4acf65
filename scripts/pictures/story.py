"""What is on the pictures: a convoy from a comment to its landing, at times of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from gt_convoy.events.payloads import ENDPOINT
from gt_convoy_sandbox.beside import CONFIG
from gt_convoy_sandbox.demo import BEADS, GASTOWN, HQ, Person
from gt_convoy_sandbox.model import World, issues
from gt_convoy_sandbox.seed import BOT, seed
from gt_convoy_sandbox.server import Sandbox
from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.worker.connect import connect

SECRET = "of the pictures"  # noqa: S105 - of a sandbox that lives for seconds
CREATE = '/gt convoy create "Deploy v2.0" gt-1 gt-2 bd-1 bd-2 --notify overseer --notify gastown/joe'
EACH_WAY = '/gt convoy create "Deploy v2.0" gt-1 gt-2 gt-4 bd-1 gt-3 gt-5 bd-2 bd-3 gt-6'
SLING = "/gt sling gt-5 beads/amber"


@dataclass
class Clock:
    """Time that passes only when the story says so."""

    # From now: what was asked for before the app began, or long ago, it does not do.
    now: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __call__(self) -> datetime:
        """As the sandbox asks."""
        return self.now


@dataclass
class Town:
    """A sandbox with an app beside it, and the people who use both."""

    sandbox: Sandbox
    app: Running
    clock: Clock
    environ: dict[str, str]
    people: dict[str, Person] = field(default_factory=dict)

    def by(self, login: str, minutes: int) -> Person:
        """Somebody, some minutes later."""
        self.clock.now += timedelta(minutes=minutes)
        return self.people.setdefault(login, Person(self.sandbox.api_url, login))

    def settle(self) -> None:
        """Until everything has had its effect."""
        for _ in range(20):
            self.sandbox.deliveries.wait_idle(30)
            self.app.wait_idle(30)
            if self.sandbox.deliveries.wait_idle(0) and self.app.wait_idle(0):
                return
        raise RuntimeError("it goes on and on")


@contextmanager
def town() -> Iterator[Town]:
    """A town at its beginning."""
    clock = Clock()
    with TemporaryDirectory() as name, Sandbox.start(world=seed(World(clock=clock))) as sandbox:
        environ = _environ(sandbox, Path(name))
        with Running.start(build(environ, connect, replace(Settings(), quiet=0.05))) as app:
            sandbox.add_hooks(f"{app.url}{ENDPOINT}", SECRET)
            yield Town(sandbox, app, clock, environ)


def begin(town: Town) -> None:
    """A convoy is made by a comment; work goes on."""
    town.by("alice", 0).comment(HQ, 1, CREATE)
    town.settle()
    town.by("alice", 9).ask("POST", f"/repos/{BEADS}/issues/1/assignees", assignees=["amber"])
    town.by("joe", 21).set_state(GASTOWN, 1, "closed")
    town.settle()
    town.by("joe", 30).set_state(GASTOWN, 2, "closed")
    town.settle()
    town.by("alice", 4).comment(HQ, 1, SLING)
    town.settle()


def end(town: Town) -> None:
    """What is left of it closes."""
    town.by("amber", 40).set_state(BEADS, 1, "closed")
    town.settle()
    town.by("joe", 31).set_state(BEADS, 2, "closed")
    town.settle()


def stand(town: Town) -> None:
    """A convoy whose issues stand in each way that there is: issue 5 of HQ."""
    alice = town.by("alice", 0)
    alice.ask("POST", f"/repos/{GASTOWN}/issues", title="Old importer")
    alice.comment(HQ, 1, EACH_WAY)
    town.settle()
    nux = town.by("nux", 20)
    nux.set_state(GASTOWN, 1, "closed")
    for repo, closes in [(GASTOWN, 2), (GASTOWN, 3), (BEADS, 1)]:
        wanted = {"title": "Mend it", "head": "topic", "base": "main", "body": f"Closes #{closes}"}
        number = nux.ask("POST", f"/repos/{repo}/pulls", **wanted)["number"]
        if (repo, closes) == (GASTOWN, 2):
            town.by("alice", 5).ask("PUT", f"/repos/{repo}/pulls/{number}/merge")
    alice.ask("PATCH", f"/repos/{BEADS}/issues/1", state="closed")
    alice.ask("PATCH", f"/repos/{GASTOWN}/issues/4", state="closed", state_reason="not_planned")
    alice.ask("POST", f"/repos/{GASTOWN}/issues/5/assignees", assignees=["amber"])
    blocker = alice.ask("GET", f"/repos/{BEADS}/issues/2")["id"]
    alice.ask("POST", f"/repos/{BEADS}/issues/3/dependencies/blocked_by", issue_id=blocker)
    world = town.sandbox.world
    gone = world.get_issue(world.get_repository(GASTOWN), 6)
    issues.delete(world, gone, world.get_user("alice"))
    town.settle()
    town.by("joe", 10).comment(HQ, 5, "/gt convoy status hq-cv-5")
    town.settle()


def _environ(sandbox: Sandbox, folder: Path) -> dict[str, str]:
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    own = {
        "GITHUB_API_URL": sandbox.api_url,
        "GITHUB_TOKEN": f"token-{BOT}",
        "GITHUB_WEBHOOK_SECRET": SECRET,
        "GT_CONVOY_CONFIG": str(folder / "config.yaml"),
        "GT_CONVOY_DATABASE_URL": f"sqlite:///{folder / 'gt-convoy.db'}",
    }
    return {name: os.environ[name] for name in ("PATH",) if name in os.environ} | own
