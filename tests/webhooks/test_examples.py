"""Payloads that GitHub really sent, collected by others: npm's `@octokit/webhooks-examples`.

Those of github.com and of Enterprise Server 3.1 to 3.5, some of them old or odd, go signed to the running
app. EXPECTED was written from the contract and from what GitHub says its events mean.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gt_convoy.domain.job import Job
from gt_convoy.domain.references import Ref
from gt_convoy.ports.state_store import StateStore
from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.storage.schema import accepted
from gt_convoy_webhooks.worker.connect import connect
from gt_convoy_webhooks.worker.rules import Rules
from tests.webhooks.examples import SERVERS, Example, changed, examples
from tests.webhooks.support import FAST, SECRET, deliver

HQ = "Codertocat/Hello-World"
TRACKER = 900_000  # the convoy that tracks every issue and pull request of the examples
COMMAND = "/gt convoy list"

# What an event of HQ or of a rig gives to do, where every issue is tracked by one convoy and assignments get
# one; whatever is not named gives nothing to do. `{issue}` is its owner/repo#number, `{id}` that of the thing
# the event is named for.
LOOK = f"sync:{TRACKER}"
EXPECTED: dict[str, list[str]] = {
    # Open or closed, gone or elsewhere: its convoy may stand otherwise.
    "issues opened": [LOOK],
    "issues opened by a transfer": [LOOK],
    "issues closed": [LOOK],
    "issues reopened": [LOOK],
    "issues deleted": [LOOK],
    "issues transferred": [LOOK],
    "pull_request opened": [LOOK],
    "pull_request closed": [LOOK],
    "pull_request reopened": [LOOK],
    "pull_request converted_to_draft": [LOOK],
    "pull_request ready_for_review": [LOOK],
    # Who has it is counted in the convoy's text.
    "issues assigned": ["auto:{issue}", LOOK],
    "issues unassigned": [LOOK],
    # Another name, owner or audience: any line of any convoy may have to change.
    "repository renamed": ["sweep"],
    "repository transferred": ["sweep"],
    "repository publicized": ["sweep"],
    "repository privatized": ["sweep"],
    "repository deleted": ["sweep"],
    "repository archived": ["sweep"],
}
# The same, had the comment or opening text held a command; what was transferred is not obeyed once more.
WITH_COMMAND = EXPECTED | {
    "issue_comment created": ["command:c{id}"],
    "issues opened": ["command:i{id}", LOOK],
}
# The same, were the issue itself a convoy of HQ: its text, state and label are looked at; it gets no convoy.
OWN = "sync:{number}"
AS_CONVOY = EXPECTED | {
    "issues opened": [LOOK, OWN],
    "issues opened by a transfer": [LOOK, OWN],
    "issues closed": [LOOK, OWN],
    "issues reopened": [LOOK, OWN],
    "issues deleted": [LOOK, OWN],
    "issues transferred": [LOOK, OWN],
    "issues edited": [OWN],
    "issues labeled": [OWN],
    "issues unlabeled": [OWN],
    "issues unlocked": [OWN],  # a notice that was refused may be posted now
    "issues assigned": [LOOK],
    "issues unassigned": [LOOK],
}
STORED = ("issues ", "issue_comment ", "pull_request ", "repository ")  # nothing else is ever kept


@dataclass
class Routed:
    """The app's own rules, but for doing the jobs: they are only noted."""

    done: list[Job] = field(default_factory=list)

    def connect(self, environ: Mapping[str, str], state_store: StateStore) -> Rules:
        return replace(connect(environ, state_store), perform=self.done.append)

    def keys(self) -> list[str]:
        """What was done since the last call."""
        found = sorted(job.key for job in self.done)
        self.done.clear()
        return found


def start(folder: Path, config: str, routed: Routed) -> Running:
    path = folder / "config.yaml"
    path.write_text(config, encoding="utf-8")
    environ = {
        "GITHUB_TOKEN": "a-token",
        "GITHUB_WEBHOOK_SECRET": SECRET,
        "GT_CONVOY_CONFIG": str(path),
        "GT_CONVOY_DATABASE_URL": f"sqlite:///{folder / 'inbox.db'}",
    }
    return Running.start(build(environ, routed.connect, FAST))


@pytest.fixture
def routed() -> Routed:
    return Routed()


@pytest.fixture
def knowing(tmp_path: Path, routed: Routed) -> Iterator[Running]:
    """An app to which every example's repository is HQ or a rig, and which tracks every issue."""
    names = {one.repo.lower(): one.repo for one in examples() if one.repo} | {HQ.lower(): HQ}
    rigs = "".join(f"  r{n}: {{repo: {name}, prefix: r{n}}}\n" for n, name in enumerate(names.values()))
    config = f"hq: {HQ}\nrigs:\n{rigs}sling: {{auto_convoy_on_assign: true}}\n"
    with start(tmp_path, config, routed) as app:
        refs = {Ref(one.repo, one.thing["number"]) for one in examples() if one.thing.get("number")}
        app.app.state.index.also_tracks(TRACKER, refs)
        yield app


def kept(app: Running) -> int:
    with app.app.store.database.read() as conn:
        return conn.execute(select(func.count()).select_from(accepted)).scalar_one()


def wrong(app: Running, routed: Routed, sent: list[Example], expected: Mapping[str, list[str]]) -> list[str]:
    """Send each and have it handled; those whose answer or jobs are not as expected."""
    found = []
    for n, one in enumerate(sent):
        status = deliver(app.url, one.payload, delivery=f"d-{n}", event=one.event)
        assert app.wait_idle(10)
        jobs, wanted = routed.keys(), one.jobs(expected)
        fits = status == 202 if wanted else status == 204 or one.name.startswith(STORED)
        if jobs != wanted or not fits or status >= 400:
            found.append(f"{one.server}: {one.name} of {one.repo}: {status}, {jobs} and not {wanted}")
    return found


def test_there_are_as_many_as_we_count_on() -> None:
    counted = [one.server for one in examples()]
    assert [counted.count(server) for server in SERVERS] == [329, 49, 49, 50, 124, 125]


def test_each_event_of_our_repositories_gives_its_jobs_to_do(knowing: Running, routed: Routed) -> None:
    assert wrong(knowing, routed, examples(), EXPECTED) == []


def test_so_does_each_whose_text_holds_a_command(knowing: Running, routed: Routed) -> None:
    assert wrong(knowing, routed, list(changed("body", COMMAND)), WITH_COMMAND) == []


def test_so_does_each_that_is_about_a_convoy(knowing: Running, routed: Routed) -> None:
    convoys = [one for one in changed("labels", [{"name": "convoy"}]) if one.repo == HQ]
    assert wrong(knowing, routed, convoys, AS_CONVOY) == []


def test_what_strangers_repositories_send_is_of_no_interest_and_not_kept(
    tmp_path: Path, routed: Routed
) -> None:
    with start(tmp_path, "hq: acme/hq\n", routed) as app:
        answers = {
            deliver(app.url, one.payload, delivery=f"d-{n}", event=one.event)
            for n, one in enumerate(examples())
        }
        assert answers == {204}
        assert kept(app) == 0
    assert routed.keys() == []
