"""`gt-convoy work`, becoming HQ's runner, and deliveries that did not reach us."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest

from gt_convoy.bootstrap import open_context
from gt_convoy.convoys.runner import claim, runner_of
from gt_convoy.domain.errors import GitHubError, UserError
from gt_convoy.domain.job import Redeliver
from gt_convoy_sandbox.faults import Answer, RequestFault
from gt_convoy_webhooks.app import App, build
from gt_convoy_webhooks.cli.serve import attend, begin
from gt_convoy_webhooks.queue.port import Claim
from gt_convoy_webhooks.queue.table_queue import TableQueue
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.worker.connect import connect
from tests.town import QUICK, SECRET, Town
from tests.webhooks.support import request, until

CREATE = '/gt convoy create "Deploy" gt-1 gt-2 --notify gastown/joe'


@contextmanager
def working(town: Town, poll: float | None = None) -> Iterator[App]:
    """Workers alone, without a secret, told of nothing."""
    environ = {k: v for k, v in town.environ.items() if k != "GITHUB_WEBHOOK_SECRET"}
    app = build(environ, connect, replace(QUICK, sweep_every=poll), endpoint=False)
    app.start()
    try:
        yield app
    finally:
        assert app.stop()


def test_with_poll_the_sweep_does_everything(sleepy_town: Town) -> None:
    town = sleepy_town
    with working(town, poll=0.2) as app:
        until(lambda: app.state.timestamps.at("installed") is not None)
        town.comment(CREATE)
        until(lambda: len(town.convoys()) == 1)
        hq = f"hq-{town.convoys()[0]}"
        town.closes("gt-1", "gt-2")
        until(lambda: town.issue(hq)["state"] == "closed")
    assert len(town.notices(hq)) == 1
    assert len(town.convoys()) == 1


def test_with_poll_what_is_assigned_gets_its_convoy_once(sleepy_town: Town) -> None:
    town = sleepy_town
    town.config += "sling: {auto_convoy_on_assign: true}\n"
    town.clock.skipped = -timedelta(hours=1)
    town.ask("alice", "POST", "/repos/acme/gastown/issues/4/assignees", assignees=["joe"])
    town.clock.skipped = timedelta()
    with working(town, poll=0.2) as app:
        swept = f"assigned {hashlib.sha256(b'acme/gastown').hexdigest()[:20]}"
        until(lambda: app.state.timestamps.at(swept) is not None)
        town.ask("alice", "POST", "/repos/acme/gastown/issues/1/assignees", assignees=["joe"])
        until(lambda: len(town.convoys()) == 1)
        (number,) = town.convoys()
        assert town.issue(f"hq-{number}")["title"] == "Work: gt-1"
        town.comment(f"/gt convoy close {number} --force")
        until(lambda: town.issue(f"hq-{number}")["state"] == "closed")
        mark = town.mark()
        until(lambda: sum(r.path.endswith("/issues/events") for r in town.requests(mark)) > 6)
    assert [town.issue(f"hq-{n}")["title"] for n in town.convoys()] == ["Work: gt-1"]


def test_beside_serve_workers_share_the_work(sleepy_town: Town) -> None:
    with sleepy_town.running() as town, working(town):
        hq = town.creates('"Deploy" gt-1 gt-2 --notify gastown/joe')
        town.closes("gt-1", "gt-2")
        assert len(town.notices(hq)) == 1


def test_the_action_s_hq_is_refused_until_it_is_taken_over(sleepy_town: Town) -> None:
    context = open_context(sleepy_town.environ)
    claim(context, "action")
    app = build(sleepy_town.environ, connect, QUICK)
    with pytest.raises(UserError, match="action"):
        begin(app, take_over=False)
    begin(app, take_over=True)
    assert runner_of(context) == "app"
    assert app.state.timestamps.at("installed")
    app.store.close()


def test_an_unreachable_github_does_not_stop_the_start(sleepy_town: Town) -> None:
    sleepy_town.sandbox.faults.requests.append(
        RequestFault(lambda _m, path: "/labels/" in path, Answer(500), times=2)
    )
    app = build(sleepy_town.environ, connect, QUICK)
    begin(app, take_over=False)
    with pytest.raises(GitHubError):
        app.rules.begin(False)
    app.start()
    until(lambda: runner_of(open_context(sleepy_town.environ)) == "app")
    assert app.stop()


def test_who_learns_later_that_the_action_runs_stops(sleepy_town: Town) -> None:
    claim(open_context(sleepy_town.environ), "action")
    app = build(sleepy_town.environ, connect, QUICK)
    app.start()
    with pytest.raises(UserError, match="action"):
        attend(app, Event(), lambda: None)


def test_deliveries_that_failed_while_we_were_away_are_asked_for(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        hq = town.creates('"Deploy" gt-1 --notify gastown/joe')
        (hook, *_) = town.sandbox.world.hooks_of(town.sandbox.world.get_repository("acme/gastown"))
    town = sleepy_town
    town.closes("gt-1")
    lost = town.sandbox.deliveries.all(hook.id)[-1]
    assert (lost.event, lost.response and lost.response.status) == ("issues", 0)
    with town.running() as again:
        assert again.app
        again.sandbox.world.tables.hooks[hook.id].url = f"{again.app.url}/webhooks/github"
        again.settle()
        again.app.app.state.jobs.enqueue(Redeliver())
        again.settle()
        assert [d.redelivery for d in again.sandbox.deliveries.all(hook.id) if d.guid == lost.guid][-1]
        assert len(again.notices(hq)) == 1


def test_the_secret_is_the_hooks(town: Town) -> None:
    assert {hook.secret for hook in town.sandbox.world.tables.hooks.values()} == {SECRET}


def test_a_notice_that_a_limit_held_up_goes_first(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    hq = town.creates('"Deploy" gt-1 --notify gastown/joe')
    paused: list[tuple[str, bool]] = []
    pause = TableQueue.pause

    def noted(self: TableQueue, claim: Claim, until: float, *, first: bool = False) -> float:
        paused.append((claim.job.key, first))
        return pause(self, claim, until, first=first)

    monkeypatch.setattr(TableQueue, "pause", noted)
    town.sandbox.faults.secondary_limit(path=rf"/{hq[3:]}/comments$", times=2, retry_after=1)
    town.closes("gt-1")
    assert paused == [(f"sync:{hq[3:]}", False), (f"sync:{hq[3:]}", False)], "looking for a notice"
    paused.clear()
    town.reopens("gt-1")
    town.sandbox.faults.requests.append(
        RequestFault(
            lambda method, path: method == "POST" and path.endswith(f"/{hq[3:]}/comments"),
            Answer(403, "You have exceeded a secondary rate limit", {"retry-after": "1"}),
        )
    )
    town.closes("gt-1")
    assert paused == [(f"sync:{hq[3:]}", True)]
    assert len(town.notices(hq)) == 2


def test_workers_alone_can_be_watched_over(sleepy_town: Town) -> None:
    environ = {k: v for k, v in sleepy_town.environ.items() if k != "GITHUB_WEBHOOK_SECRET"}
    with Running.start(build(environ, connect, QUICK, endpoint=False)) as workers:
        assert request(workers.url, "GET", "/readyz") == (200, "ready\n")
        assert "gt_convoy_queue_depth" in request(workers.url, "GET", "/metrics")[1]
        assert request(workers.url, "POST", "/webhooks/github", b"{}")[0] == 404
