"""`rig status`: every worker in a rig, with their issues and the convoys these belong to."""

from tests.story.acts import assigns, convoy_id, gives_role, makes_private
from tests.town import Town


def test_it_is_printed_as_the_contract_shows(town: Town) -> None:
    one = convoy_id(town.creates('"Feature X" bd-1 bd-2'))
    two = convoy_id(town.creates('"Bug fixes" bd-2'))
    assigns(town, "bd-1", "amber")
    assigns(town, "bd-2", "amber", "joe")
    printed = town.terminal("rig", "status", "beads").out
    assert printed == (
        "beads (acme/beads)\n"
        "\n"
        "  @amber\n"
        f"    ▶ bd-1: Update docs [task]  {one}\n"
        f"    ▶ bd-2: Fix validation [bug]  {one} {two}\n"
        "  @joe\n"
        f"    ▶ bd-2: Fix validation [bug]  {one} {two}\n"
        "  unassigned: 2 open\n"
    )
    answer = town.comment("/gt rig status beads").split("\n")
    assert answer[2:-2] == printed.split("\n")[:-1]
    said = town.told("rig", "status", "beads")
    assert (said["rig"], said["repo"], said["unassigned"]) == ("beads", "acme/beads", 2)
    assert [(who["login"], [issue["id"] for issue in who["issues"]]) for who in said["workers"]] == [
        ("amber", ["bd-1", "bd-2"]),
        ("joe", ["bd-2"]),
    ]
    assert said["workers"][0]["issues"][1]["convoys"] == [one, two]


def test_a_rig_has_a_name_a_prefix_and_a_repository_and_others_are_refused(sleepy_town: Town) -> None:
    for name in ("beads", "BEADS", "bd", "acme/beads"):
        assert sleepy_town.told("rig", "status", name)["rig"] == "beads"
    assert "barn: no such rig. Known: gastown, beads" in sleepy_town.terminal("rig", "status", "barn").err


def test_a_rig_whose_repository_is_gone_is_said_so(sleepy_town: Town) -> None:
    sleepy_town.config = sleepy_town.config.replace("acme/beads", "acme/gone")
    printed = sleepy_town.terminal("rig", "status", "beads")
    assert printed.status == 1
    assert "acme/gone" in printed.err


def test_a_private_rig_is_shown_in_itself_and_to_nobody_else(town: Town) -> None:
    assigns(town, "bd-1", "amber")
    makes_private(town, "acme/beads")
    # HQ is public: its readers may not see what is in beads.
    answer = town.comment("/gt rig status beads", by="joe")
    assert "its issues are not for the readers of this thread" in answer
    assert "Update docs" not in answer
    assert "▶ bd-1: Update docs" in town.comment("/gt rig status beads", by="joe", on="bd-2")
    gives_role(town.sandbox.world, "acme/beads", "nux", "none")
    makes_private(town, "acme/hq")
    assert "▶ bd-1: Update docs" in town.comment("/gt rig status beads", by="joe")


def test_a_private_rig_without_open_issues_tells_no_more_than_one_with(town: Town) -> None:
    makes_private(town, "acme/beads")
    full = town.comment("/gt rig status beads", by="joe")
    town.closes("bd-1", "bd-2", "bd-3", "bd-4")
    empty = town.comment("/gt rig status beads", by="joe")
    assert full.split("\n")[1:] == empty.split("\n")[1:]
