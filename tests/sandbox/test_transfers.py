"""Issues that move or go away, and repositories that do."""

import pytest
import requests

from gt_convoy_sandbox.model import Issue, accounts, issues, relocation, repositories, sub_issues, transfers
from gt_convoy_sandbox.model.errors import Forbidden, Refused
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Client, Connect, Receiver

GASTOWN = "/repos/acme/gastown/issues"
OLD = '{ repository(owner: "acme", name: "gastown") { issueOrPullRequest(number: 1) { __typename } } }'


def find(sandbox: Sandbox, repository: str = "acme/gastown", number: int = 1) -> Issue:
    return sandbox.world.get_issue(sandbox.world.get_repository(repository), number)


def transfer(sandbox: Sandbox, login: str = "alice", to: str = "acme/beads") -> Issue:
    world = sandbox.world
    return transfers.transfer(world, find(sandbox), world.get_user(login), world.get_repository(to))


def test_the_old_number_leads_to_the_new_place(sandbox: Sandbox, alice: Client) -> None:
    alice("POST", f"{GASTOWN}/1/comments", body="hello")
    moved = transfer(sandbox)
    for tail in ("", "/comments"):
        answer = alice("GET", f"{GASTOWN}/1{tail}")
        assert (answer.status_code, answer.json()["message"]) == (301, "Moved Permanently")
        assert answer.headers["Location"] == f"{alice.api}/repositories/3/issues/{moved.number}{tail}"
    assert alice.get(f"/repositories/3/issues/{moved.number}")["title"] == "Update API endpoint"
    assert [each["body"] for each in alice.get(answer.headers["Location"])] == ["hello"]
    assert alice("PATCH", f"{GASTOWN}/1", state="closed").status_code == 301
    assert 1 not in [each["number"] for each in alice.get(GASTOWN)]
    assert alice.graphql(OLD)["errors"][0]["type"] == "NOT_FOUND"


def test_who_may_not_read_the_new_place_is_not_told_of_it(
    sandbox: Sandbox, alice: Client, connect: Connect
) -> None:
    transfer(sandbox)
    alice("PATCH", "/repos/acme/beads", private=True)
    assert connect("mallory")("GET", f"{GASTOWN}/1").status_code == 404


def test_an_issue_may_move_on_and_on(sandbox: Sandbox, alice: Client) -> None:
    world, user = sandbox.world, sandbox.world.get_user("alice")
    second = transfer(sandbox)
    third = transfers.transfer(world, second, user, world.get_repository("acme/hq"))
    assert alice("GET", f"{GASTOWN}/1").headers["Location"].endswith(f"/repositories/1/issues/{third.number}")
    issues.delete(world, third, user)
    assert alice("GET", f"{GASTOWN}/1").status_code == 410


def test_what_belongs_to_an_issue_moves_with_it(sandbox: Sandbox, alice: Client) -> None:
    world, user = sandbox.world, sandbox.world.get_user("alice")
    issue, parent = find(sandbox), find(sandbox, "acme/hq", 1)
    issues.edit(world, issue, user, labels=["bug", "fresh"], assignees=["joe"], body="Changed")
    sub_issues.add(world, parent, issue, user)
    moved = transfer(sandbox)
    shown = alice.get(f"/repos/acme/beads/issues/{moved.number}")
    assert [label["name"] for label in shown["labels"]] == ["bug"]
    assert [each["login"] for each in shown["assignees"]] == ["joe"]
    assert (shown["body"], shown["id"] != issue.id) == ("Changed", True)
    assert [each["id"] for each in alice.get("/repos/acme/hq/issues/1/sub_issues")] == [moved.id]


def test_the_old_and_the_new_repository_are_told(sandbox: Sandbox, receiver: Receiver, alice: Client) -> None:
    moved = transfer(sandbox)
    sandbox.deliveries.wait_idle()
    assert sorted(receiver.names()) == ["issues opened", "issues transferred"]
    told = receiver.payload("issues transferred")
    assert (told["repository"]["full_name"], told["issue"]["number"]) == ("acme/gastown", 1)
    assert told["changes"]["new_issue"]["number"] == moved.number
    assert told["changes"]["new_repository"]["full_name"] == "acme/beads"
    opened = receiver.payload("issues opened")
    assert opened["issue"]["number"] == moved.number
    assert opened["changes"]["old_repository"]["full_name"] == "acme/gastown"


def test_an_issue_is_transferred_and_deleted_by_graphql(
    sandbox: Sandbox, alice: Client, connect: Connect
) -> None:
    issue, beads = find(sandbox), sandbox.world.get_repository("acme/beads")
    change = """mutation($issue: ID!, $to: ID!) {
      transferIssue(input: {issueId: $issue, repositoryId: $to}) { issue { number repository { name } } } }"""
    refused = connect("mallory").graphql(change, issue=issue.node_id, to=beads.node_id)
    assert refused["errors"][0]["type"] == "FORBIDDEN"
    done = alice.graphql(change, issue=issue.node_id, to=beads.node_id)
    assert done["data"]["transferIssue"]["issue"]["repository"] == {"name": "beads"}
    again = alice.graphql(change, issue=issue.node_id, to=beads.node_id)
    assert again["errors"][0]["type"] == "NOT_FOUND"
    delete = "mutation($id: ID!) { deleteIssue(input: {issueId: $id}) { repository { name } } }"
    assert alice.graphql(delete, id=find(sandbox, number=2).node_id)["data"]["deleteIssue"]
    assert alice("GET", f"{GASTOWN}/2").status_code == 410


@pytest.mark.parametrize("to", ["acme/gastown", "stranger/den"])
def test_an_issue_stays_with_its_owner(sandbox: Sandbox, to: str) -> None:
    accounts.add_user(sandbox.world, "stranger")
    den = repositories.create(sandbox.world, "stranger/den")
    den.collaborators["alice"] = "admin"
    with pytest.raises(Refused):
        transfer(sandbox, to=to)


def test_a_private_issue_does_not_become_public(sandbox: Sandbox, alice: Client) -> None:
    alice("PATCH", "/repos/acme/gastown", private=True)
    with pytest.raises(Refused):
        transfer(sandbox)


def test_who_may_not_write_transfers_nothing(sandbox: Sandbox) -> None:
    with pytest.raises(Forbidden):
        transfer(sandbox, login="mallory")


def test_the_page_of_a_transferred_issue_leads_on(sandbox: Sandbox) -> None:
    moved = transfer(sandbox)
    page = requests.get(f"{sandbox.url}/acme/gastown/issues/1", timeout=10)
    assert page.url == f"{sandbox.url}/acme/beads/issues/{moved.number}"


def test_a_repository_gets_another_owner(sandbox: Sandbox, everything: Receiver, alice: Client) -> None:
    accounts.add_user(sandbox.world, "buyer")
    answer = alice("POST", "/repos/acme/beads/transfer", new_owner="buyer", new_name="pearls")
    assert (answer.status_code, answer.json()["full_name"]) == (202, "buyer/pearls")
    assert alice("GET", "/repos/acme/beads/issues/1").status_code == 301
    assert alice.get("/repositories/3/issues/1")["number"] == 1
    sandbox.deliveries.wait_idle()
    told = everything.payload("repository transferred")
    assert told["changes"]["owner"]["from"]["organization"]["login"] == "acme"
    assert told["repository"]["full_name"] == "buyer/pearls"


def test_a_deleted_repository_is_gone(
    sandbox: Sandbox, everything: Receiver, alice: Client, connect: Connect
) -> None:
    assert connect("joe")("DELETE", "/repos/acme/beads").status_code == 403
    assert alice("DELETE", "/repos/acme/beads").status_code == 204
    assert alice("GET", "/repos/acme/beads").status_code == 404
    assert alice("GET", "/repositories/3/issues/1").status_code == 404
    sandbox.deliveries.wait_idle()
    assert everything.names() == ["repository deleted"]


def test_what_was_related_to_a_deleted_repository_is_not_any_more(sandbox: Sandbox, alice: Client) -> None:
    world, user = sandbox.world, sandbox.world.get_user("alice")
    transfer(sandbox)
    sub_issues.add(world, find(sandbox, "acme/hq", 1), find(sandbox, "acme/beads", 1), user)
    relocation.delete(world, world.get_repository("acme/beads"), user)
    assert alice.get("/repos/acme/hq/issues/1/sub_issues") == []
    assert alice("GET", f"{GASTOWN}/1").status_code == 404


def test_conversations_are_locked_and_unlocked(
    sandbox: Sandbox, everything: Receiver, alice: Client, connect: Connect
) -> None:
    lock, mallory = f"{GASTOWN}/1/lock", connect("mallory")
    assert mallory("PUT", lock).status_code == 403
    assert alice("PUT", lock, lock_reason="bored").status_code == 422
    assert alice("PUT", lock, lock_reason="too heated").status_code == 204
    shown = alice.get(f"{GASTOWN}/1")
    assert (shown["locked"], shown["active_lock_reason"]) == (True, "too heated")
    refused = mallory("POST", f"{GASTOWN}/1/comments", body="But!")
    assert refused.status_code == 403
    assert refused.json()["message"] == "Unable to create comment because issue is locked."
    assert alice("DELETE", lock).status_code == 204
    assert mallory("POST", f"{GASTOWN}/1/comments", body="But!").status_code == 201
    sandbox.deliveries.wait_idle()
    assert everything.names() == ["issues locked", "issues unlocked", "issue_comment created"]


def test_the_history_of_a_text_is_kept(sandbox: Sandbox, alice: Client, connect: Connect) -> None:
    fields = "lastEditedAt userContentEdits(first: 10) { nodes { editor { login } editedAt diff } }"
    query = f'{{ repository(owner: "acme", name: "gastown") {{ issue(number: 2) {{ body {fields} }} }} }}'
    never = alice.graphql(query)["data"]["repository"]["issue"]
    assert (never["lastEditedAt"], never["userContentEdits"]["nodes"]) == (None, [])
    connect("joe")("PATCH", f"{GASTOWN}/2", body="Second")
    alice("PATCH", f"{GASTOWN}/2", body="Third")
    shown = alice.graphql(query)["data"]["repository"]["issue"]
    versions = [(each["editor"]["login"], each["diff"]) for each in shown["userContentEdits"]["nodes"]]
    assert versions == [("alice", "Third"), ("joe", "Second"), ("amber", never["body"])]
    assert shown["lastEditedAt"] == shown["userContentEdits"]["nodes"][0]["editedAt"]
