"""What an issue is blocked by, and what it blocks; these may be in any repository.

https://docs.github.com/rest/issues/issue-dependencies
"""

from gt_convoy_sandbox.model.entities import Issue, User
from gt_convoy_sandbox.model.errors import Invalid, NotFound
from gt_convoy_sandbox.model.world import World

MOST = 50


def blocked_by(world: World, issue: Issue, viewer: User | None) -> list[Issue]:
    """List what blocks an issue, closed blockers too, as far as a viewer may see it."""
    return _seen(world, issue.blocked_by, viewer)


def blocking(world: World, issue: Issue, viewer: User | None) -> list[Issue]:
    """List what an issue blocks, as far as a viewer may see it."""
    return _seen(world, issue.blocking, viewer)


def summary(world: World, issue: Issue) -> dict[str, int]:
    """Count blockers and blocked: those that are open, and all of them."""
    return {
        "blocked_by": _open(world, issue.blocked_by),
        "blocking": _open(world, issue.blocking),
        "total_blocked_by": len(issue.blocked_by),
        "total_blocking": len(issue.blocking),
    }


def add(world: World, issue: Issue, blocker: Issue, actor: User) -> None:
    """Let an issue be blocked by another; needs triage. At most 50 block one, and one blocks at most 50."""
    world.require(world.repository_of(issue), actor, "triage")
    world.require(world.repository_of(blocker), actor)
    if blocker.id == issue.id or blocker.pull or issue.pull:
        raise Invalid("IssueDependency", "issue_id", "invalid", value=blocker.id)
    if blocker.id in issue.blocked_by:
        raise Invalid("IssueDependency", "issue_id", "already_exists", value=blocker.id)
    if max(len(issue.blocked_by), len(blocker.blocking)) >= MOST:
        raise Invalid("IssueDependency", "issue_id", "custom", f"cannot have more than {MOST} dependencies")
    with world.writing():
        issue.blocked_by.append(blocker.id)
        blocker.blocking.append(issue.id)
        _tell(world, issue, blocker, actor, "added")


def remove(world: World, issue: Issue, blocker: Issue, actor: User) -> None:
    """Let an issue no longer be blocked by another; needs triage."""
    world.require(world.repository_of(issue), actor, "triage")
    if blocker.id not in issue.blocked_by:
        raise NotFound
    with world.writing():
        issue.blocked_by.remove(blocker.id)
        blocker.blocking.remove(issue.id)
        _tell(world, issue, blocker, actor, "removed")


def _seen(world: World, ids: list[int], viewer: User | None) -> list[Issue]:
    found = (world.tables.issues[each] for each in ids)
    return [each for each in found if world.can(world.repository_of(each), viewer, "read")]


def _open(world: World, ids: list[int]) -> int:
    return sum(world.tables.issues[each].state == "open" for each in ids)


def _tell(world: World, issue: Issue, blocker: Issue, actor: User, action: str) -> None:
    """Tell the repositories of both, each with the repository of the other.

    https://docs.github.com/webhooks/webhook-events-and-payloads#issue_dependencies
    """
    here, there = world.repository_of(issue), world.repository_of(blocker)
    both = {"blocked_issue": issue, "blocking_issue": blocker}
    issue.updated_at = blocker.updated_at = world.now()
    name = "issue_dependencies"
    world.emit(name, f"blocked_by_{action}", here, actor, **both, blocking_issue_repo=there)
    world.emit(name, f"blocking_{action}", there, actor, **both, blocked_issue_repo=here)
