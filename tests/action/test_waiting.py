"""What waits is done by whichever run comes next: GitHub drops pending runs, and starts them in any order."""

import threading
from datetime import timedelta
from itertools import permutations

import pytest

from gt_convoy_sandbox.faults import Answer
from tests.action.events import Event, Events, dispatch, schedule
from tests.action.group import Group
from tests.action.running import Runs
from tests.story.acts import makes_repository, refuses
from tests.story.test_moves_and_losses import transfers_to
from tests.town import BOT, HQ, Town


def lands_of(town: Town) -> list[int]:
    return [len(town.notices(f"hq-{number}")) for number in town.convoys()]


def create(events: Events, runs: Runs) -> str:
    events.town.comment('/gt convoy create "Deploy" gt-1 gt-2')
    return runs.fine(events.one("issue_comment created")).outputs["convoy"].replace("hq-cv-", "hq-")


def told(events: Events, runs: Runs) -> list[Event]:
    """What HQ is told of the closings in rigs."""
    for event in events.new():
        runs.fine(event, hq=HQ)
    return events.new()


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_two_closings_in_either_order_are_one_landing(
    order: tuple[int, ...], events: Events, runs: Runs
) -> None:
    create(events, runs)
    events.town.closes("gt-1", "gt-2")
    waiting = told(events, runs)
    for n in order:
        runs.fine(waiting[n])
    assert lands_of(events.town) == [1]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_commands_are_done_once_in_the_order_they_were_given(
    order: tuple[int, ...], events: Events, runs: Runs
) -> None:
    town = events.town
    for title in ("One", "Two", "Three"):
        town.comment(f'/gt convoy create "{title}" gt-1')
    waiting = events.new()
    for n in order:
        runs.fine(waiting[n])
    titles = [town.issue(f"hq-{number}")["title"] for number in town.convoys()]
    assert titles == ["One", "Two", "Three"]
    assert len(town.comments("hq-1")) == 6


def test_what_comes_at_once_loses_nothing_though_github_drops_runs(events: Events, runs: Runs) -> None:
    town = events.town
    create(events, runs)
    started = threading.Event()

    def run(event: Event) -> None:
        started.set()
        runs.fine(event)

    group = Group(run)
    town.closes("gt-1", "gt-2")
    closings = told(events, runs)
    for n in range(4):
        town.comment(f'/gt convoy create "At once {n}" bd-{n + 1}')
    fresh = [*events.new(), *closings]
    first = threading.Thread(target=group.submit, args=(fresh[0],))
    first.start()
    started.wait(10)
    for event in fresh[1:]:
        group.submit(event)
    first.join()
    assert group.dropped
    runs.fine(schedule())
    assert sorted(lands_of(town)) == [0, 0, 0, 0, 1]


def test_a_run_that_was_dropped_is_made_good_by_the_next(events: Events, runs: Runs) -> None:
    town = events.town
    town.comment('/gt convoy create "Dropped" gt-1')
    town.comment("/gt convoy list", on="hq-2")
    _, second = events.new()
    runs.fine(second)
    assert len(town.convoys()) == 1
    assert '"answers":"c' in town.comments("hq-1")[-1]


def test_a_run_that_died_between_two_writes_is_made_good(events: Events, runs: Runs) -> None:
    """The convoy is there, and neither reply nor reaction: the next run finds the convoy by its command."""
    town = events.town
    town.comment('/gt convoy create "Halfway" gt-1')
    event = events.one("issue_comment created")
    run = runs.fine(event)
    asking, reply = town.ask("alice", "GET", "/repos/acme/hq/issues/1/comments")
    town.ask("alice", "DELETE", f"/repos/acme/hq/issues/comments/{reply['id']}")
    reactions = f"/repos/acme/hq/issues/comments/{asking['id']}/reactions"
    for one in town.ask("alice", "GET", reactions):
        town.ask(BOT, "DELETE", f"{reactions}/{one['id']}")
    again = runs.fine(event)
    assert len(town.convoys()) == 1
    assert "was made by this command already" in town.comments("hq-1")[-1]
    assert run.outputs["convoy"] not in again.outputs["convoy"]


def test_an_edited_comment_is_never_done_later(events: Events, runs: Runs) -> None:
    town = events.town
    town.comment('/gt convoy create "Edited" gt-1')
    (comment,) = town.ask("alice", "GET", "/repos/acme/hq/issues/1/comments")
    text = '/gt convoy create "Otherwise" gt-1'
    town.ask("alice", "PATCH", f"/repos/acme/hq/issues/comments/{comment['id']}", body=text)
    number = town.opens("Mine", '/gt convoy create "Opened" gt-1')
    town.edits(f"hq-{number}", body='/gt convoy create "Edited too" gt-1')
    for event in events.new():
        runs.fine(event)
    runs.fine(schedule())
    assert town.convoys() == []


def test_what_was_given_before_the_first_run_is_never_done(events: Events, runs: Runs) -> None:
    town = events.town
    town.clock.skipped -= town.clock.skipped.resolution * 3600 * 10**6  # an hour ago
    town.comment('/gt convoy create "Long ago" gt-1')
    town.clock.skipped *= 0
    runs.fine(schedule())
    assert town.convoys() == []


def test_nor_by_the_run_that_its_own_event_starts(events: Events, runs: Runs) -> None:
    town = events.town
    town.clock.skipped -= timedelta(hours=1)
    town.comment('/gt convoy create "Deploy" gt-1')
    town.clock.skipped *= 0
    runs.fine(events.one("issue_comment created"))
    assert town.convoys() == []


def test_nor_what_was_given_elsewhere_though_its_thread_came_to_hq(events: Events, runs: Runs) -> None:
    town = events.town
    runs.fine(schedule())
    makes_repository(town, "acme/elsewhere", "An issue")
    town.comment("/gt convoy list", on="acme/elsewhere#1")
    town.clock.skipped += timedelta(minutes=1)
    transfers_to(town, "acme/elsewhere#1", HQ)
    for event in [*(one for one in events.new() if one.repo == HQ), schedule()]:
        runs.fine(event)
    assert not any("answers" in one.body for one in town.sandbox.world.tables.comments.values())


def test_a_flood_by_somebody_below_triage_is_cut_off(events: Events, runs: Runs) -> None:
    town = events.town
    for _ in range(8):
        town.comment("/gt convoy list", by="mallory")
        town.clock.skipped *= 0
    runs.fine(schedule())
    answers = [text for text in town.comments("hq-1") if '"answers":"c' in text]
    assert len(answers) == 6
    for event in events.new():
        runs.fine(event)
    assert len(town.comments("hq-1")) == 8 + 6


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ({}, "names no repository"),
        ({"repository": "acme/gastown/../hq", "issue": 1, "look": "state"}, "names no repository"),
        ({"repository": "acme/other", "issue": 1, "look": "state"}, "no rig of acme/hq"),
        ({"repository": "acme/gastown", "issue": "1", "look": "state"}, "'1' is not its number"),
        ({"repository": "acme/gastown", "issue": True, "look": "state"}, "True is not its number"),
        ({"repository": "acme/gastown", "issue": 2**31, "look": "state"}, "is not its number"),
        ({"repository": "acme/gastown", "issue": -1, "look": "state"}, "is not its number"),
        ({"repository": "acme/gastown", "issue": 1, "look": "everything"}, "does not say where to look"),
        ({"repository": "acme/gastown", "issue": 1, "look": "comment"}, "does not say where to look"),
        ({"repository": "acme/gastown", "issue": 1, "look": "state", "comment": 4}, "does not say where"),
        ({"repository": "acme/gastown", "issue": 1, "look": "state", "closes": "gt-1"}, "does not say what"),
        ({"repository": "acme/gastown", "issue": 1, "look": "state", "closes": [{}]}, "does not say what"),
        ({"repository": "acme/gastown", "issue": 1, "look": "state", "closes": ["x"]}, "x: not a reference"),
        ({"repository": "acme/gastown", "issue": 1, "look": "comment", "comment": "4"}, "is not its number"),
        ("a text", "names no repository"),
    ],
)
def test_a_payload_that_names_nothing_of_ours(payload: object, says: str, events: Events, runs: Runs) -> None:
    event = dispatch()
    event.payload["client_payload"] = payload
    run = runs(event)
    assert run.status == 1
    (annotation,) = run.annotations
    assert says in annotation


def test_a_dispatch_is_believed_for_nothing_but_where_to_look(events: Events, runs: Runs) -> None:
    """The comment's own thread, author and text are read, whatever the payload says."""
    town = events.town
    hq = create(events, runs)
    town.comment("/gt convoy list", on="gt-3")
    found = town.ask("alice", "GET", "/repos/acme/gastown/issues/3/comments")[-1]["id"]
    runs.fine(
        dispatch(repository="acme/gastown", issue=5, look="comment", comment=found, body="/gt convoy help")
    )
    assert "Deploy" in town.comments("gt-3")[-1]
    assert town.comments("gt-5") == []
    runs.fine(dispatch(repository="acme/gastown", issue=1, look="state", state="closed"))
    assert "0/2 completed" in town.body(hq)
    runs.fine(dispatch(repository="acme/gastown", issue=1, look="comment", comment=999_999))
    runs.fine(dispatch(repository="acme/gastown", issue=1, look="text"))


@pytest.mark.parametrize("place", ["comment", "opening text"])
@pytest.mark.parametrize(
    "command",
    ["/gt sling gt-1 @joe", "/gt sling gt-1 @joe\n/gt sling gt-999 @joe"],
    ids=["rocket", "confused"],
)
def test_where_no_reply_is_taken_our_reaction_tells_that_a_command_was_done(
    command: str, place: str, events: Events, runs: Runs
) -> None:
    town = events.town
    if place == "comment":
        town.comment(command)
    else:
        town.opens("Do it", command)
    refuses(town, "/comments", Answer(403, "Unable to create comment because issue is locked."))
    for event in events.new():
        runs.fine(event)
    assert assigned(town) == ["joe"]
    town.ask("alice", "DELETE", "/repos/acme/gastown/issues/1/assignees", assignees=["joe"])
    mark = town.mark()
    runs.fine(schedule())
    assert assigned(town) == [], "a person's decision is not fought"
    assert [r.method for r in town.requests(mark) if r.path.endswith("/reactions")] == ["GET"]


@pytest.mark.parametrize("reaction", ["rocket", "confused"])
def test_the_reaction_of_another_person_answers_nothing(reaction: str, events: Events, runs: Runs) -> None:
    town = events.town
    town.comment("/gt sling gt-1 @joe")
    (said,) = town.ask("alice", "GET", "/repos/acme/hq/issues/1/comments")
    town.ask("joe", "POST", f"/repos/acme/hq/issues/comments/{said['id']}/reactions", content=reaction)
    runs.fine(schedule())
    assert assigned(town) == ["joe"]


def assigned(town: Town) -> list[str]:
    return [one["login"] for one in town.issue("gt-1")["assignees"]]
