"""Teams: nested, secret, with roles; unknown people; agents."""

import pytest

from gt_convoy_sandbox.model import Organization, accounts
from gt_convoy_sandbox.model.errors import Invalid
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Client, Connect

TEAMS = "/orgs/acme/teams"


@pytest.fixture
def acme(sandbox: Sandbox) -> Organization:
    organization = sandbox.world.organization("acme")
    assert organization is not None
    return organization


def test_members_of_child_teams_are_members(sandbox: Sandbox, alice: Client, acme: Organization) -> None:
    parent = accounts.add_team(sandbox.world, acme, "Crew", ["joe"])
    child = accounts.add_team(sandbox.world, acme, "Night Shift", ["amber", "joe"], parent=parent)
    accounts.add_team(sandbox.world, acme, "Guards", ["nux"], parent=child)
    assert [each["login"] for each in alice.get(f"{TEAMS}/crew/members")] == ["joe", "amber", "nux"]
    assert [each["login"] for each in alice.get(f"{TEAMS}/guards/members")] == ["nux"]
    assert alice.get(f"{TEAMS}/crew")["members_count"] == 3
    assert alice.get(f"{TEAMS}/night-shift")["parent"]["slug"] == "crew"
    assert [each["slug"] for each in alice.get(f"{TEAMS}/crew/teams")] == ["night-shift"]
    assert alice.get(f"{TEAMS}/crew/memberships/nux")["state"] == "active"
    assert alice("GET", f"{TEAMS}/crew/memberships/mallory").status_code == 404


@pytest.mark.parametrize(
    ("login", "status"), [("alice", 200), ("amber", 200), ("joe", 404), ("mallory", 404), ("", 404)]
)
def test_a_secret_team_is_there_for_its_members_and_owners(
    sandbox: Sandbox, connect: Connect, acme: Organization, login: str, status: int
) -> None:
    accounts.add_team(sandbox.world, acme, "Heist", ["amber"], secret=True)
    asker = connect(login or "mallory")
    shown = asker("GET", f"{TEAMS}/heist")
    assert shown.status_code == status
    assert asker("GET", f"{TEAMS}/heist/members").status_code == status
    if status == 200:
        assert shown.json()["privacy"] == "secret"
        assert "heist" in [each["slug"] for each in asker.get(TEAMS)]


def test_a_secret_team_has_no_parent(sandbox: Sandbox, acme: Organization) -> None:
    parent = acme.teams["maintainers"]
    with pytest.raises(Invalid):
        accounts.add_team(sandbox.world, acme, "Heist", [], parent=parent, secret=True)


def test_a_teams_role_counts_for_child_teams_too(
    sandbox: Sandbox, alice: Client, connect: Connect, acme: Organization
) -> None:
    crew = accounts.add_team(sandbox.world, acme, "Crew", [])
    accounts.add_team(sandbox.world, acme, "Helpers", ["mallory"], parent=crew)
    permission = "/repos/acme/hq/collaborators/mallory/permission"
    assert alice.get(permission)["role_name"] == "read"
    assert alice("PUT", f"{TEAMS}/crew/repos/acme/hq", permission="maintain").status_code == 204
    shown = alice.get(permission)
    assert (shown["role_name"], shown["permission"]) == ("maintain", "write")
    assert alice("DELETE", f"{TEAMS}/crew/repos/acme/hq").status_code == 204
    assert alice.get(permission)["role_name"] == "read"


def test_a_custom_role_has_its_own_name(alice: Client, acme: Organization) -> None:
    acme.custom_roles["bug wrangler"] = "triage"
    permission = "/repos/acme/hq/collaborators/mallory/permission"
    assert alice("PUT", "/repos/acme/hq/collaborators/mallory", permission="bug wrangler").status_code == 204
    shown = alice.get(permission)
    assert (shown["role_name"], shown["permission"]) == ("bug wrangler", "read")
    assert shown["user"]["permissions"]["triage"]
    alice("PUT", "/repos/acme/hq/collaborators/mallory", permission="write")
    assert alice.get(permission)["role_name"] == "write"
    refused = alice("PUT", "/repos/acme/hq/collaborators/mallory", permission="fortune teller")
    assert refused.status_code == 422


def test_nobody_is_not_there(alice: Client) -> None:
    assert alice("GET", "/users/nobody-at-all").status_code == 404
    assert alice("GET", "/orgs/nobody-at-all").status_code == 404
    assert alice.get("/orgs/acme")["login"] == "acme"
    assert len(alice.get("/orgs/acme/members")) == 5
    assert [each["name"] for each in alice.get("/orgs/acme/issue-types")] == ["Task", "Bug", "Feature"]


def test_an_agent_is_assigned_and_shown_under_another_name(sandbox: Sandbox, alice: Client) -> None:
    agent = accounts.add_agent(sandbox.world)
    assignees = "/repos/acme/gastown/issues/1/assignees"
    shown = alice("POST", assignees, assignees=[agent.login]).json()["assignees"]
    assert [(each["login"], each["type"]) for each in shown] == [("Copilot", "Bot")]
    assert shown[0]["html_url"].endswith("/apps/copilot-swe-agent")
    assert alice.get(f"/users/{agent.login}")["login"] == "Copilot"
    assert alice("DELETE", assignees, assignees=[agent.login]).json()["assignees"] == []
