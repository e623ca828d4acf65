"""The workflow files that people copy, run for real by `act`: their `if:`s, the action's steps, its outputs.

`act` knows no concurrency groups: what they do is played in test_waiting.py.
"""

import shutil
import threading

import pytest

from gt_convoy_sandbox.beside import CONFIG
from gt_convoy_sandbox.model import repositories
from tests.action.acting import Machine
from tests.action.events import Event, Events, by_hand, configure, schedule
from tests.action.group import Group
from tests.town import HQ, Town

TOKEN_LINE = "add-mask::token-gt-convoy"
CREATE = '/gt convoy create "Deploy v2.0" gt-1 bd-1 --notify gastown/joe'


def relay(events: Events, machine: Machine) -> None:
    """Every event runs the workflow of its repository, and dispatches that of HQ."""
    while fresh := events.new():
        for event in fresh:
            name = "pull_request_target" if event.name == "pull_request" else event.name
            machine.fine(Event(event.repo, name, event.payload))


def test_a_comment_makes_a_convoy(events: Events, machine: Machine) -> None:
    events.town.comment(CREATE)
    acted = machine.fine(events.one("issue_comment created"))
    (number,) = events.town.convoys()
    assert f"::set-output:: convoy=hq-cv-{number}" in acted.log
    assert "created: Deploy v2.0" in events.town.comments("hq-1")[-1]
    assert acted.started
    assert not acted.installed
    assert TOKEN_LINE not in acted.log


@pytest.mark.slow
def test_created_by_comment_closed_in_rigs_landed_and_told_once(events: Events, machine: Machine) -> None:
    town = events.town
    town.comment(CREATE)
    relay(events, machine)
    (number,) = town.convoys()
    town.closes("gt-1")
    relay(events, machine)
    assert "1/2 completed" in town.body(f"hq-{number}")
    town.closes("bd-1")
    relay(events, machine)
    machine.fine(schedule())
    (notice,) = town.notices(f"hq-{number}")
    assert notice.splitlines()[1] == "@joe"
    assert town.issue(f"hq-{number}")["state"] == "closed"


@pytest.mark.slow
@pytest.mark.parametrize("how", ["in order", "in the other order", "at once"])
def test_two_runs_that_race_give_one_notice_and_lose_no_command(
    how: str, events: Events, machine: Machine
) -> None:
    town = events.town
    town.comment(CREATE)
    relay(events, machine)
    (number,) = town.convoys()
    town.closes("gt-1", "bd-1")
    for event in events.new():
        machine.fine(event)
    first, second = events.new()
    town.comment("/gt convoy list", on="hq-2")
    fresh = [first, second, *events.new()]
    group = Group(machine.fine)
    if how == "at once":
        threads = [threading.Thread(target=group.submit, args=(event,)) for event in fresh]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        for event in fresh if how == "in order" else fresh[::-1]:
            group.submit(event)
    assert len(town.notices(f"hq-{number}")) == 1
    assert '"answers":"c' in town.comments("hq-2")[-1]


@pytest.mark.slow
def test_a_fork_s_pull_request_closes(events: Events, machine: Machine) -> None:
    town = events.town
    (pull,) = (i["number"] for i in town.ask("alice", "GET", "/repos/acme/gastown/pulls"))
    town.comment(f'/gt convoy create "Merge it" gt-{pull}')
    relay(events, machine)
    town.ask("nux", "PATCH", f"/repos/acme/gastown/pulls/{pull}", state="closed")
    relay(events, machine)
    (number,) = town.convoys()
    assert len(town.notices(f"hq-{number}")) == 1


@pytest.mark.slow
def test_one_repository_that_is_both(sleepy_town: Town, events: Events, bare_machine: Machine) -> None:
    bare_machine.workflows[HQ] = "both.yml"
    bare_machine.equip()
    configure(sleepy_town, f"hq: {HQ}\n")
    sleepy_town.comment('/gt convoy create "Alone" #2')
    relay(events, bare_machine)
    sleepy_town.closes("hq-2")
    relay(events, bare_machine)
    (number,) = sleepy_town.convoys()
    assert len(sleepy_town.notices(f"hq-{number}")) == 1


@pytest.mark.slow
def test_what_concerns_no_convoy_starts_no_job(events: Events, machine: Machine) -> None:
    town = events.town
    mark = town.mark()
    town.comment("Thanks!")
    town.comment("Thanks!", on="gt-1")
    town.opens("A bug", "It broke")
    town.opens("A bug", "It broke", repo="acme/beads")
    town.edits("hq-2", body="Otherwise")
    town.ask("alice", "POST", "/repos/acme/gastown/issues/1/assignees", assignees=["joe"])
    fresh = [event for event in events.new() if event.told != "issues labeled"]
    assert len(fresh) == 6
    for event in fresh:
        assert not machine.fine(event).started, event.told
    assert town.requests(mark) == []


@pytest.mark.slow
def test_a_command_by_hand(events: Events, machine: Machine) -> None:
    acted = machine.fine(by_hand("convoy list --all"))
    assert "::set-output:: json=[]" in acted.log


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["configuration", "token", "rights", "hq"])
def test_what_goes_wrong_is_one_annotation(kind: str, events: Events, machine: Machine) -> None:
    world = events.town.sandbox.world
    token = {"token": "", "rights": "token-mallory", "hq": "token-mallory"}.get(kind, "token-gt-convoy")
    says = {"configuration": "rig: is not a key", "token": "Give the action `token`"}.get(
        kind, "issues: write"
    )
    if kind == "configuration":
        configure(events.town, CONFIG + "rig: {}\n")
    if kind == "hq":
        repository = world.get_repository(HQ)
        repositories.set_private(world, repository, world.get_user("alice"), private=True)
    acted = machine.run(schedule(), token=token)
    assert acted.status == 1
    (annotation,) = [line for line in acted.log.splitlines() if "::error" in line or "❗" in line]
    assert says in annotation


@pytest.mark.slow
def test_installs_once_then_from_the_cache_then_from_the_machine(
    events: Events, bare_machine: Machine
) -> None:
    assert bare_machine.fine(by_hand("convoy list")).installed
    assert not bare_machine.fine(by_hand("convoy list")).installed
    shutil.rmtree(bare_machine.tools)  # another machine, the same cache
    assert not bare_machine.fine(by_hand("convoy list")).installed
