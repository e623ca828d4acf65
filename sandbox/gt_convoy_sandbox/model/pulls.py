"""Pull requests: open and merge. Everything else they share with issues.

https://docs.github.com/rest/pulls/pulls
"""

import hashlib
from typing import TypedDict, Unpack

from gt_convoy_sandbox.model import issues
from gt_convoy_sandbox.model.entities import Issue, PullRequest, Repository, User
from gt_convoy_sandbox.model.errors import NotAllowed
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
        issues.emit(world, issue, actor, "opened")
        return issue


def merge(world: World, issue: Issue, actor: User) -> str:
    """Merge a pull request, which closes it, and give the commit; needs write."""
    world.require(world.repository_of(issue), actor, "write")
    assert issue.pull is not None  # noqa: S101 - callers look it up as a pull request
    if issue.pull.merged or issue.state == "closed":
        raise NotAllowed("Pull Request is not mergeable")
    with world.writing():
        commit = sha(f"merge:{issue.id}")
        now = world.now()
        issue.pull.merged_at, issue.pull.merged_by, issue.pull.merge_commit_sha = now, actor.login, commit
        issue.state, issue.closed_at, issue.closed_by = "closed", now, actor.login
        issues.note(world, issue, actor, "merged", commit_id=commit)
        issues.note(world, issue, actor, "closed")
        issues.emit(world, issue, actor, "closed")
        return commit


def sha(text: str) -> str:
    """Make up the hash of a commit, the same for the same text."""
    return hashlib.sha256(text.encode()).hexdigest()[:40]
