"""From a comment to a landing by runs of the action alone."""

import json
import re

import pytest

from gt_convoy_sandbox.model import accounts
from tests.action.events import Events, by_hand, configure, dispatch, schedule
from tests.action.running import Runs
from tests.story.acts import assignees, blocks, merges, opens_pull, ready_for_review
from tests.town import BOT, HQ

CREATE = '/gt convoy create "Deploy v2.0" gt-1 bd-1 --notify gastown/joe'


def create(events: Events, runs: Runs, text: str = CREATE) -> str:
    """By a comment in HQ; `hq-5`."""
    events.town.comment(text)
    run = runs.fine(events.one("issue_comment created"))
    return run.outputs["convoy"].replace("hq-cv-", "hq-")


def relay(events: Events, runs: Runs) -> None:
    """Every event runs the workflow of its repository, dispatches that of HQ, until nothing is new."""
    for _ in range(5):
        fresh = events.new()
        for event in fresh:
            runs.fine(event, **({} if event.repo == HQ else {"hq": HQ}))
        if not fresh:
            return


def test_a_comment_makes_a_convoy_that_lands_by_dispatches_and_tells_once(events: Events, runs: Runs) -> None:
    town = events.town
    hq = create(events, runs)
    assert '"answers":"c' in town.comments("hq-1")[-1]
    town.closes("gt-1")
    relay(events, runs)
    assert "1/2 completed" in town.body(hq)
    assert town.notices(hq) == []
    town.closes("bd-1")
    relay(events, runs)
    assert town.issue(hq)["state"] == "closed"
    (notice,) = town.notices(hq)
    assert notice.splitlines()[1] == "@joe"
    runs.fine(schedule())
    assert len(town.notices(hq)) == 1


def test_a_label_that_is_renamed_is_brought_back_at_once_and_put_on_the_convoys(
    events: Events, runs: Runs
) -> None:
    hq = create(events, runs, '/gt convoy create "Deploy v2.0" gt-1')
    events.town.ask("alice", "PATCH", f"/repos/{HQ}/labels/convoy", new_name="shipment")
    runs.fine(events.one("label edited"))
    assert events.town.labels(hq) == {"convoy", "shipment"}
    assert "was renamed or deleted. It is back" in events.town.comments(hq)[-1]
    (found,) = [
        one for one in events.town.ask("alice", "GET", f"/repos/{HQ}/labels") if one["name"] == "convoy"
    ]
    assert "Runner: action" in found["description"]


def test_a_landing_is_in_the_outputs_and_the_summary(events: Events, runs: Runs) -> None:
    hq = create(events, runs, '/gt convoy create "Deploy v2.0" gt-1')
    events.town.closes("gt-1")
    runs.fine(events.one("issues closed"), hq=HQ)
    run = runs.fine(events.one("repository_dispatch gt-convoy"))
    number = hq.removeprefix("hq-")
    assert run.outputs["landed"] == run.outputs["convoy"] == f"hq-cv-{number}"
    assert json.loads(run.outputs["json"])["landed"] == [f"hq-cv-{number}"]
    assert f"🚚 hq-cv-{number}: Deploy v2.0 ✓ ██████████ 1/1" in run.summary
    assert "its subscribers are told that it landed" in run.summary
    assert f"[hq-cv-{number}](" in run.summary


def test_a_reopened_issue_reopens_its_convoy(events: Events, runs: Runs) -> None:
    town = events.town
    hq = create(events, runs, '/gt convoy create "Deploy v2.0" gt-1')
    town.closes("gt-1")
    relay(events, runs)
    town.reopens("gt-1")
    relay(events, runs)
    assert town.issue(hq)["state"] == "open"


def test_a_command_in_a_rig_is_done_by_hq_and_answered_there(events: Events, runs: Runs) -> None:
    town = events.town
    town.comment('/gt convoy create "From a rig" #1', on="gt-2")
    relay(events, runs)
    assert len(town.convoys()) == 1
    assert "created: From a rig" in town.comments("gt-2")[-1]


def test_commands_in_an_issue_s_opening_text_count(events: Events, runs: Runs) -> None:
    town = events.town
    number = town.opens("Please", '/gt convoy create "In HQ" gt-1')
    there = town.opens("Please", '/gt convoy create "In a rig" gt-1', repo="acme/gastown")
    relay(events, runs)
    assert "created: In HQ" in town.comments(f"hq-{number}")[-1]
    assert "created: In a rig" in town.comments(f"gt-{there}")[-1]


def test_a_fork_s_pull_request_that_closes_counts(events: Events, runs: Runs) -> None:
    town = events.town
    pull = next(
        i["number"] for i in town.ask("alice", "GET", "/repos/acme/gastown/pulls") if i["state"] == "open"
    )
    hq = create(events, runs, f'/gt convoy create "Merge it" gt-{pull}')
    town.ask("nux", "PATCH", f"/repos/acme/gastown/pulls/{pull}", state="closed")
    event = events.one("pull_request closed")
    target = type(event)(event.repo, "pull_request_target", event.payload)
    runs.fine(target, hq=HQ)
    relay(events, runs)
    assert len(town.notices(hq)) == 1


def test_what_a_pull_request_of_a_rig_closes_is_followed(events: Events, runs: Runs) -> None:
    town = events.town
    hq = create(events, runs, '/gt convoy create "Deploy v2.0" gt-1 gt-2')
    number = opens_pull(town, "acme/gastown", "Closes #1", draft=True)
    relay(events, runs)
    assert "1 in work · 1 ready" in town.body(hq)
    ready_for_review(town, "acme/gastown", number)
    relay(events, runs)
    assert "1 in review · 1 ready" in town.body(hq)
    merges(town, "acme/gastown", number)
    relay(events, runs)
    assert "1/2 completed" in town.body(hq)


def test_what_blocks_an_issue_is_seen_by_the_schedule(events: Events, runs: Runs) -> None:
    town = events.town
    hq = create(events, runs, '/gt convoy create "Deploy v2.0" gt-1 gt-2')
    blocks(town, "gt-3", "gt-1")
    assert {one.name for one in events.new()} == {"issue_dependencies"}, "which starts no workflow"
    runs.fine(schedule())
    assert "1 ready · 1 blocked" in town.body(hq)
    town.closes("gt-3")
    relay(events, runs)
    assert "1 ready · 1 blocked" in town.body(hq)
    runs.fine(schedule())
    assert "2 ready" in town.body(hq)


def test_a_launched_convoy_is_fed_by_runs_alone(events: Events, runs: Runs) -> None:
    town = events.town
    hq = create(events, runs, '/gt convoy create "Deploy v2.0" gt-1 gt-2')
    town.comment(f"/gt convoy launch {hq} --to @amber")
    run = runs.fine(events.one("issue_comment created"))
    assert assignees(town, "gt-1") == ["amber"]
    assert "acme/gastown#1: assigned to amber" in run.summary
    town.closes("gt-1")
    relay(events, runs)
    assert assignees(town, "gt-2") == ["amber"]
    town.ask("amber", "DELETE", "/repos/acme/gastown/issues/2/assignees", assignees=["amber"])
    runs.fine(schedule())
    assert assignees(town, "gt-2") == ["amber"], "what comes back is found by the schedule"


def test_a_rig_finds_hq_by_its_own_configuration_too(events: Events, runs: Runs) -> None:
    hq = create(events, runs, '/gt convoy create "Deploy v2.0" gt-1')
    configure(events.town, "hq: acme/hq\n", "acme/gastown")
    events.town.closes("gt-1")
    runs.fine(events.one("issues closed"))
    runs.fine(events.one("repository_dispatch gt-convoy"))
    assert len(events.town.notices(hq)) == 1


def test_one_repository_is_both_without_any_configuration(events: Events, runs: Runs) -> None:
    town = events.town
    town.comment('/gt convoy create "Alone" #2', on="bd-1")
    run = runs.fine(events.one("issue_comment created"))
    number = run.outputs["convoy"].removeprefix("hq-cv-")
    town.closes("bd-2")
    runs.fine(events.one("issues closed"))
    assert len(town.notices(f"bd-{number}")) == 1


def test_the_job_s_own_token_is_enough_where_all_is_in_hq(events: Events, runs: Runs) -> None:
    """It may write here and reads what is public; elsewhere it is nobody."""
    town = events.town
    world = town.sandbox.world
    accounts.add_user(world, "github-actions[bot]", "Bot")
    world.get_repository(HQ).collaborators["github-actions[bot]"] = "write"
    own = {"token": "token-github-actions[bot]"}
    town.comment('/gt convoy create "Here" #2 gt-1')
    number = runs.fine(events.one("issue_comment created"), **own).outputs["convoy"].removeprefix("hq-cv-")
    town.closes("hq-2", "gt-1")
    runs.fine(schedule(), **own)
    assert len(town.notices(f"hq-{number}")) == 1
    label = town.ask("alice", "GET", f"/repos/{HQ}/labels/convoy")
    assert re.fullmatch(
        r"A batch of issues\. Runner: action \(github-actions\[bot\]\) since \d{4}-\d\d-\d\dT\d\d:\d\dZ",
        label["description"],
    )


def test_a_comment_without_a_command_costs_no_request(events: Events, runs: Runs) -> None:
    town = events.town
    mark = town.mark()
    for text, on in [
        ("Thanks!", "hq-1"),
        ("> /gt help", "hq-1"),
        ("```\n/gt help\n```", "hq-2"),
        ("Hi", "gt-1"),
    ]:
        town.comment(text, on=on)
        runs.fine(events.one("issue_comment created"))
    assert town.requests(mark) == []


def test_a_command_by_hand_prints_what_the_terminal_would(events: Events, runs: Runs) -> None:
    hq = create(events, runs)
    run = runs.fine(by_hand(), command="convoy list --all")
    assert f"{hq.replace('hq-', 'hq-cv-')}: Deploy v2.0 ● 0/2" in run.outputs["reply"]
    assert json.loads(run.outputs["json"])[0]["title"] == "Deploy v2.0"
    assert "Deploy v2.0" in run.log


@pytest.mark.parametrize("command", ["list", "gt convoy list", "gt-convoy list", "/gt convoy list"])
def test_a_command_by_hand_may_be_written_as_anywhere(command: str, events: Events, runs: Runs) -> None:
    assert "Convoys" in runs.fine(by_hand(), command=command).outputs["reply"]


def test_a_run_that_is_run_again_makes_no_second_convoy(events: Events, runs: Runs) -> None:
    for _ in range(2):
        runs.fine(by_hand(), command='create "Once" gt-1', run="12")
    assert len(events.town.convoys()) == 1


def test_who_may_not_write_to_hq_may_not_by_hand_either(events: Events, runs: Runs) -> None:
    run = runs(by_hand(), command='create "No" gt-1', actor="mallory")
    assert run.status == 1
    assert "mallory has the role read" in run.annotations[0]


def test_a_dry_run_writes_nothing(events: Events, runs: Runs) -> None:
    town = events.town
    hq = create(events, runs, '/gt convoy create "Deploy v2.0" gt-1')
    town.closes("gt-1")
    town.comment("/gt convoy list")
    events.new()
    mark = town.mark()
    run = runs.fine(schedule(), dry_run="true")
    assert "would do the commands of c" in run.log
    assert "land: set" in run.log
    command = runs.fine(by_hand(), dry_run="true", command='create "Not yet" gt-2')
    assert "dry run: would make the convoy Not yet; and stops there" in command.log
    closed = runs.fine(by_hand(), dry_run="true", command=f"close {hq}")
    assert "would tell subscribers that it landed (part 1); land: set body, labels, state;" in closed.log
    assert {r.method for r in town.requests(mark) if r.kind == "rest"} == {"GET"}
    assert town.issue(hq)["state"] == "open"


def test_the_schedule_finds_what_no_event_told(events: Events, runs: Runs) -> None:
    town = events.town
    hq = create(events, runs, '/gt convoy create "Deploy v2.0" gt-1')
    town.closes("gt-1")
    town.comment("/gt convoy status hq-cv-5", on="gt-2")
    town.comment("/gt convoy list")
    events.new()
    runs.fine(schedule())
    assert len(town.notices(hq)) == 1
    assert '"answers":"c' in town.comments("gt-2")[-1]
    assert '"answers":"c' in town.comments("hq-1")[-1]


def test_an_assignment_makes_a_convoy_where_that_is_wanted(events: Events, runs: Runs) -> None:
    town = events.town
    configure(
        town, f"hq: {HQ}\nrigs: {{gastown: {{repo: acme/gastown}}}}\nsling: {{auto_convoy_on_assign: true}}\n"
    )
    town.ask("alice", "POST", "/repos/acme/gastown/issues/1/assignees", assignees=["joe"])
    relay(events, runs)
    assert len(town.convoys()) == 1


def test_what_our_own_account_wrote_is_never_a_command(events: Events, runs: Runs) -> None:
    town = events.town
    town.comment("/gt convoy hlep")
    runs.fine(events.one("issue_comment created"))
    reply = town.comments("hq-1")[-1]
    assert "/gt" in reply
    town.comment(reply, by=BOT)
    runs.fine(schedule())
    assert len(town.comments("hq-1")) == 3


def test_a_dispatch_from_anywhere_else_is_refused_and_the_rest_is_done(events: Events, runs: Runs) -> None:
    events.town.comment("/gt convoy list")
    run = runs(dispatch(repository="evil/repo", issue=1, look="state"))
    assert run.status == 1
    assert "evil/repo, which is no rig of acme/hq" in run.annotations[0]
    assert '"answers":"c' in events.town.comments("hq-1")[-1]
