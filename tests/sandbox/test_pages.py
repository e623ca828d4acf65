"""The pages as a browser without JavaScript sees them."""

from collections.abc import Iterator

import pytest
import requests

from gt_convoy_sandbox.model import Issue, repositories
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Client


class Browser:
    """Keeps cookies, follows redirects."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.url = sandbox.url
        self.session = requests.Session()

    def get(self, path: str, status: int = 200) -> str:
        answer = self.session.get(self.url + path, timeout=10)
        assert answer.status_code == status
        return answer.text

    def post(self, path: str, status: int = 200, **form: str | list[str]) -> str:
        answer = self.session.post(self.url + path, data=form, headers={"Origin": self.url}, timeout=10)
        assert answer.status_code == status
        return answer.text

    def become(self, login: str) -> None:
        self.post("/_sandbox/user", login=login, to="/")


@pytest.fixture
def browser(sandbox: Sandbox) -> Iterator[Browser]:
    browser = Browser(sandbox)
    with browser.session:
        yield browser


@pytest.fixture
def gt_1(sandbox: Sandbox) -> Issue:
    return sandbox.world.get_issue(sandbox.world.get_repository("acme/gastown"), 1)


PAGE = "/acme/gastown/issues/1"


def test_the_start_page_names_everything(browser: Browser) -> None:
    page = browser.get("/")
    for text in ("acme/hq", "acme/gastown", "token-mallory", "Webhooks", "API requests so far"):
        assert text in page


def test_issues_are_listed_by_state_with_their_tasks(browser: Browser) -> None:
    page = browser.get("/acme/hq")
    assert "4 Open" in page
    assert "0 of 2 tasks" in page
    assert "There are no closed issues here." in browser.get("/acme/hq/issues?state=closed")


def test_long_lists_have_pages_and_labels_narrow_them(browser: Browser, alice: Client) -> None:
    for number in range(51):
        alice(
            "POST", "/repos/acme/hq/issues", title=f"Number {number}", labels=["bug"] if number == 7 else []
        )
    page = browser.get("/acme/hq")
    assert ("Number 50" in page, "Convoy requests" in page, "Older" in page) == (True, False, True)
    assert "Convoy requests" in browser.get("/acme/hq/issues?page=2")
    narrowed = browser.get("/acme/hq/issues?label=bug")
    assert ("Number 7<" in narrowed, "Number 8<" in narrowed) == (True, False)


def test_an_issue_is_opened_commented_closed_and_reopened(browser: Browser, sandbox: Sandbox) -> None:
    browser.become("joe")
    page = browser.post("/acme/hq/issues/new", title="From a form", body="**bold**")
    assert "<strong>bold</strong>" in page
    page = browser.post("/acme/hq/issues/5/comment", body="done", do="completed")
    assert page.index("done") < page.index("closed this")
    assert "Reopen issue" in page
    assert "Close as not planned" in browser.post("/acme/hq/issues/5/comment", do="reopen")
    issue = sandbox.world.get_issue(sandbox.world.get_repository("acme/hq"), 5)
    assert (issue.author, issue.state, issue.state_reason) == ("joe", "open", "reopened")


def test_bodies_and_comments_are_edited(browser: Browser, gt_1: Issue, sandbox: Sandbox) -> None:
    assert "Text</label>" in browser.get(f"{PAGE}?edit=body")
    assert "new text" in browser.post(f"{PAGE}/edit", title="New title", body="new text")
    assert (gt_1.title, gt_1.body) == ("New title", "new text")
    browser.post(f"{PAGE}/comment", body="first")
    browser.post(f"{PAGE}/comments/1/edit", body="second", do="save")
    assert [each.body for each in sandbox.world.comments_of(gt_1)] == ["second"]
    browser.post(f"{PAGE}/comments/1/edit", do="delete")
    assert gt_1.comments == []


def test_people_are_assigned_and_labels_set(browser: Browser, gt_1: Issue) -> None:
    browser.post(f"{PAGE}/assignees", assignee=["joe", "nux"])
    assert gt_1.assignees == ["joe", "nux"]
    browser.post(f"{PAGE}/assignees", assignee=["nux"])
    assert "bug" in browser.post(f"{PAGE}/labels", label=["bug"])
    assert (gt_1.assignees, len(gt_1.labels)) == (["nux"], 1)
    assert "Update API endpoint" in browser.get("/nux")


def test_a_pull_request_has_its_own_address_and_is_merged(browser: Browser) -> None:
    assert "Merge</button>" in browser.get("/acme/gastown/issues/6")
    assert "Merged" in browser.post("/acme/gastown/pull/6/comment", do="merge")


def test_nobody_does_more_than_they_may(browser: Browser, sandbox: Sandbox, gt_1: Issue) -> None:
    repositories.set_private(
        sandbox.world,
        sandbox.world.get_repository("acme/beads"),
        sandbox.world.get_user("alice"),
        private=True,
    )
    browser.become("mallory")
    assert "Close issue" not in browser.get(PAGE)
    assert "Must have admin rights" in browser.post(f"{PAGE}/comment", 403, do="completed")
    browser.get("/acme/beads", 404)
    browser.get("/acme/beads/issues/1", 404)
    assert "acme/beads" not in browser.get("/")
    browser.become("")
    assert "Choose a user" in browser.get(PAGE)
    browser.post(f"{PAGE}/comment", 403, body="x")
    assert (gt_1.state, gt_1.comments) == ("open", [])


def test_refusals_are_pages(browser: Browser) -> None:
    assert "title is too long" in browser.post("/acme/hq/issues/new", 422, title="t" * 257)
    assert "Not Found" in browser.get("/acme/hq/issues/99", 404)
    browser.get("/acme/nothing", 404)


def test_a_form_of_another_site_is_refused(browser: Browser, gt_1: Issue) -> None:
    answer = browser.session.post(
        browser.url + f"{PAGE}/comment",
        {"do": "completed"},
        headers={"Origin": "https://evil.example"},
        timeout=10,
    )
    assert (answer.status_code, gt_1.state) == (403, "open")


def test_the_choice_of_user_leads_nowhere_else(browser: Browser) -> None:
    for to in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        answer = browser.session.post(
            f"{browser.url}/_sandbox/user", {"login": "joe", "to": to}, allow_redirects=False, timeout=10
        )
        assert answer.headers["Location"] == "/"


def test_nothing_runs_in_a_page(browser: Browser) -> None:
    headers = browser.session.get(browser.url + PAGE, timeout=10).headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_requests_are_shown(browser: Browser, alice: Client, sandbox: Sandbox) -> None:
    alice.get("/repos/acme/hq/issues/1")
    shown = browser.session.get(f"{browser.url}/_sandbox/requests", timeout=10).json()
    assert shown["mark"] == 1
    assert shown["requests"][0]["path"] == "/repos/{owner}/{repo}/issues/{issue_number}"
    assert "/repos/{owner}/{repo}/issues/{issue_number}" in browser.get("/_sandbox/traffic")
    assert (
        browser.session.get(f"{browser.url}/_sandbox/requests?since=1", timeout=10).json()["requests"] == []
    )


def test_the_version_follows_changes(browser: Browser, alice: Client) -> None:
    before = browser.get("/_sandbox/version")
    alice("PATCH", "/repos/acme/hq/issues/1", state="closed")
    assert browser.get("/_sandbox/version") != before
