"""Pages of what blocks an issue and which pull requests close it, and a person who plays with both."""

import re

import pytest
from playwright.sync_api import Page, expect

from gt_convoy_sandbox.model import Issue, dependencies, links, pulls, repositories
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox.test_pages import Browser, browser

__all__ = ["browser"]
ISSUE, PULL = "/acme/gastown/issues/3", "/acme/gastown/pull/6"


def find(sandbox: Sandbox, name: str, number: int) -> Issue:
    return sandbox.world.get_issue(sandbox.world.get_repository(f"acme/{name}"), number)


@pytest.mark.parametrize(
    "typed", ["2", "#2", " #2 ", "acme/gastown#2", "ACME/Gastown#2", "{url}/acme/gastown/issues/2"]
)
def test_a_blocker_is_added_by_what_people_type_and_removed(
    browser: Browser, sandbox: Sandbox, typed: str
) -> None:
    gt_2, gt_3 = find(sandbox, "gastown", 2), find(sandbox, "gastown", 3)
    shown = browser.post(f"{ISSUE}/blockers", add=typed.format(url=browser.url))
    assert ("Blocked by" in shown, "Add validation" in shown) == (True, True)
    assert gt_3.blocked_by == [gt_2.id]
    assert "Fix auth bug" in browser.get("/acme/gastown/issues/2").partition("Blocking")[2]
    assert "Blocked by" not in browser.post(f"{ISSUE}/blockers", remove=str(gt_2.id))
    assert gt_3.blocked_by == []


@pytest.mark.parametrize(
    ("login", "path", "form", "status"),
    [
        ("alice", f"{ISSUE}/blockers", {"add": "#99"}, 404),
        ("alice", f"{ISSUE}/blockers", {"add": "nonsense"}, 404),
        ("alice", f"{ISSUE}/blockers", {"add": "https://elsewhere.example/acme/hq/issues/1"}, 404),
        ("alice", f"{ISSUE}/blockers", {"add": "#3"}, 422),
        ("alice", f"{ISSUE}/blockers", {"remove": "2"}, 404),
        ("mallory", f"{ISSUE}/blockers", {"add": "#2"}, 403),
        ("", f"{ISSUE}/blockers", {"add": "#2"}, 403),
        ("mallory", f"{ISSUE}/links", {"add": "#6"}, 403),
        ("alice", f"{ISSUE}/links", {"add": "#2"}, 404),
        ("alice", f"{PULL}/links", {"add": "acme/hq#1"}, 422),
    ],
)
def test_what_is_refused_changes_nothing(  # noqa: PLR0917 - the columns of the table
    browser: Browser, sandbox: Sandbox, login: str, path: str, form: dict[str, str], status: int
) -> None:
    browser.become(login)
    browser.post(path, status, **form)
    gt_3 = find(sandbox, "gastown", 3)
    assert (gt_3.blocked_by, gt_3.closing_pulls) == ([], [])


def test_blockers_that_one_may_not_see_are_counted(browser: Browser, sandbox: Sandbox) -> None:
    world, alice = sandbox.world, sandbox.world.get_user("alice")
    for number in (1, 2):
        dependencies.add(world, find(sandbox, "gastown", 3), find(sandbox, "beads", number), alice)
    repositories.set_private(world, world.get_repository("acme/beads"), alice, private=True)
    assert "Update docs" in browser.get(ISSUE)
    browser.become("mallory")
    shown = browser.get(ISSUE)
    assert ("2 that you may not see" in shown, "Update docs" in shown) == (True, False)


def test_an_issue_shows_its_pull_requests_with_their_state(browser: Browser, sandbox: Sandbox) -> None:
    world, nux = sandbox.world, sandbox.world.get_user("nux")
    gastown = world.get_repository("acme/gastown")
    made = [
        pulls.create(world, gastown, nux, f"Mend {state}", body="Fixes #3", head=state)
        for state in ("open", "draft", "merged")
    ]
    pulls.set_draft(world, made[1], nux, draft=True)
    pulls.merge(world, made[2], nux)
    shown = browser.get(ISSUE).partition("Pull requests</h2>")[2]
    assert re.findall(r"#(\d+) · (\w+)", shown) == [("7", "Open"), ("8", "Draft"), ("9", "Merged")]
    assert 'name="remove"' not in shown  # words of a text are no links made by hand


def test_a_person_plays_a_pull_request_from_draft_to_merge(sandbox: Sandbox, page: Page) -> None:
    page.goto(f"{sandbox.url}{ISSUE}")
    page.get_by_text("Link a pull request").click()
    page.get_by_label("Pull request of this repository").fill("#6")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Pull requests")).to_be_visible()
    page.get_by_role("link", name="Serve /v2/ship").click()
    page.get_by_role("button", name="Convert to draft").click()
    expect(page.locator(".state")).to_have_text("Draft")
    expect(page.get_by_role("button", name="Merge")).to_have_count(0)
    page.get_by_role("button", name="Ready for review").click()
    page.get_by_role("button", name="Close pull request").click()
    expect(page.locator(".state")).to_have_text("Closed")
    page.get_by_role("button", name="Reopen pull request").click()
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".state")).to_have_text("Merged")
    expect(page.get_by_text("marked this as ready for review")).to_be_visible()
    expect(page.locator("aside .icon.closed")).to_be_visible()  # the issue that it closed
    assert find(sandbox, "gastown", 3).state == "closed"
    assert links.closed_by(sandbox.world, find(sandbox, "gastown", 3), None) == [find(sandbox, "gastown", 6)]


def test_a_page_follows_what_blocks_it(sandbox: Sandbox, page: Page) -> None:
    world, alice = sandbox.world, sandbox.world.get_user("alice")
    gt_2, gt_3 = find(sandbox, "gastown", 2), find(sandbox, "gastown", 3)
    page.goto(f"{sandbox.url}{ISSUE}")
    expect(page.get_by_role("heading", name="Blocked by")).to_have_count(0)
    dependencies.add(world, gt_3, gt_2, alice)
    expect(page.get_by_role("heading", name="Blocked by")).to_be_visible()
    page.get_by_role("button", name="Remove #2").click()
    expect(page.get_by_role("heading", name="Blocked by")).to_have_count(0)
    assert gt_3.blocked_by == []
