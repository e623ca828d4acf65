"""Repositories, roles, labels, pull requests, teams and the rest over REST."""

import pytest

from gt_convoy_sandbox.model import repositories
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Client, Connect


def test_a_renamed_repository_redirects_reads_and_writes(alice: Client) -> None:
    assert alice("PATCH", "/repos/acme/beads", name="gems").json()["full_name"] == "acme/gems"
    read = alice("GET", "/repos/ACME/beads/issues?page=1")
    write = alice("PATCH", "/repos/acme/beads/issues/1", state="closed")
    assert (read.status_code, read.json()["message"]) == (301, "Moved Permanently")
    assert (write.status_code, write.json()["message"]) == (307, "Temporary Redirect")
    assert read.headers["Location"] == f"{alice.api}/repositories/3/issues?page=1"
    assert alice.get("/repos/acme/gems/issues/1")["state"] == "open"
    assert alice("PATCH", write.headers["Location"], state="closed").json()["state"] == "closed"
    assert alice("GET", "/repos/acme/beads").headers["Location"] == f"{alice.api}/repositories/3"


def test_a_name_can_be_taken_again(sandbox: Sandbox, alice: Client) -> None:
    alice("PATCH", "/repos/acme/beads", name="gems")
    repositories.create(sandbox.world, "acme/beads")
    assert alice.get("/repos/acme/beads")["id"] == 4
    assert alice("PATCH", "/repos/acme/beads", name="gems").status_code == 422


def test_a_private_repository_is_not_there_for_others(alice: Client, connect: Connect) -> None:
    assert alice("PATCH", "/repos/acme/beads", private=True).json()["visibility"] == "private"
    assert connect("joe").get("/repos/acme/beads")["permissions"]["push"]
    assert connect("mallory")("GET", "/repos/acme/beads").status_code == 404
    assert connect("mallory")("PATCH", "/repos/acme/gastown", name="x").status_code == 403


@pytest.mark.parametrize(
    ("login", "permission", "role"),
    [
        ("alice", "admin", "admin"),
        ("joe", "write", "write"),
        ("nux", "read", "triage"),
        ("amber", "write", "maintain"),
        ("mallory", "read", "read"),
    ],
)
def test_the_effective_role_is_told(alice: Client, login: str, permission: str, role: str) -> None:
    for login_, given in (("nux", "triage"), ("amber", "maintain")):
        alice("PUT", f"/repos/acme/hq/collaborators/{login_}", permission=given)
    shown = alice.get(f"/repos/acme/hq/collaborators/{login}/permission")
    assert (shown["permission"], shown["role_name"], shown["user"]["login"]) == (permission, role, login)


def test_roles_on_a_private_repository(alice: Client, connect: Connect) -> None:
    alice("PATCH", "/repos/acme/hq", private=True)
    shown = alice.get("/repos/acme/hq/collaborators/mallory/permission")
    assert (shown["permission"], shown["role_name"]) == ("none", "none")
    alice("DELETE", "/repos/acme/hq/collaborators/joe")
    assert (
        alice.get("/repos/acme/hq/collaborators/joe/permission")["role_name"] == "read"
    )  # as a member of acme
    assert alice("GET", "/repos/acme/hq/collaborators/ghost/permission").status_code == 404


def test_roles_are_told_to_writers_only(alice: Client, connect: Connect) -> None:
    refused = connect("mallory")("GET", "/repos/acme/hq/collaborators/joe/permission")
    assert refused.status_code == 403
    assert refused.json()["message"] == "Must have push access to view collaborator permission."
    assert connect("mallory")("GET", "/repos/acme/hq/collaborators").status_code == 403
    logins = [user["login"] for user in alice.get("/repos/acme/hq/collaborators")]
    assert logins == ["alice", "joe", "amber", "nux", "gt-convoy"]


def test_labels_are_made_changed_and_deleted(alice: Client, connect: Connect) -> None:
    labels = "/repos/acme/hq/labels"
    made = alice("POST", labels, name="convoy", color="0E8A16", description="A convoy")
    assert (made.status_code, made.json()["color"]) == (201, "0e8a16")
    again = alice("POST", labels, name="CONVOY", color="000000")
    assert again.json()["errors"] == [{"resource": "Label", "field": "name", "code": "already_exists"}]
    alice("POST", "/repos/acme/hq/issues/1/labels", labels=["convoy"])
    changed = alice("PATCH", f"{labels}/convoy", new_name="fleet", description="runner: app").json()
    assert (changed["name"], changed["description"]) == ("fleet", "runner: app")
    assert [label["name"] for label in alice.get("/repos/acme/hq/issues/1")["labels"]] == ["fleet"]
    assert connect("mallory")("POST", labels, name="mine").status_code == 403
    assert alice("POST", labels, name="x", color="red").status_code == 422
    assert alice("DELETE", f"{labels}/fleet").status_code == 204
    assert alice.get("/repos/acme/hq/issues/1")["labels"] == []
    assert len(alice.get(labels)) == 9


def test_a_pull_request_is_opened_and_merged(alice: Client) -> None:
    pulls = "/repos/acme/beads/pulls"
    made = alice("POST", pulls, title="Faster export", head="fast", base="main", body="Text")
    assert made.status_code == 201
    one = f"{pulls}/{made.json()['number']}"
    assert (made.json()["merged"], alice("GET", f"{one}/merge").status_code) == (False, 404)
    assert alice("PUT", f"{one}/merge").json()["merged"] is True
    shown = alice.get(one)
    assert (shown["state"], shown["merged"], shown["merged_by"]["login"]) == ("closed", True, "alice")
    assert alice("PUT", f"{one}/merge").status_code == 405
    assert alice.get(one.replace("pulls", "issues"))["pull_request"]["merged_at"]
    assert alice("PATCH", one, state="open").status_code == 422


def test_a_pull_request_is_closed_without_a_merge(alice: Client) -> None:
    one = "/repos/acme/gastown/pulls/6"
    assert alice("PATCH", one, state="closed").json()["merged"] is False
    assert alice.get("/repos/acme/gastown/pulls") == []
    assert [pull["number"] for pull in alice.get("/repos/acme/gastown/pulls?state=all")] == [6]
    assert alice("GET", "/repos/acme/gastown/pulls/1").status_code == 404


def test_files_are_read(sandbox: Sandbox, alice: Client) -> None:
    world = sandbox.world
    repositories.write_file(world, world.get_repository("acme/hq"), ".github/convoy.yml", "hq: acme/hq\n")
    shown = alice.get("/repos/acme/hq/contents/.github/convoy.yml")
    assert (shown["content"], shown["encoding"]) == ("aHE6IGFjbWUvaHEK\n", "base64")
    assert alice("GET", "/repos/acme/hq/contents/missing").status_code == 404


def test_a_repository_dispatch_is_recorded(sandbox: Sandbox, alice: Client, connect: Connect) -> None:
    body = {"event_type": "convoy", "client_payload": {"issue": 1}}
    assert alice("POST", "/repos/acme/hq/dispatches", **body).status_code == 204
    assert connect("mallory")("POST", "/repos/acme/hq/dispatches", **body).status_code == 403
    recorded = sandbox.world.tables.dispatches
    assert [(each.event_type, each.actor) for each in recorded] == [("convoy", "alice")]


def test_people_and_teams(alice: Client, connect: Connect) -> None:
    assert alice.get("/user")["login"] == "alice"
    assert alice.get("/users/GT-CONVOY")["type"] == "User"
    assert alice.get("/users/acme")["type"] == "Organization"
    assert alice("GET", "/users/ghost").status_code == 404
    assert alice.get("/orgs/acme/teams/maintainers")["members_count"] == 1
    assert [each["login"] for each in alice.get("/orgs/acme/teams/maintainers/members")] == ["alice"]
    assert connect("mallory")("GET", "/orgs/acme/teams/maintainers").status_code == 404


def test_the_rate_limit_goes_down(alice: Client) -> None:
    headers = alice("GET", "/user").headers
    assert (headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]) == ("5000", "4999")
    assert (headers["x-ratelimit-used"], headers["x-ratelimit-resource"]) == ("1", "core")
    assert headers["x-github-request-id"]
    assert alice.get("/rate_limit")["rate"]["remaining"] == 4999
    assert alice("GET", "/meta").status_code == 200


def test_requests_are_counted(sandbox: Sandbox, alice: Client, connect: Connect) -> None:
    connect("joe").get("/user")
    mark = sandbox.requests.mark()
    alice.get("/repos/acme/hq/issues/1")
    alice.get("/repositories/1/issues/2")
    counted = sandbox.requests.since(mark, login="alice")
    assert [str(each) for each in counted] == ["GET /repos/{owner}/{repo}/issues/{issue_number} -> 200"] * 2
    assert sandbox.requests.since(mark, login="joe") == []
