"""Writes are checked: GitHub answers 2xx to some that it did not carry out."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import responses

from gt_convoy.domain.errors import Denied, NotFound, Rejected, Unavailable
from gt_convoy.domain.github_values import Change, Label, Role, Team
from gt_convoy.domain.references import Ref
from gt_convoy.events.payloads import EVENTS
from gt_convoy.github.adapter import GitHub
from tests.github.fake import API, GRAPHQL, calls, comment, issue, reply, repository

HQ = Ref("acme/hq", 1)
REPO = f"{API}/repos/acme/hq"
ISSUE = f"{REPO}/issues/1"
Mock = responses.RequestsMock


def sent(mock: Mock, index: int = -1) -> Any:
    return json.loads(mock.calls[index].request.body or "null")


CONVOY = frozenset({"convoy"})


@pytest.mark.parametrize(
    ("change", "answer", "what_did_not_take"),
    [
        (Change(open=False), {"state": "open"}, "state (closed)"),
        (Change(open=True), {"state": "closed"}, "state (open)"),
        (Change(body="new"), {"body": "old"}, "body"),
        (Change(body="new"), {"body": None}, "body"),
        (Change(labels=CONVOY), {"labels": [{"name": "bug"}]}, "label convoy"),
        (Change(body="new", open=False), {"body": "old"}, "state (closed), body"),
    ],
)
def test_a_change_that_did_not_take_is_rejected(
    gh: GitHub, mock: Mock, change: Change, answer: dict[str, Any], what_did_not_take: str
) -> None:
    mock.patch(ISSUE, json=issue(**answer))
    with pytest.raises(Rejected) as raised:
        gh.update(HQ, change)
    assert str(raised.value) == f"GitHub did not take what was written to acme/hq#1: {what_did_not_take}"


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (Change(body="a\nb"), {"body": "a\r\nb"}),
        (Change(body="a\r\nb"), {"body": "a\nb"}),
        (Change(body=""), {"body": None}),
        (Change(labels=CONVOY), {"labels": [{"name": "Convoy"}, {"name": "bug"}]}),
        (Change(labels=CONVOY), {"labels": ["convoy"]}),
        (Change(open=False, state_reason="completed"), {"state": "closed"}),
    ],
)
def test_a_change_that_took_is_accepted(
    gh: GitHub, mock: Mock, change: Change, answer: dict[str, Any]
) -> None:
    mock.patch(ISSUE, json=issue(**answer))
    assert gh.update(HQ, change).number == 1


def test_one_patch_carries_the_whole_change_and_nothing_else(gh: GitHub, mock: Mock) -> None:
    mock.patch(ISSUE, json=issue(body="x", state="closed", labels=[{"name": "a"}, {"name": "b"}]))
    gh.update(HQ, Change("x", False, "completed", frozenset({"b", "a"})))
    assert sent(mock) == {"body": "x", "state": "closed", "state_reason": "completed", "labels": ["a", "b"]}


def test_no_change_is_no_write(gh: GitHub, mock: Mock) -> None:
    mock.get(ISSUE, json=issue())
    gh.update(HQ, Change())
    assert calls(mock) == ["GET /repos/acme/hq/issues/1"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"labels": []}, "label convoy"),
        ({"title": "other"}, "title"),
        ({"body": "other"}, "body"),
    ],
)
def test_an_issue_made_otherwise_than_wanted_is_rejected(
    gh: GitHub, mock: Mock, answer: dict[str, Any], says: str
) -> None:
    made = {"title": "T", "body": "B", "labels": [{"name": "convoy"}], **answer}
    mock.post(f"{REPO}/issues", status=201, json=issue(**made))
    with pytest.raises(Rejected, match=f"acme/hq#1: {says}"):
        gh.create("acme/hq", "T", "B", ["convoy"])


def test_an_issue_is_made(gh: GitHub, mock: Mock) -> None:
    mock.post(f"{REPO}/issues", status=201, json=issue(title="T", body="B", labels=[{"name": "convoy"}]))
    assert gh.create("acme/hq", " T ", "B", ["convoy"]).ref == HQ
    assert sent(mock) == {"title": " T ", "body": "B", "labels": ["convoy"]}


def test_a_comment_of_another_text_is_rejected(gh: GitHub, mock: Mock) -> None:
    mock.post(f"{ISSUE}/comments", status=201, json=comment("other"))
    with pytest.raises(Rejected, match="issuecomment-77"):
        gh.post(HQ, "text")


@pytest.mark.parametrize(
    ("comment_id", "path"), [(77, "issues/comments/77/reactions"), (None, "issues/1/reactions")]
)
@pytest.mark.parametrize("status", [200, 201])
def test_a_reaction_goes_to_the_comment_or_the_issue(
    gh: GitHub, mock: Mock, comment_id: int | None, path: str, status: int
) -> None:
    mock.post(f"{REPO}/{path}", status=status, json={"id": 1, "content": "eyes"})
    gh.react(HQ, comment_id, "eyes")
    assert sent(mock) == {"content": "eyes"}


def test_a_reaction_that_is_another_is_rejected(gh: GitHub, mock: Mock) -> None:
    mock.post(f"{ISSUE}/reactions", json={"content": "heart"})
    with pytest.raises(Rejected):
        gh.react(HQ, None, "eyes")


def test_assigning_answers_who_is_assigned_then(gh: GitHub, mock: Mock) -> None:
    bot = {"login": "Copilot", "type": "Bot", "html_url": "https://github.com/apps/copilot-swe-agent"}
    answer = issue(assignees=[{"login": "amber", "type": "User"}, bot])
    mock.post(f"{ISSUE}/assignees", status=201, json=answer)
    assert gh.assign(HQ, ["amber", "stranger"]) == ("amber", "copilot-swe-agent[bot]")
    assert sent(mock) == {"assignees": ["amber", "stranger"]}


LABEL = Label("convoy", "1d76db", "app")


def test_a_label_that_is_there_is_set(gh: GitHub, mock: Mock) -> None:
    mock.patch(f"{REPO}/labels/convoy", json={"name": "convoy", "color": "1D76DB", "description": "app"})
    gh.put_label("acme/hq", LABEL)
    assert len(calls(mock)) == 1


def test_a_label_that_is_not_there_is_made(gh: GitHub, mock: Mock) -> None:
    name = "convoy:landed ü/1"
    mock.patch(f"{REPO}/labels/convoy%3Alanded%20%C3%BC%2F1", status=404, json={"message": "Not Found"})
    mock.post(f"{REPO}/labels", status=201, json={"name": name, "color": "1d76db", "description": None})
    gh.put_label("acme/hq", Label(name))
    assert sent(mock) == {"name": name, "color": "1d76db", "description": ""}


def test_a_label_that_did_not_take_is_rejected(gh: GitHub, mock: Mock) -> None:
    mock.patch(f"{REPO}/labels/convoy", json={"name": "convoy", "color": "1d76db", "description": "action"})
    with pytest.raises(Rejected, match="label convoy of acme/hq"):
        gh.put_label("acme/hq", LABEL)


def test_a_dispatch_is_sent(gh: GitHub, mock: Mock) -> None:
    mock.post(f"{REPO}/dispatches", status=204)
    gh.dispatch("acme/hq", "gt-convoy", {"issue": 1})
    assert sent(mock) == {"event_type": "gt-convoy", "client_payload": {"issue": 1}}


# Reads of single things ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "role"),
    [
        ({"permission": "admin", "role_name": "admin"}, Role.ADMIN),
        ({"permission": "write", "role_name": "maintain"}, Role.MAINTAIN),
        ({"permission": "read", "role_name": "triage"}, Role.TRIAGE),
        ({"permission": "write", "role_name": "release manager"}, Role.WRITE),
        ({"permission": "none", "role_name": ""}, Role.NONE),
        ({"permission": "read"}, Role.READ),
        ({"permission": "odd"}, Role.NONE),
    ],
)
def test_roles(gh: GitHub, mock: Mock, answer: dict[str, Any], role: Role) -> None:
    mock.get(f"{REPO}/collaborators/joe/permission", json=answer)
    assert gh.role("acme/hq", "joe") is role


def test_nobody_has_no_role(gh: GitHub, mock: Mock) -> None:
    mock.get(f"{REPO}/collaborators/a%2Fb%5Bbot%5D/permission", status=404, json={"message": "Not Found"})
    assert gh.role("acme/hq", "a/b[bot]") is Role.NONE


def test_a_role_that_may_not_be_asked_for_is_denied(gh: GitHub, mock: Mock) -> None:
    mock.get(f"{REPO}/collaborators/joe/permission", status=403, json={"message": "Must have push access"})
    with pytest.raises(Denied, match="Must have push access"):
        gh.role("acme/hq", "joe")


@pytest.mark.parametrize(
    ("fields", "private"),
    [
        ({}, False),
        ({"private": True, "visibility": "private"}, True),
        ({"private": True, "visibility": "internal"}, True),
        ({"visibility": "internal"}, True),
    ],
)
def test_a_repository_is_public_or_private(
    gh: GitHub, mock: Mock, fields: dict[str, Any], private: bool
) -> None:
    mock.get(REPO, json=repository(**fields))
    assert gh.repository("acme/hq").private is private


def test_a_repository_of_an_older_server(gh: GitHub, mock: Mock) -> None:
    mock.get(REPO, json={"id": 1, "full_name": "acme/hq", "private": False})
    assert gh.repository("acme/hq").private is False


def test_a_repository_that_is_not_there(gh: GitHub, mock: Mock) -> None:
    mock.get(REPO, status=404, json={"message": "Not Found"})
    with pytest.raises(NotFound, match="nothing at acme/hq "):
        gh.repository("acme/hq")


@pytest.mark.parametrize(("status", "answer"), [(204, True), (404, False)])
def test_who_can_be_assigned(gh: GitHub, mock: Mock, status: int, answer: bool) -> None:
    mock.get(f"{REPO}/assignees/joe", status=status)
    assert gh.assignable("acme/hq", "joe") is answer


@pytest.mark.parametrize(("status", "answer"), [(200, True), (404, False)])
def test_accounts(gh: GitHub, mock: Mock, status: int, answer: bool) -> None:
    mock.get(f"{API}/users/dependabot%5Bbot%5D", status=status, json={"login": "x"})
    assert gh.account_exists("dependabot[bot]") is answer


TEAM = f"{API}/orgs/acme/teams/crew"


@pytest.mark.parametrize(("privacy", "secret"), [("closed", False), ("secret", True)])
def test_a_team_and_its_members_on_all_pages(gh: GitHub, mock: Mock, privacy: str, secret: bool) -> None:
    mock.get(TEAM, json={"slug": "crew", "privacy": privacy})
    more = {"Link": f'<{TEAM}/members?per_page=100&page=2>; rel="next"'}
    mock.get(f"{TEAM}/members", headers=more, json=[{"login": "a", "type": "User"}])
    mock.get(f"{TEAM}/members?per_page=100&page=2", json=[{"login": "b", "type": "User"}])
    assert gh.team("acme", "crew") == Team(("a", "b"), secret)


@pytest.mark.parametrize("status", [403, 404])
def test_a_team_that_may_not_be_seen(gh: GitHub, mock: Mock, status: int) -> None:
    mock.get(TEAM, status=status, json={"message": "no"})
    assert gh.team("acme", "crew") is None


def test_a_refused_token_is_not_taken_for_a_secret_team(gh: GitHub, mock: Mock) -> None:
    mock.get(TEAM, status=401, json={"message": "Bad credentials"})
    with pytest.raises(Denied):
        gh.team("acme", "crew")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (
            {"json": {"encoding": "base64", "content": base64.encodebytes(b"hq: a/b\n# \xc3\xbc").decode()}},
            "hq: a/b\n# ü",
        ),
        ({"status": 404, "json": {"message": "Not Found"}}, None),
    ],
)
def test_a_file(gh: GitHub, mock: Mock, answer: dict[str, Any], text: str | None) -> None:
    mock.get(f"{REPO}/contents/.github/convoy.yml", **answer)
    assert gh.text_file("acme/hq", ".github/convoy.yml") == text


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([{"name": "x"}], "folder or over 1 MB"),
        ({"encoding": "none", "content": ""}, "folder or over 1 MB"),
        ({"encoding": "base64", "content": "/w=="}, "not UTF-8"),
    ],
)
def test_a_file_that_is_no_text(gh: GitHub, mock: Mock, answer: Any, says: str) -> None:
    mock.get(f"{REPO}/contents/f", json=answer)
    with pytest.raises(Rejected, match=says):
        gh.text_file("acme/hq", "f")


@pytest.mark.parametrize("status", [404, 410])
def test_a_comment_that_is_gone(gh: GitHub, mock: Mock, status: int) -> None:
    mock.get(f"{REPO}/issues/comments/77", status=status, json={"message": "Not Found"})
    assert gh.comment("acme/hq", 77) is None


def test_a_comment_is_read(gh: GitHub, mock: Mock) -> None:
    bot = {"login": "gt-convoy[bot]", "type": "Bot"}
    mock.get(f"{REPO}/issues/comments/77", json=comment("x", "acme/base#3", user=bot))
    found = gh.comment("acme/hq", 77)
    assert found is not None
    assert (found.thread, found.author) == (Ref("acme/base", 3), "gt-convoy[bot]")


def test_convoys_are_the_labelled_issues_and_no_pull_requests(gh: GitHub, mock: Mock) -> None:
    mock.get(f"{REPO}/issues", json=[issue("acme/hq#1"), issue("acme/hq#2", pull_request={"url": "x"})])
    since = datetime(2026, 1, 2, 5, 4, 5, tzinfo=timezone(timedelta(hours=2)))
    assert [thread.number for thread in gh.convoys("acme/hq", "all", since)] == [1]
    wanted = "direction=asc&labels=convoy&per_page=100&since=2026-01-02T03%3A04%3A05Z&sort=created&state=all"
    assert calls(mock) == [f"GET /repos/acme/hq/issues?{wanted}"]


def test_open_issues_and_pull_requests_of_a_repository(gh: GitHub, mock: Mock) -> None:
    mock.get(REPO, json=repository("acme/base", id=4, private=True))
    mock.get(
        f"{REPO}/issues", json=[issue("acme/base#1"), issue("acme/base#2", pull_request={"merged_at": None})]
    )
    found = gh.open_issues("acme/hq")
    assert [(str(each.ref), each.repo_id, each.private, each.is_pull) for each in found] == [
        ("acme/base#1", 4, True, False),
        ("acme/base#2", 4, True, True),
    ]
    assert "state=open" in calls(mock)[1]


def test_new_threads_and_comments_since(gh: GitHub, mock: Mock) -> None:
    mock.get(f"{REPO}/issues", json=[issue()])
    mock.get(f"{REPO}/issues/comments", json=[comment("x")])
    since = datetime(2026, 1, 2, tzinfo=UTC)
    assert len(gh.new_threads("acme/hq", since)) == 1
    assert len(gh.new_comments("acme/hq", since)) == 1
    assert "state=all" in calls(mock)[0]
    assert "labels" not in calls(mock)[0]
    assert all("since=2026-01-02T00%3A00%3A00Z" in call for call in calls(mock))


def test_sub_issues_ask_for_each_repository_once(gh: GitHub, mock: Mock) -> None:
    listed = [issue("acme/hq#2"), issue("acme/hq#3"), issue("acme/beads#4")]
    mock.get(f"{ISSUE}/sub_issues", json=listed)
    mock.get(REPO, json=repository())
    mock.get(f"{API}/repos/acme/beads", json=repository("acme/beads", private=True))
    found = gh.sub_issues(HQ)
    assert [(str(each.ref), each.private) for each in found] == [
        ("acme/hq#2", False),
        ("acme/hq#3", False),
        ("acme/beads#4", True),
    ]
    assert len(calls(mock)) == 3


def edits(nodes: list[Any], after: str | None = None) -> dict[str, Any]:
    page = {"nodes": nodes, "pageInfo": {"hasNextPage": after is not None, "endCursor": after}}
    return {"data": {"repository": {"issue": {"userContentEdits": page}}}}


def edit(day: int, text: str | None) -> dict[str, Any]:
    return {"editedAt": f"2026-01-0{day}T00:00:00Z", "diff": text}


def test_edits_of_a_text_newest_first_on_all_pages(gh: GitHub, mock: Mock) -> None:
    mock.post(GRAPHQL, json=edits([edit(1, "one"), edit(3, "three"), None], "cursor"))
    mock.post(GRAPHQL, json=edits([edit(2, "two"), edit(4, None)]))
    found = gh.body_edits(HQ)
    assert [each.body for each in found] == ["three", "two", "one"]
    assert all(each.editor is None for each in found), "whose account is gone"
    assert [sent(mock, i)["variables"]["after"] for i in (0, 1)] == [None, "cursor"]


def test_no_more_of_the_history_is_read_than_is_needed(gh: GitHub, mock: Mock) -> None:
    mock.post(GRAPHQL, json=edits([edit(3, "three")], "cursor"))
    assert [each.body for each in gh.body_edits(HQ, lambda found: len(found) == 1)] == ["three"]
    assert len(calls(mock)) == 1


def test_what_follows_a_version_that_was_deleted_from_the_history_is_torn(gh: GitHub, mock: Mock) -> None:
    mock.post(GRAPHQL, json=edits([edit(4, "four"), edit(3, "three"), edit(2, None), edit(1, "one")]))
    found = gh.body_edits(HQ)
    assert [(each.body, each.torn) for each in found] == [("four", False), ("three", True), ("one", False)]


def test_edits_of_an_issue_that_is_not_there(gh: GitHub, mock: Mock) -> None:
    mock.post(GRAPHQL, json={"data": {"repository": None}, "errors": [{"type": "NOT_FOUND"}]})
    with pytest.raises(NotFound):
        gh.body_edits(HQ)


def test_a_server_without_edit_history_has_none(gh: GitHub, mock: Mock) -> None:
    status, _, body = reply(
        {"errors": [{"extensions": {"code": "undefinedField", "fieldName": "userContentEdits"}}]}
    )
    mock.post(GRAPHQL, status=status, body=body)
    assert gh.body_edits(HQ) == []
    assert gh.body_edits(HQ) == []
    assert len(calls(mock)) == 1


def test_me_is_asked_once(gh: GitHub, mock: Mock) -> None:
    mock.get(f"{API}/user", json={"login": "alice", "type": "User"})
    assert [gh.me(), gh.me()] == ["alice", "alice"]
    assert len(calls(mock)) == 1


def test_the_token_of_an_action_is_its_bots(gh: GitHub, mock: Mock) -> None:
    mock.get(f"{API}/user", status=403, json={"message": "Resource not accessible by integration"})
    viewer = {"__typename": "User", "login": "github-actions[bot]"}
    mock.post(GRAPHQL, json={"data": {"viewer": viewer}})
    assert gh.me() == "github-actions[bot]"


def test_an_unexpected_time_is_unavailable(gh: GitHub, mock: Mock) -> None:
    mock.get(ISSUE, json=issue(created_at="yesterday"))
    with pytest.raises(Unavailable, match="time"):
        gh.thread(HQ)


HOOK = {"id": 3, "active": True, "events": [], "config": {"url": "https://c.example/webhooks/github"}}


def test_a_hook_is_made_also_where_a_server_does_not_know_its_newest_events(gh: GitHub, mock: Mock) -> None:
    mock.post(f"{REPO}/hooks", status=422, json={"message": "Validation Failed"})
    mock.post(f"{REPO}/hooks", status=201, json=HOOK)
    gh.make_hook("acme/hq", "https://c.example/webhooks/github", "secret", EVENTS)
    assert [sent(mock, n)["events"] for n in (0, 1)] == [
        sorted(EVENTS),
        ["issue_comment", "issues", "label", "pull_request", "repository"],
    ]


def test_a_hook_that_is_refused_for_another_reason_is_refused(gh: GitHub, mock: Mock) -> None:
    mock.post(f"{REPO}/hooks", status=422, json={"message": "url is not supported"})
    with pytest.raises(Rejected, match="url is not supported"):
        gh.make_hook("acme/hq", "https://localhost/", "secret", EVENTS)
