"""Requests to GitHub of each kind of run: counts do not wobble."""

from collections.abc import Callable

import pytest

from gt_convoy.github.permissions import PERMISSIONS
from gt_convoy_sandbox.beside import CONFIG
from gt_convoy_sandbox.faults import Answer, RequestFault
from gt_convoy_sandbox.model import apps, installations
from tests.action.events import Event, Events, configure, schedule
from tests.action.running import Runs
from tests.story.acts import opens_pull
from tests.town import BOT, HQ

Cost = Callable[..., int]


@pytest.fixture
def cost(events: Events, runs: Runs) -> Cost:
    """The requests of a run that goes well, in a town with a convoy of gt-1 and gt-2."""
    events.town.comment('/gt convoy create "Deploy v2.0" gt-1 gt-2')
    runs.fine(events.one("issue_comment created"))

    def requests(event: Event, **inputs: str) -> int:
        mark = events.town.mark()
        runs.fine(event, **inputs)
        return len(events.town.requests(mark))

    return requests


def told_by_a_rig(events: Events, runs: Runs, closed: str) -> Event:
    events.town.closes(closed)
    runs.fine(events.one("issues closed"), hq=HQ)
    return events.one("repository_dispatch gt-convoy")


def test_a_rig_that_tells_costs_one(events: Events, cost: Cost) -> None:
    events.town.closes("gt-1")
    assert cost(events.one("issues closed"), hq=HQ) == 1


def test_a_rig_that_reads_where_hq_is_costs_two(events: Events, cost: Cost) -> None:
    configure(events.town, f"hq: {HQ}\n", "acme/gastown")
    events.town.closes("gt-1")
    assert cost(events.one("issues closed")) == 2


@pytest.mark.parametrize("where", ["gt-4", "hq-2"])
def test_an_event_on_an_issue_that_nobody_tracks_costs_three(
    where: str, events: Events, runs: Runs, cost: Cost
) -> None:
    if where.startswith("hq"):
        events.town.closes(where)
        assert cost(events.one("issues closed")) == 3
    else:
        assert cost(told_by_a_rig(events, runs, where)) == 3


def test_a_pull_request_that_closes_what_nobody_tracks_costs_one_and_three(
    events: Events, runs: Runs, cost: Cost
) -> None:
    opens_pull(events.town, "acme/gastown", "Closes #4 and closes #3")
    assert cost(events.one("pull_request opened"), hq=HQ) == 1
    assert cost(events.one("repository_dispatch gt-convoy")) == 3
    opens_pull(events.town, "acme/gastown", "Closes nothing")
    runs.fine(events.one("pull_request opened"), hq=HQ)
    assert events.new() == []


def test_a_run_with_nothing_to_do_costs_two_and_two_a_repository(events: Events, cost: Cost) -> None:
    assert cost(schedule()) == 2 + 2 * 3
    configure(events.town, f"hq: {HQ}\n")
    assert cost(schedule()) == 2 + 2 * 1


def test_a_tracked_issue_that_closes_costs_six_and_a_landing_eight(
    events: Events, runs: Runs, cost: Cost
) -> None:
    assert cost(told_by_a_rig(events, runs, "gt-1")) == 6
    assert cost(told_by_a_rig(events, runs, "gt-2")) == 8


def test_an_app_signs_in_once(events: Events, runs: Runs, cost: Cost) -> None:
    world = events.town.sandbox.world
    made = apps.register(world, "Convoy Crier", "acme", permissions=dict(PERMISSIONS))
    installations.install(world, made, "acme", world.get_user("alice"))
    own = {"token": "", "app_id": str(made.id), "private_key": made.private_key}
    configure(events.town, f"{CONFIG}\nwriters: [{BOT}]\n")
    event = told_by_a_rig(events, runs, "gt-4")
    runs.fine(event, take_over="true", **own)
    log = runs.fine(event, **own).log
    assert " 5 requests to GitHub" in log, "its installations, its token, and the three"


REFUSALS = {
    "no answer in time": Answer(502),
    "not for this token": Answer(403, "Resource not accessible by integration"),
    "not all of it": Answer(0, lost=["repository"]),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_what_is_not_told_at_once_is_asked_apart(why: str, events: Events, runs: Runs, cost: Cost) -> None:
    event = told_by_a_rig(events, runs, "gt-1")
    times = 3 if "time" in why else 1  # what may pass is asked thrice
    fault = RequestFault(lambda verb, path: path.endswith("/graphql"), REFUSALS[why], times, after=True)
    events.town.sandbox.faults.requests.append(fault)
    assert cost(event) == 6 + times + 4
    assert "- [x] acme/gastown#1" in events.town.body("hq-5")


def test_convoys_that_do_not_fit_into_one_answer_are_listed_apart(
    events: Events, runs: Runs, cost: Cost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gt_convoy.github.api.overview.PER_REQUEST", 1)
    assert cost(told_by_a_rig(events, runs, "gt-4")) == 3
    events.town.comment('/gt convoy create "Another" gt-3')
    runs.fine(events.one("issue_comment created"))
    assert cost(told_by_a_rig(events, runs, "gt-3")) == 8 + 2
