"""`convoy create --from-epic`: the work below an issue, over all levels of GitHub's sub-issues."""

from tests.story.acts import below, makes_private, makes_repository
from tests.town import Town


def test_the_leaves_of_all_levels_and_repositories_are_tracked(town: Town) -> None:
    below(town, "hq-2", "gt-1", "gt-2")
    below(town, "gt-1", "bd-1", "bd-2")
    answer = town.comment("/gt convoy create --from-epic #2 --notify gastown/joe")
    assert "refused" not in answer
    (number,) = town.convoys()
    assert town.issue(f"hq-{number}")["title"] == "Write the release announcement"
    assert [one["id"] for one in town.told("status", str(number))["tracked"]] == ["gt-2", "bd-1", "bd-2"]
    assert "gt-1: skipped, it has sub-issues of its own, which are tracked instead" in answer


def test_a_title_and_further_references_may_be_given_beside_it(sleepy_town: Town) -> None:
    below(sleepy_town, "hq-2", "gt-1")
    made = sleepy_town.told("create", "My own title", "bd-4", "--from-epic", "acme/hq#2")
    assert made["title"] == "My own title"
    assert sorted(one["id"] for one in made["tracked"]) == ["bd-4", "gt-1"]
    made = sleepy_town.told("create", "bd-4", "--from-epic", "acme/hq#2")
    assert made["title"] == "Write the release announcement"
    assert sorted(one["id"] for one in made["tracked"]) == ["bd-4", "gt-1"]


def test_an_epic_without_sub_issues_or_that_is_not_there_is_refused(sleepy_town: Town) -> None:
    for epic, why in {
        "#2": "#2: it has no sub-issues that could be tracked",
        "gt-999": "gt-999: not found",
        "xx-1": "xx-1: unknown prefix",
    }.items():
        printed = sleepy_town.terminal("create", "--from-epic", epic)
        assert printed.status == 1
        assert why in printed.err
    assert sleepy_town.convoys() == []


def test_a_full_level_is_read_over_all_its_pages(sleepy_town: Town) -> None:
    makes_repository(sleepy_town, "acme/depot", *(f"Crate {n}" for n in range(1, 102)))
    below(sleepy_town, "acme/depot#1", *(f"acme/depot#{n}" for n in range(2, 102)))
    assert sleepy_town.told("create", "--from-epic", "acme/depot#1")["total"] == 100


def test_what_the_asker_may_not_read_is_neither_tracked_nor_named(town: Town) -> None:
    makes_repository(town, "acme/vault", "The secret")
    acme = town.sandbox.world.organization("acme")
    assert acme
    acme.members.remove("joe")  # members read everything of their organisation
    below(town, "hq-2", "gt-1", "acme/vault#1")
    makes_private(town, "acme/vault")
    answer = town.comment("/gt convoy create --from-epic #2", by="joe")
    assert "skipped, not found, or you may not read it" in answer
    assert "vault" not in answer
    (number,) = town.convoys()
    assert "vault" not in town.body(f"hq-{number}")


def test_a_title_that_not_all_readers_may_see_becomes_no_convoys_title(town: Town) -> None:
    below(town, "bd-1", "gt-1")
    makes_private(town, "acme/beads")
    answer = town.comment("/gt convoy create --from-epic bd-1")
    (number,) = town.convoys()
    assert town.issue(f"hq-{number}")["title"] == "Epic: bd-1"
    assert "created: Epic: bd-1" in answer
    assert "Update docs" not in answer
