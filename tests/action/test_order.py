"""In one run: commands of people with a role, looks at convoys, then commands of people below triage."""

from collections import Counter

import pytest

from gt_convoy.messages.reply import answers
from tests.action.events import Event, Events, schedule
from tests.action.running import Runs
from tests.town import BOT, HQ, Town


def asks(
    town: Town, *people: str, command: str = "/gt convoy list", thread: str = "acme/hq/issues/1"
) -> list[str]:
    """Each asks for something within a minute; their sources, in order."""
    now, said = town.clock.skipped, []
    for who in people:
        said.append(town.ask(who, "POST", f"/repos/{thread}/comments", body=command))
        town.clock.skipped = now
    return [f"c{one['id']}" for one in said]


def posted(town: Town) -> list[str]:
    """What we posted, in order: whom it answers, or that it is a notice."""
    texts = [one.body for _, one in sorted(town.sandbox.world.tables.comments.items()) if one.author == BOT]
    return [answers(text) or "notice" for text in texts if answers(text) or "Convoy Landed" in text]


def reactions(town: Town, source: str) -> list[str]:
    return [one.content for one in town.sandbox.world.tables.comments[int(source[1:])].reactions]


def a_convoy(events: Events, runs: Runs) -> str:
    """One that tracks gt-1; `hq-5`."""
    (made,) = asks(events.town, "alice", command='/gt convoy create "Deploy" gt-1')
    events.town.settle()
    assert made in posted(events.town) or runs.fine(events.one("issue_comment created"))
    return f"hq-{events.town.convoys()[-1]}"


def closing(events: Events, runs: Runs) -> Event:
    """What HQ is told when gt-1 closes; the runs for the comments before it were dropped."""
    events.new()
    events.town.closes("gt-1")
    runs.fine(events.one("issues closed"), hq=HQ)
    return events.one("repository_dispatch gt-convoy")


def test_people_with_a_role_go_first_then_the_landing_then_strangers(events: Events, runs: Runs) -> None:
    town = events.town
    a_convoy(events, runs)
    before = posted(town)
    mallorys_first, joes, mallorys_second, alices = asks(town, "mallory", "joe", "mallory", "alice")
    runs.fine(closing(events, runs))
    assert posted(town)[len(before) :] == [joes, alices, "notice", mallorys_first, mallorys_second]


def test_what_was_added_before_the_last_closing_keeps_the_convoy_open(events: Events, runs: Runs) -> None:
    town = events.town
    convoy = a_convoy(events, runs)
    asks(town, "alice", command=f"/gt convoy add {convoy} gt-2")
    runs.fine(closing(events, runs))
    assert town.notices(convoy) == []
    assert town.issue(convoy)["state"] == "open"


def test_the_closing_is_looked_at_though_its_convoy_is_made_in_the_same_run(
    events: Events, runs: Runs
) -> None:
    town = events.town
    a_convoy(events, runs)
    asks(town, "alice", command='/gt convoy create "Another" gt-1 gt-2')
    runs.fine(closing(events, runs))
    assert "- [x] acme/gastown#1" in town.issue(f"hq-{town.convoys()[-1]}")["body"]


@pytest.mark.parametrize("thread", ["acme/hq/issues/1", "acme/gastown/issues/1"])
def test_a_stranger_gets_6_replies_and_6_reactions_however_many_runs_there_are(
    thread: str, events: Events, runs: Runs
) -> None:
    town = events.town
    runs.fine(schedule())
    asked = asks(town, *["mallory"] * 14, thread=thread)
    town.settle()
    for event in events.new():
        runs.fine(event, hq=HQ)
    for event in events.new():
        runs.fine(event)
    answered = Counter(
        "reply" if "confused" in found or "rocket" in found else "eyes" if found else "nothing"
        for found in (reactions(town, one) for one in asked)
    )
    assert posted(town) == asked[:6]
    assert answered == {"reply": 6, "eyes": 6, "nothing": 2}
    mark = town.mark()
    runs.fine(schedule())
    assert {one.method for one in town.requests(mark) if one.kind == "rest"} == {"GET"}
