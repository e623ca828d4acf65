"""`python -m scripts.pictures`: writes docs/pictures/*.png. Needs Chromium, as the tests in a browser do."""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from gt_convoy_sandbox.demo import HQ
from scripts.pictures import story, terminal
from tests.browser import CHROMIUM

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
WIDTH = 900
# The remark on what cannot be read says no more than the answer; the rest is who has the convoy.
BESIDE = "#issuecomment-3, aside"
# The form below a thread says nothing, and links to edit neither.
BARE = ".reply, aside details, aside form, header .end { display: none !important } main { padding: 16px }"


def main() -> None:
    """Tell the story and take a picture at each turn."""
    if CHROMIUM is None:
        sys.exit("no Chromium here: install Debian's package chromium and fonts-noto-color-emoji")
    FOLDER.mkdir(exist_ok=True)
    with story.town() as town, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, bypass_csp=True)
        story.begin(town)
        _take(page, f"{town.sandbox.url}/{HQ}/issues/5", "convoy")
        _take(page, f"{town.sandbox.url}/{HQ}/issues/1", "command")
        _take_terminal(page, terminal.page(town.environ, [["list", "--tree"], ["status", "hq-cv-5"]]))
        story.end(town)
        _take(page, f"{town.sandbox.url}/{HQ}/issues/5", "landed")
    with story.town() as town, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, bypass_csp=True)
        story.stand(town)
        _take(page, f"{town.sandbox.url}/{HQ}/issues/5", "standing", without=BESIDE)
        browser.close()


def _take(page: Page, url: str, name: str, *, without: str = "") -> None:
    page.goto(url)
    page.add_style_tag(content=BARE)
    if without:
        page.add_style_tag(content=f"{without} {{ display: none !important }}")
    page.locator("main").screenshot(path=FOLDER / f"{name}.png")


def _take_terminal(page: Page, text: str) -> None:
    page.set_content(text)
    page.locator("main").screenshot(path=FOLDER / "terminal.png", omit_background=True)


main()
