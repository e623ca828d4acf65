"""What an issue waits for, what waits for it, and the pull requests that close it; a form for each."""

from typing import Any

from flask import Blueprint, request

from gt_convoy_sandbox.model import Issue, dependencies, links
from gt_convoy_sandbox.model.errors import NotFound
from gt_convoy_sandbox.pages import frame, markdown
from gt_convoy_sandbox.pages.frame import ONE, Page
from gt_convoy_sandbox.services import base_url


def register(pages: Blueprint) -> None:
    """Put the forms onto the blueprint."""
    pages.post(f"{ONE}/blockers")(change_blockers)
    pages.post(f"{ONE}/links")(change_links)


def shown(issue: Issue) -> dict[str, Any]:
    """Give what the page of an issue or pull request shows of these."""
    world, viewer = frame.world(), frame.viewer()
    blockers = dependencies.blocked_by(world, issue, viewer)
    closing = links.closes if issue.pull else links.closed_by
    return {
        "blocked_by": blockers,
        "blocking": dependencies.blocking(world, issue, viewer),
        "unseen": len(issue.blocked_by) - len(blockers),
        "linked": closing(world, issue, viewer),
        "by_hand": closing(world, issue, viewer, by_hand=True),
    }


def change_blockers(owner: str, repo: str, kind: str, number: int) -> Page:
    """Let an issue be blocked by another, or no longer."""
    issue, world, actor = frame.issue(owner, repo, number), frame.world(), frame.actor()
    if removed := _removed():
        dependencies.remove(world, issue, removed, actor)
    else:
        dependencies.add(world, issue, _named(issue), actor)
    return frame.back(frame.path(issue))


def change_links(owner: str, repo: str, kind: str, number: int) -> Page:
    """Link an issue and a pull request by hand, from the page of either, or take the link away."""
    here, world, actor = frame.issue(owner, repo, number), frame.world(), frame.actor()
    removed = _removed()
    there = removed or _named(here)
    issue, pull = (there, here) if here.pull else (here, there)
    change = links.unlink if removed else links.link
    change(world, issue, pull, actor)
    return frame.back(frame.path(here))


def _removed() -> Issue | None:
    return frame.world().tables.issues.get(request.form.get("remove", 0, int))


def _named(issue: Issue) -> Issue:
    """Find what was typed: a number, `owner/repo#12` or an address."""
    world, text = frame.world(), request.form.get("add", "").strip()
    reader = markdown.Reader(world, base_url(), world.repository_of(issue), frame.viewer())
    found = markdown.named(f"#{text}" if text.isdecimal() else text, reader)
    if found is None:
        raise NotFound(f"There is no {text}, or you may not see it.")
    return found
