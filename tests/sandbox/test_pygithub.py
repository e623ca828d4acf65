"""PyGithub cannot tell the sandbox from GitHub."""

from collections.abc import Iterator

import pytest
from github import Auth, Github, GithubException, UnknownObjectException

from gt_convoy_sandbox.server import Sandbox


@pytest.fixture
def github(sandbox: Sandbox) -> Iterator[Github]:
    auth = Auth.Token("token-gt-convoy")
    client = Github(
        base_url=sandbox.api_url, auth=auth, retry=None, seconds_between_requests=0, seconds_between_writes=0
    )
    with client:
        yield client


def test_an_issue_from_opening_to_closing(github: Github) -> None:
    hq = github.get_repo("acme/hq")
    issue = hq.create_issue("Deploy v2.0", body="- [ ] acme/gastown#1", labels=["convoy"], assignees=["joe"])
    comment = issue.create_comment("hello")
    assert (comment.user.login, comment.user.type) == ("gt-convoy", "User")
    comment.edit("good bye")
    assert comment.create_reaction("eyes").content == "eyes"
    assert [each.content for each in comment.get_reactions()] == ["eyes"]
    issue.edit(
        body="- [x] acme/gastown#1", state="closed", state_reason="completed", labels=["convoy", "landed"]
    )
    read = hq.get_issue(issue.number)
    assert (read.state, read.state_reason, read.body) == ("closed", "completed", "- [x] acme/gastown#1")
    assert [label.name for label in read.labels] == ["convoy", "landed"]
    assert [each.body for each in read.get_comments()] == ["good bye"]
    assert [user.login for user in read.assignees] == ["joe"]


def test_pages_are_followed(github: Github) -> None:
    hq = github.get_repo("acme/hq")
    made = [hq.create_issue(f"Issue {number}").number for number in range(70)]
    listed = [issue.number for issue in hq.get_issues(state="all", sort="created", direction="asc")]
    assert listed == [1, 2, 3, 4, *made]
    assert hq.get_issues(state="all").totalCount == 74


def test_people_and_their_roles(github: Github) -> None:
    hq = github.get_repo("acme/hq")
    assert github.get_user().login == "gt-convoy"
    assert hq.get_collaborator_permission("joe") == "write"
    assert hq.get_collaborator_role_name("alice") == "admin"
    assert (hq.has_in_assignees("nux"), hq.has_in_assignees("mallory")) == (True, False)
    assert github.get_rate_limit().rate.limit == 5000
    assert github.rate_limiting[1] == 5000


def test_a_renamed_repository_is_read_through_but_not_written_through(
    sandbox: Sandbox, github: Github
) -> None:
    beads = github.get_repo("acme/beads")
    stale = beads.get_issue(1)
    beads.edit(name="gems")
    assert github.get_repo("acme/beads").full_name == "acme/gems"
    assert github.get_repo("acme/beads").get_issue(1).title == "Update docs"
    # PyGithub does not follow a 307: it says nothing, and nothing is written.
    assert stale.create_comment("lost").raw_data["message"] == "Temporary Redirect"
    assert sandbox.world.tables.comments == {}


def test_errors_have_their_classes(github: Github) -> None:
    hq = github.get_repo("acme/hq")
    with pytest.raises(UnknownObjectException, match="Not Found"):
        hq.get_issue(999)
    with pytest.raises(GithubException, match="body is too long") as refused:
        hq.create_issue("T", body="b" * 65_537)
    assert refused.value.status == 422


def test_hooks_labels_and_pull_requests(github: Github) -> None:
    gastown = github.get_repo("acme/gastown")
    config = {"url": "http://127.0.0.1:1/x", "content_type": "json", "secret": "s"}
    hook = gastown.create_hook("web", config, events=["issues"], active=False)
    assert [each.id for each in gastown.get_hooks()] == [hook.id]
    label = gastown.create_label("convoy", "0e8a16", "A convoy")
    label.edit("convoy", "0e8a16", "runner: app")
    assert gastown.get_label("convoy").description == "runner: app"
    pull = gastown.get_pull(6)
    assert pull.merge().merged
    assert gastown.get_issue(6).pull_request is not None
    assert gastown.get_issue(6).state == "closed"
