"""Pull requests: open, merge, draft, base branch. Everything else they share with issues.

https://docs.github.com/rest/pulls/pulls
"""

import hashlib
from typing import TypedDict, Unpack

from gt_convoy_sandbox.model import issues, links
from gt_convoy_sandbox.model.entities import Issue, PullRequest, Repository, User
from gt_convoy_sandbox.model.errors import Invalid, NotAllowed
from gt_convoy_sandbox.model.texts import check_body, check_title
from gt_convoy_sandbox.model.world import World


class Branches(TypedDict, total=False):
    """What a pull request is opened with beside its title."""

    head: str
    base: str
    body: str | None
    draft: bool


def create(world: World, repository: Repository, actor: User, title: str, **more: Unpack[Branches]) -> Issue:
    """Open a pull request from a branch of the same repository; needs write."""
    world.require(repository, actor, "write")
    text = issues.Text(check_title(title), check_body("PullRequest", more.get("body")))
    head, base = more.get("head", "topic"), more.get("base", repository.default_branch)
    shas = sha(f"{repository.id}:{head}"), sha(f"{repository.id}:{base}")
    pull = PullRequest(head, shas[0], base, shas[1], draft=more.get("draft", False))
    with world.writing():
        issue = issues.new_issue(world, repository, actor, text, pull)
        links.read(world, issue)
        issues.emit(world, issue, actor, "opened")
        return issue


def merge(world: World, issue: Issue, actor: User) -> str:
    """Merge a pull request, and give the commit; needs write.

    It is closed, and so are the issues that it closes, if it went into the default branch.
    """
    world.require(world.repository_of(issue), actor, "write")
    assert issue.pull is not None  # noqa: S101 - callers look it up as a pull request
    if issue.pull.merged or issue.state == "closed":
        raise NotAllowed("Pull Request is not mergeable")
    if issue.pull.draft:
        raise NotAllowed("Pull Request is still a draft")
    with world.writing():
        commit = sha(f"merge:{issue.id}")
        now = world.now()
        issue.pull.merged_at, issue.pull.merged_by, issue.pull.merge_commit_sha = now, actor.login, commit
        issue.state, issue.closed_at, issue.closed_by = "closed", now, actor.login
        issues.note(world, issue, actor, "merged", commit_id=commit)
        issues.note(world, issue, actor, "closed")
        issues.emit(world, issue, actor, "closed")
        _close_issues(world, issue, actor)
        return commit


def set_draft(world: World, issue: Issue, actor: User, *, draft: bool) -> None:
    """Convert a pull request to a draft, or mark it ready for review; its author may, else needs write."""
    pull = _open(world, issue, actor)
    if pull.draft == draft:
        return
    with world.writing():
        pull.draft = draft
        issues.note(world, issue, actor, "convert_to_draft" if draft else "ready_for_review")
        issues.emit(world, issue, actor, "converted_to_draft" if draft else "ready_for_review")


def set_base(world: World, issue: Issue, actor: User, base: str) -> None:
    """Let a pull request go into another branch; its author may, else needs write."""
    pull = _open(world, issue, actor)
    if pull.base_ref == base:
        return
    before = {"ref": {"from": pull.base_ref}, "sha": {"from": pull.base_sha}}
    with world.writing():
        pull.base_ref, pull.base_sha = base, sha(f"{issue.repository_id}:{base}")
        links.read(world, issue)
        issues.note(world, issue, actor, "base_ref_changed")
        issues.emit(world, issue, actor, "edited", changes={"base": before})


def _open(world: World, issue: Issue, actor: User) -> PullRequest:
    repository = world.repository_of(issue)
    world.require(repository, actor, "read" if issue.author == actor.login else "write")
    assert issue.pull is not None  # noqa: S101 - callers look it up as a pull request
    if issue.state == "closed":
        raise Invalid("PullRequest", "state", "invalid", "The pull request is closed.")
    return issue.pull


def _close_issues(world: World, issue: Issue, actor: User) -> None:
    assert issue.pull is not None  # noqa: S101 - it was merged
    if issue.pull.base_ref != world.repository_of(issue).default_branch:
        return
    for each in links.closes(world, issue, actor):
        if each.state == "open" and world.can(world.repository_of(each), actor, "triage"):
            issues.close(world, each, actor)


def sha(text: str) -> str:
    """Make up the hash of a commit, the same for the same text."""
    return hashlib.sha256(text.encode()).hexdigest()[:40]
