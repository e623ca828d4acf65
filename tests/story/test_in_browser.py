"""The story clicked through GitHub's pages, as a person sees it."""

import re

from playwright.sync_api import Page, expect

from tests.town import Town


def test_a_person_makes_a_convoy_closes_its_issues_and_sees_it_land(town: Town, page: Page) -> None:
    url = town.sandbox.url
    page.goto(f"{url}/acme/hq/issues/1")
    page.get_by_label("You are").select_option("alice")
    page.get_by_label("Comment as alice").fill(
        '/gt convoy create "Deploy v2.0" gt-1 bd-1 --notify gastown/joe'
    )
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("hq-cv-5 created: Deploy v2.0")).to_be_visible()

    page.get_by_role("link", name="acme/hq#5").first.click()
    expect(page.get_by_role("heading", name=re.compile("Deploy v2.0"))).to_be_visible()
    expect(page.get_by_text("0/2 completed")).to_be_visible()
    expect(page.get_by_role("checkbox", name="to do")).to_have_count(2)

    page.get_by_role("link", name="Update API endpoint").first.click()
    page.get_by_role("button", name="Close issue").click()
    expect(page.locator(".state")).to_have_text("Closed")
    page.goto(f"{url}/acme/hq/issues/5")
    expect(page.get_by_text("1/2 completed")).to_be_visible()

    # Somebody else closes the other one, and this page follows by itself.
    town.closes("bd-1")
    expect(page.get_by_text("🚚 Convoy Landed: Deploy v2.0 (hq-cv-5)")).to_be_visible()
    expect(page.locator(".state")).to_have_text("Closed")
    expect(page.get_by_role("checkbox", name="done")).to_have_count(2)

    page.goto(f"{url}/acme/beads/issues/1")
    page.get_by_role("button", name="Reopen issue").click()
    page.goto(f"{url}/acme/hq/issues/5")
    expect(page.locator(".state")).to_have_text("Open")
    expect(page.get_by_text("1/2 completed")).to_be_visible()
