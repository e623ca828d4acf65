"""Sub-issues and dependencies, over REST, GraphQL and webhooks."""

from itertools import pairwise

import pytest

from gt_convoy_sandbox.model import Issue, accounts, dependencies, issues, repositories
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Client, Connect, Receiver

HQ, GASTOWN = "/repos/acme/hq/issues", "/repos/acme/gastown/issues"


def find(sandbox: Sandbox, repository: str, number: int) -> Issue:
    return sandbox.world.get_issue(sandbox.world.get_repository(repository), number)


def test_sub_issues_are_added_listed_and_removed(sandbox: Sandbox, alice: Client) -> None:
    first, second = find(sandbox, "acme/gastown", 1), find(sandbox, "acme/beads", 1)
    for child in (first, second):
        assert alice("POST", f"{HQ}/1/sub_issues", sub_issue_id=child.id).status_code == 201
    assert [each["id"] for each in alice.get(f"{HQ}/1/sub_issues")] == [first.id, second.id]
    assert [each["id"] for each in alice.get(f"{HQ}/1/sub_issues?per_page=1&page=2")] == [second.id]
    assert alice.get(f"{GASTOWN}/1/parent")["number"] == 1
    assert alice.get(f"{GASTOWN}/1")["parent_issue_url"].endswith("/repos/acme/hq/issues/1")
    alice("PATCH", f"{GASTOWN}/1", state="closed")
    summary = {"total": 2, "completed": 1, "percent_completed": 50}
    assert alice.get(f"{HQ}/1")["sub_issues_summary"] == summary
    assert alice("DELETE", f"{HQ}/1/sub_issue", sub_issue_id=first.id).status_code == 200
    assert alice("GET", f"{GASTOWN}/1/parent").status_code == 404
    assert alice("DELETE", f"{HQ}/1/sub_issue", sub_issue_id=first.id).status_code == 404


def test_sub_issues_are_told_by_graphql(sandbox: Sandbox, alice: Client) -> None:
    alice("POST", f"{HQ}/1/sub_issues", sub_issue_id=find(sandbox, "acme/gastown", 2).id)
    fields = "number parent { number } subIssuesSummary { total completed percentCompleted }"
    query = f"""{{ repository(owner: "acme", name: "hq") {{ issue(number: 1) {{ {fields}
      subIssues(first: 10) {{ totalCount nodes {{ {fields} repository {{ nameWithOwner }} }} }} }} }} }}"""
    shown = alice.graphql(query)["data"]["repository"]["issue"]
    assert shown["subIssuesSummary"] == {"total": 1, "completed": 0, "percentCompleted": 0}
    assert shown["subIssues"]["totalCount"] == 1
    child = shown["subIssues"]["nodes"][0]
    assert (child["number"], child["parent"]) == (2, {"number": 1})
    assert child["repository"]["nameWithOwner"] == "acme/gastown"


def test_a_sub_issue_has_one_parent(sandbox: Sandbox, alice: Client, connect: Connect) -> None:
    child = find(sandbox, "acme/gastown", 1)
    alice("POST", f"{HQ}/1/sub_issues", sub_issue_id=child.id)
    refused = alice("POST", f"{HQ}/2/sub_issues", sub_issue_id=child.id)
    assert (refused.status_code, "Sub issue may only have one parent" in refused.json()["message"]) == (
        422,
        True,
    )
    moved = alice("POST", f"{HQ}/2/sub_issues", sub_issue_id=child.id, replace_parent=True)
    assert moved.status_code == 201
    assert alice.get(f"{HQ}/1/sub_issues") == []
    assert alice.get(f"{GASTOWN}/1/parent")["number"] == 2
    assert connect("mallory")("POST", f"{HQ}/1/sub_issues", sub_issue_id=child.id).status_code == 403
    assert alice("POST", f"{HQ}/1/sub_issues", sub_issue_id=9999).status_code == 404


def test_sub_issues_have_limits(sandbox: Sandbox, alice: Client) -> None:
    world, user = sandbox.world, sandbox.world.get_user("alice")
    hq = world.get_repository("acme/hq")
    line = [issues.create(world, hq, user, f"Level {level}") for level in range(10)]
    for above, below in pairwise(line[:9]):
        path = f"{HQ}/{above.number}/sub_issues"
        assert alice("POST", path, sub_issue_id=below.id).status_code == 201
    assert alice("POST", f"{HQ}/{line[8].number}/sub_issues", sub_issue_id=line[9].id).status_code == 422
    assert alice("POST", f"{HQ}/{line[8].number}/sub_issues", sub_issue_id=line[0].id).status_code == 422
    many = [issues.create(world, hq, user, f"Sub {count}") for count in range(101)]
    statuses = [alice("POST", f"{HQ}/1/sub_issues", sub_issue_id=each.id).status_code for each in many]
    assert statuses == [201] * 100 + [422]
    accounts.add_user(world, "stranger")
    foreign = issues.create(world, repositories.create(world, "stranger/den"), user, "Far away")
    assert alice("POST", f"{HQ}/2/sub_issues", sub_issue_id=foreign.id).status_code == 422


def test_sub_issues_that_one_may_not_see_are_left_out(
    sandbox: Sandbox, alice: Client, connect: Connect
) -> None:
    alice("POST", f"{HQ}/1/sub_issues", sub_issue_id=find(sandbox, "acme/beads", 1).id)
    alice("PATCH", "/repos/acme/beads", private=True)
    assert connect("mallory").get(f"{HQ}/1/sub_issues") == []
    assert len(alice.get(f"{HQ}/1/sub_issues")) == 1


def test_both_sides_are_told_of_a_sub_issue(sandbox: Sandbox, alice: Client, everything: Receiver) -> None:
    child = find(sandbox, "acme/gastown", 1)
    alice("POST", f"{HQ}/1/sub_issues", sub_issue_id=child.id)
    alice("DELETE", f"{HQ}/1/sub_issue", sub_issue_id=child.id)
    sandbox.deliveries.wait_idle()
    actions = ["parent_issue_added", "sub_issue_added", "parent_issue_removed", "sub_issue_removed"]
    assert everything.names() == [f"sub_issues {action}" for action in actions]
    added = everything.payload("sub_issues sub_issue_added")
    assert (added["repository"]["name"], added["sub_issue_repo"]["name"]) == ("hq", "gastown")
    assert added["parent_issue"]["sub_issues_summary"]["total"] == 1


def test_what_blocks_an_issue_is_added_listed_and_removed(sandbox: Sandbox, alice: Client) -> None:
    blocker = find(sandbox, "acme/beads", 2)
    blocked_by = f"{GASTOWN}/1/dependencies/blocked_by"
    assert alice("POST", blocked_by, issue_id=blocker.id).status_code == 201
    assert alice("POST", blocked_by, issue_id=blocker.id).status_code == 422
    assert [each["id"] for each in alice.get(blocked_by)] == [blocker.id]
    assert [each["number"] for each in alice.get("/repos/acme/beads/issues/2/dependencies/blocking")] == [1]
    assert alice("DELETE", f"{blocked_by}/{blocker.id}").status_code == 200
    assert alice.get(blocked_by) == []
    assert alice("DELETE", f"{blocked_by}/{blocker.id}").status_code == 404


def test_only_open_blockers_block(sandbox: Sandbox, alice: Client) -> None:
    for number in (1, 2):
        blocker = find(sandbox, "acme/beads", number)
        alice("POST", f"{GASTOWN}/1/dependencies/blocked_by", issue_id=blocker.id)
    alice("PATCH", "/repos/acme/beads/issues/1", state="closed")
    counted = {"blocked_by": 1, "blocking": 0, "total_blocked_by": 2, "total_blocking": 0}
    assert alice.get(f"{GASTOWN}/1")["issue_dependencies_summary"] == counted
    query = """{ repository(owner: "acme", name: "gastown") { issue(number: 1) {
      issueDependenciesSummary { blockedBy blocking totalBlockedBy totalBlocking }
      blockedBy(first: 10) { nodes { number state } } } } }"""
    shown = alice.graphql(query)["data"]["repository"]["issue"]
    assert shown["issueDependenciesSummary"] == {
        "blockedBy": 1,
        "blocking": 0,
        "totalBlockedBy": 2,
        "totalBlocking": 0,
    }
    # The newest dependency comes first, as the schema's default order says.
    assert [each["number"] for each in shown["blockedBy"]["nodes"]] == [2, 1]


@pytest.mark.parametrize(
    ("what", "login", "blocked", "blocker", "status"),
    [
        ("an issue of another repository", "joe", "gastown/1", "beads/2", 201),
        ("one that blocks it already the other way round", "joe", "gastown/2", "gastown/3", 201),
        ("itself", "joe", "gastown/1", "gastown/1", 422),
        ("a pull request", "joe", "gastown/1", "gastown/6", 422),
        ("an issue, of a pull request", "joe", "gastown/6", "gastown/1", 422),
        ("an issue, by somebody without a role", "mallory", "gastown/1", "beads/2", 403),
        ("an issue, by nobody", "", "gastown/1", "beads/2", 401),
        ("one that there is not", "joe", "gastown/1", "", 404),
    ],
)
def test_what_may_block_what(  # noqa: PLR0917 - the columns of the table
    sandbox: Sandbox, connect: Connect, what: str, login: str, blocked: str, blocker: str, status: int
) -> None:
    alice, world = sandbox.world.get_user("alice"), sandbox.world
    dependencies.add(world, find(sandbox, "acme/gastown", 3), find(sandbox, "acme/gastown", 2), alice)
    repository, number = blocked.split("/")
    issue_id = find(sandbox, f"acme/{blocker[:-2]}", int(blocker[-1])).id if blocker else 9999
    path = f"/repos/acme/{repository}/issues/{number}/dependencies/blocked_by"
    assert connect(login)("POST", path, issue_id=issue_id).status_code == status, what


def test_a_relation_holds_fifty_on_either_side(sandbox: Sandbox, alice: Client) -> None:
    world, user = sandbox.world, sandbox.world.get_user("alice")
    first, second = find(sandbox, "acme/beads", 1), find(sandbox, "acme/beads", 2)
    many = [issues.create(world, world.get_repository("acme/hq"), user, f"Part {at}") for at in range(50)]
    for each in many:
        dependencies.add(world, first, each, user)
        dependencies.add(world, each, second, user)
    path = "/repos/acme/beads/issues/1/dependencies/blocked_by"
    assert alice("POST", path, issue_id=second.id).status_code == 422
    assert alice("POST", f"{GASTOWN}/1/dependencies/blocked_by", issue_id=second.id).status_code == 422
    assert len(alice.get(f"{path}?per_page=100")) == 50
    assert alice("DELETE", f"{path}/{many[0].id}").status_code == 200
    assert alice("POST", path, issue_id=many[0].id).status_code == 201


def test_a_blocker_that_one_may_not_see_is_counted_and_not_listed(
    sandbox: Sandbox, alice: Client, connect: Connect
) -> None:
    for number in (1, 2):
        blocker = find(sandbox, "acme/beads", number)
        alice("POST", f"{GASTOWN}/1/dependencies/blocked_by", issue_id=blocker.id)
    alice("POST", f"{GASTOWN}/1/dependencies/blocked_by", issue_id=find(sandbox, "acme/hq", 1).id)
    alice("PATCH", "/repos/acme/beads", private=True)
    query = """{ repository(owner: "acme", name: "gastown") { issue(number: 1) {
      issueDependenciesSummary { blockedBy totalBlockedBy }
      blockedBy(first: 50) { totalCount nodes { number repository { nameWithOwner } } } } } }"""
    shown = connect("mallory").graphql(query)["data"]["repository"]["issue"]
    assert shown == {
        "issueDependenciesSummary": {"blockedBy": 3, "totalBlockedBy": 3},
        "blockedBy": {
            "totalCount": 1,
            "nodes": [{"number": 1, "repository": {"nameWithOwner": "acme/hq"}}],
        },
    }
    assert len(connect("mallory").get(f"{GASTOWN}/1/dependencies/blocked_by")) == 1


def test_both_sides_are_told_of_a_dependency(sandbox: Sandbox, alice: Client, everything: Receiver) -> None:
    blocker = find(sandbox, "acme/beads", 2)
    alice("POST", f"{GASTOWN}/1/dependencies/blocked_by", issue_id=blocker.id)
    alice("DELETE", f"{GASTOWN}/1/dependencies/blocked_by/{blocker.id}")
    sandbox.deliveries.wait_idle()
    actions = ["blocked_by_added", "blocking_added", "blocked_by_removed", "blocking_removed"]
    assert everything.names() == [f"issue_dependencies {action}" for action in actions]
    added = everything.payload("issue_dependencies blocked_by_added")
    assert (added["blocked_issue"]["number"], added["blocking_issue"]["number"]) == (1, 2)
    assert (added["repository"]["name"], added["blocking_issue_repo"]["name"]) == ("gastown", "beads")
