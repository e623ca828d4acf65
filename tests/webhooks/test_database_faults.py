"""Whatever GitHub and the network do, in the end GitHub's state is the truth: a model against the sandbox.

People ask for convoys, close and reopen issues; meanwhile deliveries are lost, late, doubled and out of
order, requests fail before and after they were carried out, limits are hit, replicas lag, the app restarts.
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gt_convoy.domain.job import Sweep
from gt_convoy.messages.landing_notice import notice_key
from gt_convoy_sandbox.model import World, comments, issues
from gt_convoy_sandbox.model.entities import Issue
from gt_convoy_sandbox.seed import seed
from gt_convoy_sandbox.server import Sandbox
from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.worker.connect import connect
from tests.town import QUICK, SECRET, Clock, Town, place

ISSUES = ("gt-1", "gt-2", "bd-1")
REFS = st.sets(st.sampled_from(ISSUES), min_size=1, max_size=3).map(sorted)
WRITES = ("comments$", "issues$", r"issues/\d+$", "reactions$")
ENDPOINT = "/webhooks/github"


@dataclass
class Asked:
    """A convoy that was asked for: by which comment, and what it should track."""

    comment: int
    refs: set[str]
    completions: int = 0  # how often it became complete: no more landings than these
    adding: list[int] = field(default_factory=list)  # further comments about it


class Trouble(RuleBasedStateMachine):
    """The steps."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(tempfile.mkdtemp(prefix="gt-convoy-faults-"))
        self.stack.callback(shutil.rmtree, folder)
        clock = Clock()
        self.sandbox = self.stack.enter_context(Sandbox.start(world=seed(World(clock=clock))))
        self.town = Town(self.sandbox, folder, clock)
        self.stack.callback(self.town.session.close)
        self.closed: set[str] = set()
        self.asked: dict[str, Asked] = {}

    @initialize(refs=REFS)
    def begins(self, refs: list[str]) -> None:
        self._start()
        self.somebody_asks_for_a_convoy(refs)
        self.town.settle()

    def _start(self) -> None:
        self.town.app = Running.start(build(self.town.environ, connect, QUICK))
        for hook in self.sandbox.world.tables.hooks.values():
            hook.url = f"{self.town.app.url}{ENDPOINT}"
        self.sandbox.add_hooks(f"{self.town.app.url}{ENDPOINT}", SECRET)

    # People

    @rule(refs=REFS)
    def somebody_asks_for_a_convoy(self, refs: list[str]) -> None:
        title = f"Convoy {len(self.asked) + 1}"
        self.asked[title] = Asked(self._says(f'/gt convoy create "{title}" {" ".join(refs)}'), set(refs))
        self._complete(lambda convoy: convoy is self.asked[title])

    @precondition(lambda self: self.asked)
    @rule(ref=st.sampled_from(ISSUES), data=st.data())
    def somebody_adds_to_one_that_is_there(self, ref: str, data: st.DataObject) -> None:
        found = {issue.title: issue.number for issue in self._convoys()}
        there = sorted(found.keys() & self.asked.keys())
        if there:
            title = data.draw(st.sampled_from(there))
            convoy = self.asked[title]
            convoy.adding.append(self._says(f"/gt convoy add {found[title]} {ref}"))
            convoy.refs.add(ref)
            self._complete(lambda one: one is convoy)

    @rule(ref=st.sampled_from(ISSUES))
    def somebody_closes_or_reopens(self, ref: str) -> None:
        self.closed ^= {ref}
        world = self.sandbox.world
        with self._a_minute_later():
            issue = world.get_issue(world.get_repository(place(ref)[0]), place(ref)[1])
            issues.edit(world, issue, world.get_user("joe"), state="closed" if ref in self.closed else "open")
        self._complete(lambda convoy: ref in convoy.refs and ref in self.closed)

    # Trouble

    @rule(times=st.integers(1, 3))
    def deliveries_are_lost(self, times: int) -> None:
        self.sandbox.faults.drop(times=times)

    @rule(ref=st.sampled_from(ISSUES))
    def just_the_news_of_a_closing_is_lost(self, ref: str) -> None:
        self.town.settle()
        self.sandbox.faults.drop("issues")
        self.somebody_closes_or_reopens(ref)

    @rule(seconds=st.floats(0.05, 0.4))
    def a_delivery_is_late(self, seconds: float) -> None:
        self.sandbox.faults.delay(seconds)

    @rule()
    def a_delivery_comes_twice(self) -> None:
        self.sandbox.faults.repeat(2)

    @rule()
    def deliveries_come_in_the_wrong_order(self) -> None:
        self.sandbox.faults.reorder(3, apart=0.05)

    @rule(
        path=st.sampled_from(("graphql$", *WRITES)), after=st.booleans(), status=st.sampled_from((500, 502))
    )
    def a_request_of_ours_fails(self, path: str, after: bool, status: int) -> None:
        self.sandbox.faults.fail(status, path=path, after=after)

    @rule(path=st.sampled_from(("graphql$", *WRITES)))
    def a_connection_breaks(self, path: str) -> None:
        self.sandbox.faults.hang_up(path=path)

    @rule(status=st.sampled_from((403, 429)), told=st.booleans())
    def a_limit_is_hit(self, status: int, told: bool) -> None:
        if told:
            self.sandbox.faults.secondary_limit(status, retry_after=1)
        else:
            self.sandbox.faults.limit(status, reset_in=1)

    @rule(reads=st.integers(1, 4))
    def a_replica_lags(self, reads: int) -> None:
        self.sandbox.faults.stale(self.sandbox.world, "/graphql", reads=reads)

    @rule()
    def the_app_restarts(self) -> None:
        assert self.town.app
        self.town.app.stop()
        self._start()

    @rule()
    def all_comes_to_rest(self) -> None:
        self.town.settle()

    def teardown(self) -> None:
        with self.stack:
            if self.town.app:
                self.sandbox.faults.clear()
                self.town.settle()
                self.town.app.app.state.jobs.enqueue(Sweep())
                self.town.settle()
                self._check()
                self.town.app.stop()

    # The truth

    def _check(self) -> None:
        found = {issue.title: issue.number for issue in self._convoys()}
        assert sorted(found) == sorted(self.asked)
        assert len(self._convoys()) == len(found), "each command is done once"
        for title, convoy in self.asked.items():
            self._check_one(f"hq-{found[title]}", convoy)

    def _check_one(self, name: str, convoy: Asked) -> None:
        issue = self.town.issue(name)
        body, complete = issue["body"], convoy.refs <= self.closed
        assert issue["state"] == ("closed" if complete else "open")
        boxes = re.findall(r"^- \[(.)\] acme/(?:gastown|beads)#(\d+)$", body, re.MULTILINE)
        assert sorted(f"{box}{n}" for box, n in boxes) == sorted(
            f"{'x' if ref in self.closed else ' '}{ref[3:]}" for ref in convoy.refs
        )
        assert f"{len(convoy.refs & self.closed)}/{len(convoy.refs)} completed" in body
        assert ("convoy:landed" in self.town.labels(name)) == complete
        keys = [notice_key(text) for text in self.town.notices(name)]
        assert len(set(keys)) == len(keys) <= convoy.completions, "one notice per landing"
        assert keys or not complete
        for comment in (convoy.comment, *convoy.adding):
            assert self._replies(comment) == 1

    def _replies(self, comment: int) -> int:
        return sum(f'"answers":"c{comment}"' in text.split("\n")[0] for text in self.town.comments("hq-1"))

    # Beneath

    def _convoys(self) -> list[Issue]:
        world = self.sandbox.world
        with world.lock:
            found = world.issues_of(world.get_repository("acme/hq"))
            return [issue for issue in found if re.fullmatch(r"Convoy \d+", issue.title)]

    def _complete(self, which: Callable[[Asked], bool]) -> None:
        for convoy in self.asked.values():
            convoy.completions += which(convoy) and convoy.refs <= self.closed

    def _says(self, text: str) -> int:
        world = self.sandbox.world
        with self._a_minute_later():
            thread = world.get_issue(world.get_repository("acme/hq"), 1)
            return comments.create(world, thread, world.get_user("alice"), text).id

    @contextmanager
    def _a_minute_later(self) -> Iterator[None]:
        """People work on the records: trouble with requests is for the app alone."""
        self.town.clock.skipped += timedelta(minutes=1)
        yield


@pytest.mark.parametrize(
    ("examples", "steps"), [(8, 15), pytest.param(60, 25, marks=pytest.mark.slow)], ids=["few", "many"]
)
def test_in_the_end_all_is_as_it_should_be(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Trouble,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_lost_delivery_heals_by_the_sweep() -> None:
    """Without the sweep this fails: the machine above would see it."""
    trouble = Trouble()
    trouble.begins(["gt-1", "gt-2"])
    trouble.just_the_news_of_a_closing_is_lost("gt-1")
    trouble.teardown()
