"""The pages in a real browser: they follow what happens, and nothing of a text runs."""

import re

import pytest
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


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
def test_enter_with_control_sends_a_comment(sandbox: Sandbox, page: Page, keys: str) -> None:
    page.goto(f"{sandbox.url}/acme/gastown/issues/2")
    field = page.get_by_label("Comment as alice")
    field.fill("first line")
    field.press("Enter")
    field.press_sequentially("second line")
    field.press(keys)
    expect(page.locator(".markdown").last).to_contain_text("second line")
    expect(page.locator(".state")).to_have_text("Open")  # it comments, and closes nothing
    comments = sandbox.world.comments_of(
        sandbox.world.get_issue(sandbox.world.get_repository("acme/gastown"), 2)
    )
    assert [one.body.splitlines() for one in comments][-1] == ["first line", "second line"]


def _light(colour: str) -> float:
    """How bright a computed `rgb(...)` is, 0 to 255."""
    return sum(map(float, re.findall(r"[\d.]+", colour)[:3])) / 3


@pytest.mark.parametrize("path", ["/", "/acme/hq/issues", "/acme/hq/issues/1", "/_sandbox/traffic"])
def test_a_dark_screen_gets_dark_pages(sandbox: Sandbox, page: Page, path: str) -> None:
    green = {"dark": "rgb(35, 134, 54)", "light": "rgb(31, 136, 61)"}
    colours = """() => [document.body, ...document.querySelectorAll("header, button, select, code")]
        .map((part) => getComputedStyle(part)).map((style) => [style.backgroundColor, style.color])"""
    for scheme, is_dark in (("dark", True), ("light", False)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(f"{sandbox.url}{path}")
        for background, ink in page.evaluate(colours):
            seen_through = background.endswith(", 0)")
            assert seen_through or (_light(background) < 128) == is_dark or background == green[scheme]
            assert (_light(ink) > 128) == is_dark or "rgb(255, 255, 255)" in ink


LONG = [
    "```text\n🚚 hq-cv-5: " + "Deploy everything " * 20 + "● 2/4\n```",
    "| a |\n|---|\n| `" + "x" * 300 + "` |",
    "https://example.org/" + "z" * 300,
    "1. a\n   - b\n     ```\n     " + "q" * 300 + "\n     ```",
]


def test_a_long_reply_scrolls_inside_on_a_telephone(sandbox: Sandbox, page: Page, alice: Client) -> None:
    for text in LONG:
        alice("POST", "/repos/acme/hq/issues/1/comments", body=text)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{sandbox.url}/acme/hq/issues/1")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    reply = page.locator(".markdown pre").first
    assert reply.evaluate(
        "(part) => part.scrollWidth > part.clientWidth && getComputedStyle(part).overflowX == 'auto'"
    )
