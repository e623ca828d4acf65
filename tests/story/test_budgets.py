"""Requests to GitHub per event, against DESIGN's budgets: counts do not wobble."""

from tests.story.acts import assigns
from tests.town import Town


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
