"""Requests to GitHub per event, against DESIGN's budgets: counts do not wobble."""

from gt_convoy_sandbox.counting import Request
from tests.story.acts import assignees, assigns, blocks, makes_repository, opens_pull, ready_for_review
from tests.town import BOT, Town


def test_an_event_about_an_untracked_issue_costs_nothing(town: Town) -> None:
    town.creates('"Deploy v2.0" gt-1')
    mark = town.mark()
    town.closes("gt-3")
    town.edits("gt-4", title="Another title")
    assert town.requests(mark) == []


def test_a_tracked_issue_that_closes_costs_three(town: Town) -> None:
    town.creates('"Deploy v2.0" gt-1 gt-2')
    mark = town.mark()
    town.closes("gt-1")
    assert len(town.requests(mark)) == 3, town.requests(mark)


def test_a_tracked_issue_that_is_taken_costs_three_and_taken_by_one_more_nothing_is_written(
    town: Town,
) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    mark = town.mark()
    assigns(town, "gt-1", "amber")
    assert len(town.requests(mark)) == 3, town.requests(mark)
    assert "1 in work · 1 ready" in town.body(hq)
    mark = town.mark()
    assigns(town, "gt-1", "amber", "joe")
    assert [request.kind for request in town.requests(mark)] == ["graphql"]


def test_a_landing_costs_five(town: Town) -> None:
    town.creates('"Deploy v2.0" gt-1 gt-2')
    town.closes("gt-1")
    mark = town.mark()
    town.closes("gt-2")
    assert len(town.requests(mark)) == 5, town.requests(mark)


def test_a_close_that_hands_out_the_next_costs_two_more_and_the_look_that_its_own_event_asks_for(
    town: Town,
) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 gt-3')
    town.comment(f"/gt convoy launch {hq} --to @amber")
    mark = town.mark()
    town.closes("gt-1")
    asked = town.requests(mark)
    assert assignees(town, "gt-2") == ["amber"]
    assert len(asked) == 6, asked
    assert asked[-1].kind == "graphql"


def test_the_waves_of_a_hundred_issues_are_read_in_two_requests_at_most(town: Town) -> None:
    makes_repository(town, "acme/depot", *(f"Part {n}" for n in range(1, 101)))
    hq = town.creates('"Deploy v2.0" ' + " ".join(f"acme/depot#{n}" for n in range(1, 101)))
    blocks(town, "acme/depot#1", "acme/depot#2")
    mark = town.mark()
    assert "acme/depot#2" in town.comment(f"/gt convoy stage {hq}")
    assert len(reads(town, mark, BOT)) == 1, "the app knows by its index what else to ask for"
    mark = town.mark()
    assert [len(wave) for wave in town.told("stage", hq)["waves"]] == [99, 1]
    assert len(reads(town, mark, "alice")) == 2


def reads(town: Town, mark: int, login: str) -> list[Request]:
    """What was asked of a convoy and its issues; the rest is about who asks, and the answer."""
    return [one for one in town.sandbox.requests.since(mark, login) if one.operation in ("Convoy", "Issues")]


def test_a_blocker_that_closes_costs_three(town: Town) -> None:
    town.creates('"Deploy v2.0" gt-1 gt-2')
    blocks(town, "gt-3", "gt-1")
    mark = town.mark()
    town.closes("gt-3")
    assert len(town.requests(mark)) == 3, town.requests(mark)


def test_a_linked_pull_request_that_is_ready_for_review_costs_three(town: Town) -> None:
    town.creates('"Deploy v2.0" gt-1 gt-2')
    number = opens_pull(town, "acme/gastown", "Closes #1", draft=True)
    mark = town.mark()
    ready_for_review(town, "acme/gastown", number)
    assert len(town.requests(mark)) == 3, town.requests(mark)


def test_a_new_blocker_costs_three_and_one_look_more(town: Town) -> None:
    town.creates('"Deploy v2.0" gt-1 gt-2')
    mark = town.mark()
    blocks(town, "gt-3", "gt-1")
    assert len(town.requests(mark)) == 4, town.requests(mark)
