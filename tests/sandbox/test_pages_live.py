"""The pages in a real browser: they follow what happens, and nothing of a text runs."""

from playwright.sync_api import Page, expect

from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Client

BODY = """- [ ] acme/gastown#1

<script>document.title = "ran"</script><img src=x onerror="document.title = 'ran'">
"""


def test_boxes_and_state_change_by_themselves_and_a_draft_stays(
    sandbox: Sandbox, page: Page, alice: Client
) -> None:
    path = "/repos/acme/hq/issues/1"
    alice("PATCH", path, body=BODY)
    page.goto(f"{sandbox.url}/acme/hq/issues/1")
    box = page.get_by_role("checkbox", name="to do")
    expect(box).to_be_disabled()
    page.get_by_label("Comment as alice").fill("a draft")
    alice("PATCH", path, body=BODY.replace("[ ]", "[x]"))
    expect(page.get_by_role("checkbox", name="done")).to_be_checked()
    alice("PATCH", "/repos/acme/gastown/issues/1", state="closed")
    expect(page.locator(".markdown .icon.closed")).to_be_visible()
    alice("PATCH", path, state="closed")
    expect(page.get_by_role("button", name="Reopen issue")).to_be_visible()
    expect(page.get_by_label("Comment as alice")).to_have_value("a draft")
    assert "ran" not in page.title()


def test_a_person_comments_as_somebody_else_and_closes(sandbox: Sandbox, page: Page) -> None:
    page.goto(f"{sandbox.url}/acme/gastown/issues/2")
    page.get_by_label("You are").select_option("amber")
    page.get_by_label("Comment as amber").fill("done, see #1")
    page.get_by_role("button", name="Close issue").click()
    expect(page.locator(".state")).to_have_text("Closed")
    expect(page.get_by_role("link", name="#1", exact=True)).to_be_visible()
    issue = sandbox.world.get_issue(sandbox.world.get_repository("acme/gastown"), 2)
    assert (issue.state, issue.closed_by) == ("closed", "amber")
