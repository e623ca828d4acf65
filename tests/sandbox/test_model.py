"""The records: kept in a file, seeded, and who may do what with them."""

from pathlib import Path

import pytest

from gt_convoy_sandbox.model import (
    World,
    accounts,
    apps,
    comments,
    dependencies,
    hooks,
    installations,
    issues,
    locks,
    repositories,
    sub_issues,
    transfers,
)
from gt_convoy_sandbox.seed import seed
from gt_convoy_sandbox.server import Sandbox


@pytest.fixture
def world() -> World:
    return seed(World())


def test_everything_is_kept_in_a_file(tmp_path: Path) -> None:
    data = tmp_path / "world.json"
    with Sandbox.start(data=data) as sandbox:
        world = sandbox.world
        issue = world.get_issue(world.get_repository("acme/hq"), 1)
        comments.create(world, issue, world.get_user("joe"), "hello")
        issues.edit(world, issue, world.get_user("alice"), body="other", labels=["fresh"])
        sandbox.add_hooks("http://127.0.0.1:1/x", "secret")
        assert sandbox.deliveries.wait_idle()
    with Sandbox.start(data=data) as again:
        assert again.world.tables == world.tables
        assert again.world.get_issue(again.world.get_repository("acme/hq"), 1).edits[1].body == "other"


def test_what_is_between_issues_and_around_apps_is_kept_too(tmp_path: Path) -> None:
    data = tmp_path / "world.json"
    world = seed(World(data=data))
    user, acme = world.get_user("alice"), world.organization("acme")
    hq, beads = world.get_repository("acme/hq"), world.get_repository("acme/beads")
    assert acme is not None
    first, second, third = (world.get_issue(hq, number) for number in (1, 2, 3))
    sub_issues.add(world, first, second, user)
    dependencies.add(world, first, third, user)
    locks.lock(world, first, user, "resolved")
    transfers.transfer(world, third, user, beads)
    accounts.add_agent(world)
    accounts.add_team(world, acme, "Crew", ["joe"], parent=acme.teams["maintainers"])
    hooks.create(world, acme, user, url="http://127.0.0.1:1/x", secret="s", events=["issues"])
    app = apps.register(world, "Crier", "acme", permissions={"issues": "write"}, url="http://127.0.0.1:1/y")
    made = installations.install(world, app, "acme", user, [hq])
    token = installations.make_token(world, made, None, [hq.id])
    apps.offer(world, app)
    again = World(data=data)
    assert again.tables == world.tables
    assert again.user_by_token(token.token).login == "crier[bot]"


def test_the_seed_is_the_same_every_time() -> None:
    first, second = seed(World()), seed(World())
    assert list(first.tables.issues) == list(second.tables.issues)
    assert [each.title for each in first.issues_of(first.get_repository("acme/gastown"))][:2] == [
        "Update API endpoint",
        "Add validation",
    ]
    assert [each.number for each in first.issues_of(first.get_repository("acme/gastown")) if each.pull] == [6]


def test_the_best_role_counts(world: World) -> None:
    hq, alice = world.get_repository("acme/hq"), world.get_user("alice")
    newcomer = accounts.add_user(world, "furiosa")
    acme = world.organization("acme")
    assert acme is not None
    assert world.role(hq, newcomer) == "read"
    repositories.set_private(world, hq, alice, private=True)
    assert world.role(hq, newcomer) == "none"
    acme.members.append("furiosa")
    assert world.role(hq, newcomer) == "read"
    acme.teams["maintainers"].members.append("furiosa")
    assert world.role(hq, newcomer) == "maintain"
    repositories.set_role(world, hq, alice, "furiosa", "admin")
    assert world.role(hq, newcomer) == "admin"
    assert world.role(hq, None) == "none"


def test_node_ids_lead_back(world: World) -> None:
    gastown = world.get_repository("acme/gastown")
    pull = world.get_issue(gastown, 6)
    for thing in (gastown, pull, world.get_issue(gastown, 1), world.get_user("joe"), world.account("acme")):
        assert world.node(thing.node_id) is thing
    for nonsense in ("", "I_", "I_!!!!", "X_AAAAAAAAAAE", "I_AAAA"):
        assert world.node(nonsense) is None


def test_a_snapshot_stands_still(world: World) -> None:
    copied = world.snapshot()
    issues.close(world, world.get_issue(world.get_repository("acme/hq"), 1), world.get_user("alice"))
    assert copied.get_issue(copied.get_repository("acme/hq"), 1).state == "open"
