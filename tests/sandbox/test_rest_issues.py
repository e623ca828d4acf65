"""Issues over REST: what is answered, who may, and what is refused in which words."""

import pytest

from gt_convoy_sandbox.model import accounts, issues, locks, repositories
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Client, Connect

GASTOWN = "/repos/acme/gastown"


def test_an_issue_is_opened_with_everything_at_once(alice: Client) -> None:
    answer = alice(
        "POST",
        f"{GASTOWN}/issues",
        title="New",
        body="Text",
        labels=["bug", "fresh"],
        assignees=["joe"],
        type="Task",
    )
    assert answer.status_code == 201
    issue = answer.json()
    assert (issue["number"], issue["state"], issue["type"]["name"]) == (7, "open", "Task")
    assert [label["name"] for label in issue["labels"]] == ["bug", "fresh"]
    assert [user["login"] for user in issue["assignees"]] == ["joe"]
    assert issue["html_url"].endswith("/acme/gastown/issues/7")
    assert alice.get(f"{GASTOWN}/labels/fresh")["color"] == "ededed"


def test_one_patch_changes_text_state_and_labels_together(alice: Client) -> None:
    changes = {
        "title": "Other",
        "body": "Text",
        "state": "closed",
        "state_reason": "not_planned",
        "labels": ["bug"],
    }
    issue = alice("PATCH", f"{GASTOWN}/issues/1", **changes).json()
    assert (issue["title"], issue["body"], issue["state"]) == ("Other", "Text", "closed")
    assert (issue["state_reason"], issue["closed_by"]["login"]) == ("not_planned", "alice")
    reopened = alice("PATCH", f"{GASTOWN}/issues/1", state="open").json()
    assert (reopened["state_reason"], reopened["closed_at"], reopened["closed_by"]) == (
        "reopened",
        None,
        None,
    )


def test_whoever_can_read_opens_issues_but_sets_no_labels(connect: Connect) -> None:
    mallory = connect("mallory")
    issue = mallory(
        "POST", f"{GASTOWN}/issues", title="T", labels=["bug"], assignees=["joe"], type="Bug"
    ).json()
    assert (issue["labels"], issue["assignees"], issue["type"]) == ([], [], None)
    mine = f"{GASTOWN}/issues/{issue['number']}"
    assert mallory("PATCH", mine, state="closed", labels=["bug"]).json()["labels"] == []


@pytest.mark.parametrize(
    ("login", "method", "path", "status", "message"),
    [
        ("", "GET", f"{GASTOWN}/issues/1", 200, None),
        ("", "POST", f"{GASTOWN}/issues", 401, "Requires authentication"),
        ("nobody", "GET", f"{GASTOWN}/issues/1", 401, "Bad credentials"),
        ("alice", "GET", f"{GASTOWN}/issues/99", 404, "Not Found"),
        ("alice", "GET", "/repos/acme/nothing/issues/1", 404, "Not Found"),
        ("mallory", "GET", "/repos/acme/secret/issues", 404, "Not Found"),
        ("", "GET", "/repos/acme/secret/issues", 404, "Not Found"),
        ("alice", "GET", "/repos/acme/secret/issues", 200, None),
        ("mallory", "PATCH", f"{GASTOWN}/issues/1", 403, "Must have admin rights to Repository."),
        ("mallory", "POST", f"{GASTOWN}/issues/1/labels", 403, "Must have admin rights to Repository."),
    ],
)
def test_who_may_is_answered_as_by_github(  # noqa: PLR0917 - a row of the table
    sandbox: Sandbox, connect: Connect, login: str, method: str, path: str, status: int, message: str | None
) -> None:
    repositories.create(sandbox.world, "acme/secret", private=True)
    body = {"title": "T"} if "labels" not in path else {"labels": ["bug"]}
    answer = connect(login)(method, path, **body if method != "GET" else {})
    assert answer.status_code == status
    if message:
        shown = answer.json()
        assert (shown["message"], shown["status"]) == (message, str(status))
        assert shown["documentation_url"].startswith("https://docs.github.com/")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"body": "no title"}, 'Invalid request.\n\n"title" wasn\'t supplied.'),
        ({"title": 5}, "Invalid request.\n\nFor 'properties/title', 5 is not a string."),
        ({"title": " "}, {"resource": "Issue", "field": "title", "code": "missing_field"}),
        (
            {"title": "t" * 257},
            {
                "resource": "Issue",
                "field": "title",
                "code": "custom",
                "message": "title is too long (maximum is 256 characters)",
            },
        ),
        (
            {"title": "T", "body": "b" * 65_537},
            {
                "resource": "Issue",
                "field": "body",
                "code": "custom",
                "message": "body is too long (maximum is 65536 characters)",
            },
        ),
        (
            {"title": "T", "assignees": ["mallory"]},
            {"value": "mallory", "resource": "Issue", "field": "assignees", "code": "invalid"},
        ),
        (
            {"title": "T", "type": "Epic"},
            {"value": "Epic", "resource": "Issue", "field": "type", "code": "invalid"},
        ),
    ],
    ids=["no title", "number as title", "blank title", "long title", "long body", "assignee", "type"],
)
def test_a_wrong_issue_is_refused_and_nothing_is_made(
    alice: Client, body: dict[str, object], problem: str | dict[str, str]
) -> None:
    answer = alice("POST", f"{GASTOWN}/issues", **body)
    assert answer.status_code == 422
    shown = answer.json()
    assert problem in (shown["message"], shown.get("errors", [None])[0])
    assert alice("GET", f"{GASTOWN}/issues/7").status_code == 404


def test_the_longest_body_is_taken(alice: Client) -> None:
    assert alice("POST", f"{GASTOWN}/issues", title="t" * 256, body="é" * 65_536).status_code == 201


def test_what_is_no_json_object_is_refused(alice: Client) -> None:
    for text in ("{", "[1]", "5"):
        answer = alice.session.post(f"{alice.api}{GASTOWN}/issues", data=text, timeout=10)
        assert (answer.status_code, answer.json()["message"]) == (400, "Problems parsing JSON")


def test_a_deleted_issue_is_gone(sandbox: Sandbox, alice: Client) -> None:
    world = sandbox.world
    issues.delete(world, world.get_issue(world.get_repository("acme/gastown"), 2), world.get_user("alice"))
    answer = alice("GET", f"{GASTOWN}/issues/2")
    assert (answer.status_code, answer.json()["message"]) == (410, "This issue was deleted")
    assert 2 not in [issue["number"] for issue in alice.get(f"{GASTOWN}/issues?state=all")]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [6, 5, 4, 3, 2]),
        ("state=closed", [1]),
        ("state=all&direction=asc", [1, 2, 3, 4, 5, 6]),
        ("labels=bug", [5, 3]),
        ("labels=bug,enhancement", []),
        ("labels=nothing", []),
        ("assignee=joe", [2]),
        ("assignee=none", [6, 5, 4, 3]),
        ("assignee=*", [2]),
        ("creator=nux", [6, 4]),
        ("since=2999-01-01T00:00:00Z", []),
        ("since=2000-01-01T00:00:00Z&per_page=2", [6, 5]),
    ],
)
def test_issues_are_listed_by(alice: Client, query: str, numbers: list[int]) -> None:
    alice("PATCH", f"{GASTOWN}/issues/1", state="closed")
    alice("POST", f"{GASTOWN}/issues/2/assignees", assignees=["joe"])
    assert [issue["number"] for issue in alice.get(f"{GASTOWN}/issues?{query}")] == numbers


def test_pull_requests_are_listed_as_issues(alice: Client) -> None:
    kinds = {issue["number"]: "pull_request" in issue for issue in alice.get(f"{GASTOWN}/issues")}
    assert kinds == {1: False, 2: False, 3: False, 4: False, 5: False, 6: True}


def test_pages_are_linked(alice: Client) -> None:
    first = alice("GET", f"{GASTOWN}/issues?per_page=2")
    assert set(first.links) == {"next", "last"}
    second = alice("GET", first.links["next"]["url"])
    assert [issue["number"] for issue in second.json()] == [4, 3]
    assert set(second.links) == {"next", "last", "first", "prev"}
    assert set(alice("GET", second.links["last"]["url"]).links) == {"first", "prev"}
    assert not alice("GET", f"{GASTOWN}/issues").links


def test_assignees_without_access_and_beyond_ten_are_dropped(sandbox: Sandbox, alice: Client) -> None:
    crowd = [f"crew{number}" for number in range(12)]
    world = sandbox.world
    for login in crowd:
        accounts.add_user(world, login)
        repositories.set_role(
            world, world.get_repository("acme/gastown"), world.get_user("alice"), login, "read"
        )
    answer = alice("POST", f"{GASTOWN}/issues/1/assignees", assignees=["mallory", "joe", "ghost", *crowd])
    assert answer.status_code == 201
    assert [user["login"] for user in answer.json()["assignees"]] == ["joe", *crowd[:9]]
    left = alice("DELETE", f"{GASTOWN}/issues/1/assignees", assignees=["JOE"]).json()
    assert "joe" not in [user["login"] for user in left["assignees"]]


@pytest.mark.parametrize(("login", "status"), [("joe", 204), ("mallory", 404), ("ghost", 404)])
def test_who_can_be_assigned_is_told(alice: Client, login: str, status: int) -> None:
    assert alice("GET", f"{GASTOWN}/assignees/{login}").status_code == status
    assert (login in [user["login"] for user in alice.get(f"{GASTOWN}/assignees")]) == (status == 204)


def test_a_locked_issue_takes_comments_of_writers_only(sandbox: Sandbox, connect: Connect) -> None:
    world = sandbox.world
    issue = world.get_issue(world.get_repository("acme/gastown"), 1)
    locks.lock(world, issue, world.get_user("joe"))
    refused = connect("mallory")("POST", f"{GASTOWN}/issues/1/comments", body="hello")
    assert (refused.status_code, "locked" in refused.json()["message"]) == (403, True)
    assert connect("joe")("POST", f"{GASTOWN}/issues/1/comments", body="hello").status_code == 201


def test_labels_of_an_issue_are_added_set_and_removed(alice: Client) -> None:
    path = f"{GASTOWN}/issues/1/labels"

    def names(method: str, tail: str = "", **body: object) -> list[str]:
        return [label["name"] for label in alice(method, path + tail, **body).json()]

    assert names("POST", labels=["Bug", "convoy"]) == ["bug", "convoy"]
    assert names("PUT", labels=["wontfix"]) == ["wontfix"]
    assert alice("DELETE", f"{path}/bug").status_code == 404
    assert names("DELETE", "/WONTFIX") == []
    assert alice("DELETE", path).status_code == 204
    assert alice.get(path) == []
