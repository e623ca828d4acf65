"""Which issues a pull request closes when it is merged: by words of its text, or linked by hand.

https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
"""

import re

from gt_convoy_sandbox.model.entities import Issue, PullRequest, Repository, User
from gt_convoy_sandbox.model.errors import Invalid, Moved, NotFound, Refused
from gt_convoy_sandbox.model.world import World

MOST_BY_HAND = 10
CLOSING = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]+"
    r"(?:(?P<name>[\w.-]+/[\w.-]+)?#|https?://[^\s/]+/(?P<page>[\w.-]+/[\w.-]+)/issues/)"
    r"(?P<number>[1-9]\d{0,9})\b",
    re.IGNORECASE,
)
UNREAD = re.compile(r"(?P<fence>```+|~~~+).*?(?:(?P=fence)|\Z)|`[^`\n]*`|<!--.*?(?:-->|\Z)", re.DOTALL)


def read(world: World, issue: Issue) -> None:
    """Note which issues the text of a pull request closes; only against the default branch do words count."""
    pull, repository = issue.pull, world.repository_of(issue)
    if pull is None:
        return
    counts = pull.base_ref == repository.default_branch
    found = _named(world, issue, repository) if counts else []
    _replace(world, issue, pull, closes=list(dict.fromkeys(each.id for each in found)), linked=pull.linked)


def link(world: World, issue: Issue, by: Issue, actor: User) -> None:
    """Let a pull request close an issue of its repository; needs write. By a form: there is no API for it."""
    pull = _pull(world, by, actor)
    if issue.pull or issue.repository_id != by.repository_id or len(pull.linked) >= MOST_BY_HAND:
        raise Invalid("PullRequest", "issue", "invalid", value=issue.number)
    linked = list(dict.fromkeys([*pull.linked, issue.id]))
    with world.writing():
        _replace(world, by, pull, closes=pull.closes, linked=linked)


def unlink(world: World, issue: Issue, by: Issue, actor: User) -> None:
    """Take a link away that was made by hand; needs write."""
    pull = _pull(world, by, actor)
    if issue.id not in pull.linked:
        raise NotFound
    left = [each for each in pull.linked if each != issue.id]
    with world.writing():
        _replace(world, by, pull, closes=pull.closes, linked=left)


def closes(world: World, issue: Issue, viewer: User | None, *, by_hand: bool = False) -> list[Issue]:
    """List the issues that a pull request closes (`by_hand`: those linked so) and that a viewer may see."""
    pull = issue.pull
    if pull is None:
        return []
    both = dict.fromkeys([*pull.closes, *pull.linked])
    return _seen(world, pull.linked if by_hand else list(both), viewer)


def closed_by(world: World, issue: Issue, viewer: User | None, *, by_hand: bool = False) -> list[Issue]:
    """List the pull requests that close an issue, in any state, and that a viewer may see."""
    found = _seen(world, issue.closing_pulls, viewer)
    return [each for each in found if not by_hand or (each.pull and issue.id in each.pull.linked)]


def _seen(world: World, ids: list[int], viewer: User | None) -> list[Issue]:
    found = (world.tables.issues[each] for each in ids)
    return [each for each in found if world.can(world.repository_of(each), viewer, "read")]


def _pull(world: World, issue: Issue, actor: User) -> PullRequest:
    world.require(world.repository_of(issue), actor, "write")
    if issue.pull is None:
        raise NotFound
    return issue.pull


def _named(world: World, issue: Issue, inside: Repository) -> list[Issue]:
    author = world.user(issue.author)
    named = [_find(world, found, inside) for found in CLOSING.finditer(UNREAD.sub(" ", issue.body or ""))]
    return [
        each
        for each in named
        if each and not each.pull and world.can(world.repository_of(each), author, "read")
    ]


def _find(world: World, found: re.Match[str], inside: Repository) -> Issue | None:
    name = found["name"] or found["page"]
    repository = (world.repository(name) or world.moved_repository(name)) if name else inside
    try:
        return world.get_issue(repository, int(found["number"])) if repository else None
    except Moved as moved:
        return moved.issue if isinstance(moved.issue, Issue) else None
    except Refused:
        return None


def _replace(world: World, by: Issue, pull: PullRequest, *, closes: list[int], linked: list[int]) -> None:
    before = {*pull.closes, *pull.linked}
    pull.closes, pull.linked = closes, linked
    for gone in before - {*closes, *linked}:
        world.tables.issues[gone].closing_pulls.remove(by.id)
    for each in (each for each in dict.fromkeys([*closes, *linked]) if each not in before):
        world.tables.issues[each].closing_pulls.append(by.id)
