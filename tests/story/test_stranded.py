"""`convoy stranded`: ready work, and nobody on the convoy."""

from gt_convoy_sandbox.model import dependencies
from tests.story.acts import assigns, convoy_id, found, makes_private
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
    assert set(said[0]) == {"id", "title", "url", "ready"}
    answer = town.comment("/gt convoy stranded")
    assert f"🚚 {convoy_id(stranded)}: Stranded (1 ready)" in answer
    assert "○ gt-1: Update API endpoint" in answer
    assert convoy_id(swarming) not in answer


def test_what_another_issue_blocks_is_not_ready_until_that_one_is_closed(town: Town) -> None:
    hq = town.creates('"Blocked" gt-1')
    world = town.sandbox.world
    dependencies.add(world, found(town, "gt-1"), found(town, "bd-1"), world.get_user("alice"))
    assert town.told("stranded") == []
    town.closes("bd-1")
    assert [one["id"] for one in town.told("stranded")] == [convoy_id(hq)]


def test_whether_a_convoy_is_listed_in_public_tells_nothing_of_hidden_issues(town: Town) -> None:
    hidden, mixed = town.creates('"All hidden" bd-1'), town.creates('"Half hidden" gt-1 bd-2')
    makes_private(town, "acme/beads")
    before = town.comment("/gt convoy stranded", by="joe").split("\n")[1:]
    assert convoy_id(mixed) in "\n".join(before)
    assert convoy_id(hidden) not in "\n".join(before)
    assigns(town, "bd-1", "amber")
    assigns(town, "bd-2", "amber")
    assert town.comment("/gt convoy stranded", by="joe").split("\n")[1:] == before
