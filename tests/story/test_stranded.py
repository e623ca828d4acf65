"""`convoy stranded`: ready work, and nobody on the convoy."""

from typing import Any

from tests.story.acts import assigns, blocks, convoy_id, makes_private
from tests.town import Town


def test_only_convoys_with_ready_work_and_nobody_on_them_are_listed(town: Town) -> None:
    stranded = town.creates('"Stranded" gt-1 gt-2')
    swarming = town.creates('"Swarming" gt-3 gt-4')
    town.creates('"Done but held" bd-1')
    town.closes("gt-2", "bd-1")
    assigns(town, "gt-3", "amber")
    said = town.told("stranded")
    assert [(one["id"], [issue["id"] for issue in one["ready"]]) for one in said] == [
        (convoy_id(stranded), ["gt-1"])
    ]
    assert set(said[0]) == {"id", "title", "url", "ready", "stuck"}
    answer = town.comment("/gt convoy stranded")
    assert f"🚚 {convoy_id(stranded)}: Stranded (1 ready)" in answer
    assert "○ gt-1: Update API endpoint" in answer
    assert convoy_id(swarming) not in answer


def test_what_an_issue_of_the_convoy_blocks_is_not_ready_until_that_one_is_closed(town: Town) -> None:
    hq = town.creates('"Blocked" gt-1 bd-1')
    blocks(town, "bd-1", "gt-1")
    assert [one["id"] for one in ready(town)] == ["bd-1"]
    assigns(town, "bd-1", "amber")
    assert town.told("stranded") == []
    town.closes("bd-1")
    assert [one["id"] for one in ready(town)] == ["gt-1"]
    assert [one["id"] for one in town.told("stranded")] == [convoy_id(hq)]


def ready(town: Town) -> list[dict[str, Any]]:
    return [issue for one in town.told("stranded") for issue in one["ready"]]


def test_what_waits_in_a_circle_or_on_something_outside_is_stuck(town: Town) -> None:
    hq = convoy_id(town.creates('"Stuck" gt-1 gt-2 bd-1'))
    assigns(town, "bd-1", "amber")
    blocks(town, "gt-3", "bd-1")
    blocks(town, "gt-1", "gt-2")
    blocks(town, "gt-2", "gt-1")
    (one,) = town.told("stranded")
    assert (one["id"], one["ready"]) == (hq, [])
    assert [(issue["id"], issue["blocked_by"], issue["why"]) for issue in one["stuck"]] == [
        ("gt-1", ["gt-2"], "blocked in a circle: gt-1 ← gt-2 ← gt-1"),
        ("gt-2", ["gt-1"], "blocked in a circle: gt-1 ← gt-2 ← gt-1"),
        ("bd-1", ["gt-3"], "bd-1 is blocked by gt-3, which is not in this convoy"),
    ]
    answer = town.comment("/gt convoy stranded")
    assert f"🚚 {hq}: Stuck (3 stuck)" in answer
    assert "To start all the same: /gt sling gt-2 --anyway" in answer
    assert f"To track that, too: /gt convoy add {hq} gt-3" in answer
    town.comment(f"/gt convoy add {hq} gt-3")
    town.closes("gt-1")
    assert town.told("stranded") == [], "amber is on it, and what she waits for is tracked"


def test_whether_a_convoy_is_listed_in_public_tells_nothing_of_hidden_issues(town: Town) -> None:
    hidden, mixed = town.creates('"All hidden" bd-1'), town.creates('"Half hidden" gt-1 bd-2')
    makes_private(town, "acme/beads")
    before = town.comment("/gt convoy stranded", by="joe").split("\n")[1:]
    assert convoy_id(mixed) in "\n".join(before)
    assert convoy_id(hidden) not in "\n".join(before)
    assigns(town, "bd-1", "amber")
    assigns(town, "bd-2", "amber")
    assert town.comment("/gt convoy stranded", by="joe").split("\n")[1:] == before
