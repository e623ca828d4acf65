"""Who may give which command: by the effective role on HQ."""

from gt_convoy_sandbox.model import accounts
from tests.story.acts import convoy_id, gives_role
from tests.town import Town

WRITING = [
    'convoy create "X" gt-1',
    "convoy add {} gt-2",
    "convoy remove {} gt-1",
    "convoy watch {} @joe",
    "convoy unwatch {} overseer",
    "convoy close {}",
    "convoy close {} --force",
    "convoy reopen {}",
    "convoy check",
    "convoy check {} --dry-run",
    "sling gt-2",
]
READING = [
    "convoy status",
    "convoy status {}",
    "convoy list",
    "convoy stranded",
    "rig status beads",
    "convoy watch {}",
    "convoy unwatch {}",
    "help",
]


def test_commands_that_change_need_the_write_role_and_those_that_show_the_read_role(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    body = town.body(hq)
    gives_role(town.sandbox.world, "acme/hq", "nux", "triage")
    for words in WRITING:
        answer = town.comment(f"/gt {words.format(convoy_id(hq))}", by="nux")
        assert "@nux has the role triage on acme/hq, and this command needs write" in answer, words
    assert town.body(hq) == body
    for words in READING:
        answer = town.comment(f"/gt {words.format(convoy_id(hq))}", by="nux")
        assert "needs" not in answer.replace("needs write access", ""), words


def test_an_effective_role_comes_from_teams_nested_ones_and_custom_roles_too(town: Town) -> None:
    world = town.sandbox.world
    acme = world.organization("acme")
    assert acme
    hq = town.creates('"Deploy v2.0" gt-1')
    accounts.add_user(world, "ted")
    crew = accounts.add_team(world, acme, "crew", [])
    accounts.add_team(world, acme, "night crew", ["ted"], parent=crew)
    assert "needs write" in town.comment(f"/gt convoy add {hq} gt-2", by="ted")
    accounts.set_team_role(world, world.get_repository("acme/hq"), crew, "write")
    assert "gt-2: added" in town.comment(f"/gt convoy add {hq} gt-2", by="ted")
    acme.custom_roles["shipper"] = "write"
    gives_role(world, "acme/hq", "mallory", "shipper")
    assert "gt-3: added" in town.comment(f"/gt convoy add {hq} gt-3", by="mallory")


def test_the_roles_that_are_needed_are_configured(sleepy_town: Town) -> None:
    sleepy_town.config += "permissions: {write: admin, read: write}\n"
    with sleepy_town.running() as town:
        assert "this command needs admin" in town.comment('/gt convoy create "X" gt-1', by="joe")
        assert "this command needs write" in town.comment("/gt convoy list", by="mallory")
        assert "Convoys" in town.comment("/gt convoy list", by="joe")
        assert "Commands" in town.comment("/gt help", by="mallory")


def test_who_is_below_triage_gets_six_replies_and_then_only_the_reaction(town: Town) -> None:
    answers = [town.comment(f"/gt convoy list  {n * ' '}", by="mallory") for n in range(8)]
    assert [bool(answer) for answer in answers] == [True] * 6 + [False] * 2
    assert town.reactions(f"/gt convoy list  {7 * ' '}") == ["eyes"]
    assert town.comment("/gt convoy list", by="joe")


def test_who_gave_no_command_hears_nothing(town: Town) -> None:
    before = len(town.comments("hq-1"))
    town.comment("What does /gt convoy do?", by="mallory")
    assert len(town.comments("hq-1")) == before + 1
