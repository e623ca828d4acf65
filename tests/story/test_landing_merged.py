"""A convoy that lands by merge waits for the merge of each pull request that closes what it tracks."""

import pytest

from tests.story.acts import edits_pull, merges, opens_pull
from tests.town import Town

GASTOWN = "acme/gastown"


@pytest.fixture
def pulled(town: Town) -> tuple[str, int]:
    """A convoy that lands by merge, all of it closed, and the pull request that is still open."""
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 --until merged --notify @amber')
    number = opens_pull(town, GASTOWN, "Closes #1")
    town.closes("gt-1", "gt-2")
    return hq, number


def held(town: Town, hq: str, number: int) -> None:
    """It is open, and its text and its status name what is not merged."""
    assert town.issue(hq)["state"] == "open"
    assert town.notices(hq) == []
    named = f"is closed, but its pull request gt-{number} is not merged"
    assert f"held: gt-1 {named}" in town.body(hq).replace("`", "").replace("acme/gastown#", "gt-")
    assert f"Held: gt-1 {named}." in town.terminal("status", hq).out


def test_the_merge_lands_it_without_a_sweep(town: Town, pulled: tuple[str, int]) -> None:
    hq, number = pulled
    held(town, hq, number)
    town.sweeps()
    held(town, hq, number)
    merges(town, GASTOWN, number)
    assert town.issue(hq)["state"] == "closed"
    (notice,) = town.notices(hq)
    assert "@amber" in notice
    assert "Not merged" not in notice


def test_one_that_is_closed_without_a_merge_holds_until_another_is_merged(
    town: Town, pulled: tuple[str, int]
) -> None:
    hq, number = pulled
    edits_pull(town, GASTOWN, number, state="closed")
    held(town, hq, number)
    another = opens_pull(town, GASTOWN, "Fixes #1")
    assert town.issue(hq)["state"] == "open"
    merges(town, GASTOWN, another)
    assert town.issue(hq)["state"] == "closed"


def test_who_will_not_wait_says_that_closed_is_enough_and_the_notice_tells_what_was_not_merged(
    town: Town, pulled: tuple[str, int]
) -> None:
    hq, number = pulled
    town.comment(f"/gt convoy until {hq} closed")
    assert town.issue(hq)["state"] == "closed"
    (notice,) = town.notices(hq)
    assert "Not merged (counted as not planned):" in notice
    assert f"gt-1 is closed, but its pull request gt-{number} is not merged" in notice


def test_words_that_are_taken_away_let_it_land(town: Town, pulled: tuple[str, int]) -> None:
    hq, number = pulled
    edits_pull(town, GASTOWN, number, body="About #1")
    assert town.issue(hq)["state"] == "closed"


@pytest.mark.parametrize("command", ["land", "close"])
def test_nobody_lands_what_is_not_merged_by_hand(town: Town, pulled: tuple[str, int], command: str) -> None:
    hq, number = pulled
    answer = town.comment(f"/gt convoy {command} {hq}")
    assert f"gt-1 is closed, but its pull request gt-{number} is not merged" in answer
    held(town, hq, number)


def test_a_tracked_pull_request_is_merged_itself(town: Town) -> None:
    number = opens_pull(town, GASTOWN, "Alone")
    hq = town.creates(f'"Deploy v2.0" gt-{number} gt-2 --until merged')
    town.closes("gt-2")
    edits_pull(town, GASTOWN, number, state="closed")
    assert f"held: gt-{number} is closed, but not merged" in town.body(hq).replace("acme/gastown#", "gt-")
    edits_pull(town, GASTOWN, number, state="open")
    merges(town, GASTOWN, number)
    assert town.issue(hq)["state"] == "closed"
