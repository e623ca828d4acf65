"""What goes wrong: one annotation that says what to do, exit status 1."""

import re
from datetime import UTC, datetime

import pytest

from gt_convoy.domain.errors import RateLimited
from gt_convoy_sandbox.model import repositories
from tests.action.events import Event, Events, by_hand, configure, dispatch, schedule
from tests.action.running import Runs
from tests.town import HQ


def only(runs: Runs, event: Event, **inputs: str) -> str:
    """The one annotation of a run that fails."""
    run = runs(event, **inputs)
    assert run.status == 1, run.log
    (annotation,) = run.annotations
    assert "Traceback" not in run.log
    return annotation


def test_bad_configuration_is_told_all_at_once_with_its_lines(events: Events, runs: Runs) -> None:
    configure(events.town, "hq: acme/hq\nrig: {}\nnotify: [nobody]\n")
    annotation = only(runs, schedule())
    assert "acme/hq/.github/convoy.yml:2: rig: is not a key here; did you mean rigs?" in annotation
    assert "acme/hq/.github/convoy.yml:3: notify.0: nobody: unknown address" in annotation


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"token": ""}, "Give the action `token`"),
        ({"token": "not-a-token"}, "is not valid"),
        ({"token": "tok en"}, "holds a blank"),
        ({"app_id": "1"}, "`private-key` is empty"),
        ({"private_key": "x"}, "`app-id` is empty"),
        ({"app_id": "1", "private_key": "nonsense"}, "private key cannot be used"),
        ({"dry_run": "perhaps"}, "`dry-run` is 'perhaps': it must be true or false"),
        ({"take_over": "2"}, "`take-over` is '2'"),
        ({"hq": "no repository"}, "`hq` is 'no repository'"),
    ],
)
def test_wrong_inputs(inputs: dict[str, str], says: str, events: Events, runs: Runs) -> None:
    assert says in only(runs, schedule(), **inputs)


def test_a_configuration_that_is_named_must_be_there(events: Events, runs: Runs) -> None:
    assert "acme/hq/convoy.yaml: there is no such file" in only(runs, schedule(), config="convoy.yaml")


def test_a_token_without_rights(events: Events, runs: Runs) -> None:
    annotation = only(runs, schedule(), token="token-mallory")
    assert "`permissions:`" in annotation
    assert "issues: write" in annotation


def test_an_hq_that_cannot_be_read(events: Events, runs: Runs) -> None:
    world = events.town.sandbox.world
    repositories.set_private(world, world.get_repository(HQ), world.get_user("alice"), private=True)
    annotation = only(runs, schedule(), token="token-mallory")
    assert "GitHub shows this account nothing at acme/hq" in annotation
    assert "`app-id`" in annotation


def test_a_rig_that_may_not_tell_hq(events: Events, runs: Runs) -> None:
    events.town.closes("gt-1")
    annotation = only(runs, events.one("issues closed"), hq=HQ, token="token-mallory")
    assert "acme/hq" in annotation
    assert "`app-id`" in annotation


@pytest.mark.parametrize("event", [schedule(), by_hand(), Event("acme/gastown", "repository_dispatch", {})])
def test_what_only_hq_does_is_refused_in_a_rig(event: Event, events: Events, runs: Runs) -> None:
    there = Event("acme/gastown", event.name, event.payload)
    assert "is for the workflow of acme/hq" in only(runs, there, hq=HQ)


def test_an_event_that_is_none_of_ours(events: Events, runs: Runs) -> None:
    assert "`push` is none of gt-convoy's" in only(runs, Event(HQ, "push", {}))


def test_an_event_without_what_it_must_have(events: Events, runs: Runs) -> None:
    assert "GITHUB_EVENT_PATH" in only(runs, Event(HQ, "issues", {"action": "closed", "issue": {}}))


def test_a_command_that_is_mistyped(events: Events, runs: Runs) -> None:
    assert "Did you mean `/gt convoy list`?" in only(runs, by_hand(), command="convoy lst")
    assert "leaves a quotation mark open" in only(runs, by_hand(), command='convoy create "x')


def test_the_app_s_hq_is_left_alone_unless_taken_over(events: Events, runs: Runs) -> None:
    with events.town.running():
        pass
    assert "is worked for by the app" in only(runs, schedule())
    runs.fine(schedule(), take_over="true")
    runs.fine(schedule())


def test_a_rig_that_cannot_be_read_fails_the_run_and_the_rest_is_done(events: Events, runs: Runs) -> None:
    town = events.town
    configure(town, "hq: acme/hq\nrigs: {gone: {repo: acme/gone}, beads: {repo: acme/beads}}\n")
    town.comment("/gt convoy list", on="bd-1")
    annotation = only(runs, schedule())
    assert "GitHub shows this account nothing at acme/gone" in annotation
    assert '"answers":"c' in town.comments("bd-1")[-1]


def test_a_rate_limit_says_until_when(events: Events, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    def limited(*_: object, **__: object) -> None:
        raise RateLimited(datetime(2030, 1, 1, tzinfo=UTC))

    monkeypatch.setattr("gt_convoy.action.hq_run.claim", limited)
    assert "until 2030-01-01 00:00:00 UTC" in only(runs, schedule())


def test_a_bug_is_one_annotation_too(events: Events, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("::set-output name=x::y")

    monkeypatch.setattr("gt_convoy.action.hq_run.work", broken)
    run = runs(schedule())
    assert run.status == 1
    (annotation,) = run.annotations
    assert "unexpected KeyError" in annotation
    assert "Please report it" in annotation
    assert "│ Traceback" in run.log


HOSTILE = (
    "::set-output name=landed::yes",
    "::add-mask::Deploy",
    "  ::error::no",
    "##[error]no",
    "x ##[add-mask]Deploy",
    "::stop-commands::x",
    "a%0A::error::b",
    "\r::error::c",
)


def test_workflow_commands_in_titles_and_comments_are_inert(events: Events, runs: Runs) -> None:
    """Nothing of theirs stands at the beginning of a line, nor in the runner's older form anywhere."""
    town = events.town
    for n, text in enumerate(HOSTILE):
        town.ask("alice", "PATCH", f"/repos/acme/gastown/issues/{n % 5 + 1}", title=text)
        words = text.replace('"', "")
        town.comment(f'/gt convoy create "{words}" gt-{n % 5 + 1}\n{text}\n/gt convoy {words}')
    events.new()
    log = runs.fine(schedule()).log + runs.fine(by_hand(), command="list --tree --all").log
    log += runs(by_hand(), command="convoy ::error::x").log
    commands = [line for line in log.replace("\r", "\n").split("\n") if re.match(r"\s*::", line)]
    assert {line.split("::")[1].split()[0] for line in commands} == {"add-mask", "error"}
    assert [line for line in commands if "::error" in line] == [
        line for line in commands if line.startswith("::error title=gt-convoy::convoy ::error::x: there")
    ]
    assert all(line.startswith(("::", "│ ")) for line in log.splitlines() if line)
    assert "##[" not in log


def test_no_secret_is_ever_printed(events: Events, runs: Runs) -> None:
    secret = "token-gt-convoy"
    events.town.comment(f'/gt convoy create "{secret}" gt-1')
    run = runs.fine(events.one("issue_comment created"))
    masks = [line for line in run.log.splitlines() if secret in line]
    assert masks == [f"::add-mask::{secret}"]


def test_outputs_cannot_be_broken_out_of(events: Events, runs: Runs) -> None:
    title = "EOF\nlanded<<x\nhq-cv-1\nx"
    events.town.ask("alice", "PATCH", "/repos/acme/gastown/issues/1", title=title)
    events.town.comment('/gt convoy create "t" gt-1')
    run = runs.fine(events.one("issue_comment created"))
    assert run.outputs["landed"] == ""


def test_dispatches_carry_no_text_of_anybody_s(events: Events, runs: Runs) -> None:
    town = events.town
    town.comment("/gt convoy list $(rm -rf /)", on="gt-1")
    runs.fine(events.one("issue_comment created"), hq=HQ)
    (event,) = events.new()
    assert (
        event.payload["client_payload"]
        == dispatch(
            repository="acme/gastown",
            issue=1,
            look="comment",
            comment=event.payload["client_payload"]["comment"],
        ).payload["client_payload"]
    )
