"""The whole story of a convoy, told by people who use GitHub, each step checked as it comes true."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import click
import requests

from gt_convoy_sandbox.beside import App
from gt_convoy_sandbox.seed import BOT
from gt_convoy_sandbox.server import Sandbox

PATIENCE = 20.0  # seconds for a step to come true
QUIET = 0.7  # seconds without a request, after which the app is taken to be done

HQ, GASTOWN, BEADS = "acme/hq", "acme/gastown", "acme/beads"
CREATE = '/gt convoy create "Deploy v2.0" gt-1 gt-2 bd-1 --notify gastown/joe'


@dataclass
class Person:
    """Somebody with an account and a browser."""

    base: str
    login: str
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """One request to the REST API, as this person. Raises requests.HTTPError."""
        headers = {"Authorization": f"token token-{self.login}"}
        answer = self.session.request(
            method, self.base + path, headers=headers, json=body or None, timeout=15
        )
        answer.raise_for_status()
        return answer.json()

    def comment(self, repo: str, number: int, text: str) -> None:
        """Write a comment."""
        self.ask("POST", f"/repos/{repo}/issues/{number}/comments", body=text)

    def set_state(self, repo: str, number: int, state: str) -> None:
        """Close or reopen an issue."""
        self.ask("PATCH", f"/repos/{repo}/issues/{number}", state=state)


class Story:
    """Runs steps, prints each with what it cost, and remembers whether all came true."""

    def __init__(self, sandbox: Sandbox, app: App) -> None:
        """Everybody has a seat."""
        self.alice = Person(sandbox.api_url, "alice")
        self.joe = Person(sandbox.api_url, "joe")
        self.convoy = 0
        self._sandbox, self._app = sandbox, app
        self._number = 0

    def step(self, what: str, does: Callable[[], None], comes_true: Callable[[], bool]) -> None:
        """Do something as a person, wait until it had its effect, print what it cost. Raises _Untrue."""
        self._number += 1
        mark = self._sandbox.requests.mark()
        started = time.monotonic()
        does()
        if not self._becomes(comes_true):
            raise _Untrue(f"{self._number}. {what}")
        took = time.monotonic() - started
        self._settle()
        if not comes_true():
            raise _Untrue(f"{self._number}. {what} (it did not last)")
        cost = len(self._sandbox.requests.since(mark, BOT))
        click.echo(f"✓ {self._number}. {what}  ({cost} requests, {took:.1f} s)")

    def issue(self) -> dict[str, Any]:
        """The convoy's own issue."""
        found: dict[str, Any] = self.alice.ask("GET", f"/repos/{HQ}/issues/{self.convoy}")
        return found

    def comments(self, number: int) -> list[str]:
        """The texts of an issue's comments."""
        return [
            c["body"] for c in self.alice.ask("GET", f"/repos/{HQ}/issues/{number}/comments?per_page=100")
        ]

    def notices(self) -> list[str]:
        """The landing notices on the convoy."""
        return [text for text in self.comments(self.convoy) if "Convoy Landed" in text]

    def find_convoy(self, titled: str = "Deploy v2.0") -> bool:
        """Whether the convoy of that title is there; remembers its number."""
        listed = self.alice.ask("GET", f"/repos/{HQ}/issues?labels=convoy&state=all")
        found = [issue for issue in listed if issue["title"] == titled]
        self.convoy = found[0]["number"] if len(found) == 1 else 0
        return bool(self.convoy)

    def says(self, *parts: str) -> bool:
        """Whether the convoy's body holds all of these."""
        body = self.issue()["body"]
        return all(part in body for part in parts)

    def _becomes(self, comes_true: Callable[[], bool]) -> bool:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if comes_true():
                return True
            time.sleep(0.05)
        return False

    def _settle(self) -> None:
        """Until the app has been quiet for a moment, so that a second notice would be seen."""
        mark, since = -1, time.monotonic()
        while time.monotonic() - since < QUIET:
            now = len(self._sandbox.requests.since(0, BOT))
            if now != mark or not self._sandbox.deliveries.wait_idle(0):
                mark, since = now, time.monotonic()
            time.sleep(0.05)


class _Untrue(Exception):
    """A step that did not come true."""


def tell(sandbox: Sandbox, app: App) -> bool:
    """Tell the story. Returns whether all of it came true."""
    click.echo(f"GitHub's sandbox at {sandbox.url}, the webhook app at {app.url}\n")
    story = Story(sandbox, app)
    try:
        _create(story)
        _land(story)
        _again(story)
        _hand_out(story)
    except (_Untrue, requests.RequestException) as error:
        click.echo(f"✗ {error}\n\nThe app's log:\n{app.log.read_text(errors='replace')[-3000:]}")
        return False
    click.echo(
        f"\nThe convoy as it stands, {sandbox.url}/{HQ}/issues/{story.convoy}:\n\n{story.issue()['body']}"
    )
    click.echo(f"Its last notice:\n\n{story.notices()[-1]}\n\nAll of it came true.")
    return True


def _create(story: Story) -> None:
    def replied() -> bool:
        return story.find_convoy() and any(
            f"hq-cv-{story.convoy} created" in text for text in story.comments(1)
        )

    story.step(
        f"alice comments {CREATE}: the convoy is made, she gets a reply",
        lambda: story.alice.comment(HQ, 1, CREATE),
        lambda: (
            replied()
            and story.says("- [ ] acme/gastown#1", "- [ ] acme/gastown#2", "- [ ] acme/beads#1", "0/3")
        ),
    )


def _land(story: Story) -> None:
    story.step(
        "gt-1 closes in acme/gastown: its box is ticked, 1/3",
        lambda: story.joe.set_state(GASTOWN, 1, "closed"),
        lambda: story.says("- [x] acme/gastown#1", "1/3 completed"),
    )
    story.step(
        "bd-1 closes in acme/beads: 2/3",
        lambda: story.joe.set_state(BEADS, 1, "closed"),
        lambda: story.says("- [x] acme/beads#1", "2/3 completed"),
    )
    story.step(
        "gt-2 closes: the convoy lands, joe is mentioned in one notice",
        lambda: story.joe.set_state(GASTOWN, 2, "closed"),
        lambda: story.issue()["state"] == "closed" and _told(story, 1) and story.says("3/3 completed"),
    )


def _again(story: Story) -> None:
    story.step(
        "gt-1 reopens: so does the convoy",
        lambda: story.joe.set_state(GASTOWN, 1, "open"),
        lambda: story.issue()["state"] == "open" and story.says("- [ ] acme/gastown#1") and _told(story, 1),
    )
    story.step(
        f"alice comments /gt convoy add hq-cv-{story.convoy} bd-2: a fourth is tracked",
        lambda: story.alice.comment(HQ, 1, f"/gt convoy add hq-cv-{story.convoy} bd-2"),
        lambda: story.says("- [ ] acme/beads#2", "2/4 completed"),
    )

    def close_both() -> None:
        story.joe.set_state(GASTOWN, 1, "closed")
        story.joe.set_state(BEADS, 2, "closed")

    story.step(
        "gt-1 and bd-2 close: it lands again, with a second notice",
        close_both,
        lambda: story.issue()["state"] == "closed" and _told(story, 2) and story.says("4/4 completed"),
    )


def _hand_out(story: Story) -> None:
    """The second act: three issues in a chain, two workers."""
    chain = [_make(story, f"Step {n} of the tour") for n in (1, 2, 3)]
    for before, after in pairwise(chain):
        blocker = story.alice.ask("GET", f"/repos/{GASTOWN}/issues/{before}")["id"]
        path = f"/repos/{GASTOWN}/issues/{after}/dependencies/blocked_by"
        story.alice.ask("POST", path, issue_id=blocker)
    refs = " ".join(f"gt-{number}" for number in chain)
    story.step(
        f"alice comments /gt convoy create Tour {refs}: each of them waits for the one before it",
        lambda: story.alice.comment(HQ, 1, f"/gt convoy create Tour {refs}"),
        lambda: story.find_convoy(titled="Tour") and story.says("0/3 completed", "1 ready · 2 blocked"),
    )
    tour = f"hq-cv-{story.convoy}"
    story.step(
        f"alice comments /gt convoy launch {tour} --to @amber,@nux: the first goes to amber",
        lambda: story.alice.comment(HQ, 1, f"/gt convoy launch {tour} --to @amber,@nux"),
        lambda: (
            _who_has(story, chain) == ["amber", "", ""] and story.says("### Crew", "1 in work · 2 blocked")
        ),
    )
    story.step(
        "the first closes: the second goes to amber",
        lambda: story.joe.set_state(GASTOWN, chain[0], "closed"),
        lambda: _who_has(story, chain)[1] == "amber",
    )
    _pause(story, tour, chain)


def _pause(story: Story, tour: str, chain: Sequence[int]) -> None:
    """While it is paused nobody gets the third."""
    story.step(
        f"alice comments /gt convoy pause {tour}",
        lambda: story.alice.comment(HQ, 1, f"/gt convoy pause {tour}"),
        lambda: story.says("- paused"),
    )
    story.step(
        "the second closes while the convoy is paused: nobody gets the third",
        lambda: story.joe.set_state(GASTOWN, chain[1], "closed"),
        lambda: story.says("2/3 completed", "1 ready", "- paused") and not _who_has(story, chain)[2],
    )
    story.step(
        f"alice comments /gt convoy resume {tour}: the third is handed out",
        lambda: story.alice.comment(HQ, 1, f"/gt convoy resume {tour}"),
        lambda: bool(_who_has(story, chain)[2]),
    )
    story.step(
        "the third closes: the tour lands",
        lambda: story.joe.set_state(GASTOWN, chain[2], "closed"),
        lambda: story.issue()["state"] == "closed" and story.says("3/3 completed"),
    )


def _make(story: Story, title: str) -> int:
    number: int = story.alice.ask("POST", f"/repos/{GASTOWN}/issues", title=title)["number"]
    return number


def _who_has(story: Story, numbers: Sequence[int]) -> list[str]:
    """The assignees of each, joined."""
    found = [story.alice.ask("GET", f"/repos/{GASTOWN}/issues/{number}") for number in numbers]
    return [" ".join(who["login"] for who in issue["assignees"]) for issue in found]


def _told(story: Story, times: int) -> bool:
    notices = story.notices()
    return len(notices) == times and all("@joe" in notice.split("```")[0] for notice in notices)
