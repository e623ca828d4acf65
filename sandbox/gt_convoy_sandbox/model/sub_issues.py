"""Sub-issues: an issue has at most one parent, a parent at most 100 of them, in at most eight levels.

https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/adding-sub-issues
"""

from gt_convoy_sandbox.model.entities import Issue, User
from gt_convoy_sandbox.model.errors import NotFound, Refused
from gt_convoy_sandbox.model.world import World

MOST_SUB_ISSUES = 100
MOST_LEVELS = 8
REFUSAL = "An error occured while adding the sub-issue to the parent issue."


class NoSubIssue(Refused):
    """An issue that cannot be a sub-issue of this one."""

    status = 422

    def __init__(self, why: str) -> None:
        """Word it as GitHub does."""
        super().__init__(f"{REFUSAL} {why}")


def of(world: World, issue: Issue, viewer: User | None) -> list[Issue]:
    """List the sub-issues that a viewer may see, in their order."""
    found = (world.tables.issues[each] for each in issue.sub_issues)
    return [each for each in found if world.can(world.repository_of(each), viewer, "read")]


def parent_of(world: World, issue: Issue) -> Issue | None:
    """Give the parent of an issue."""
    return None if issue.parent is None else world.tables.issues[issue.parent]


def summary(world: World, issue: Issue) -> dict[str, int]:
    """Count all sub-issues and the closed ones."""
    found = [world.tables.issues[each] for each in issue.sub_issues]
    completed = sum(each.state == "closed" for each in found)
    percent = completed * 100 // len(found) if found else 0
    return {"total": len(found), "completed": completed, "percent_completed": percent}


def add(world: World, parent: Issue, child: Issue, actor: User, *, replace_parent: bool = False) -> None:
    """Make an issue a sub-issue; needs triage on the parent's repository."""
    world.require(world.repository_of(parent), actor, "triage")
    world.require(world.repository_of(child), actor)
    before = parent_of(world, child)
    if before and not replace_parent:
        raise NoSubIssue("Sub issue may only have one parent")
    _check(world, parent, child)
    with world.writing():
        if before:
            remove(world, before, child, actor)
        child.parent = parent.id
        parent.sub_issues.append(child.id)
        _tell(world, parent, child, actor, "added")


def remove(world: World, parent: Issue, child: Issue, actor: User) -> None:
    """Take a sub-issue away from its parent; needs triage on the parent's repository."""
    world.require(world.repository_of(parent), actor, "triage")
    if child.parent != parent.id:
        raise NotFound
    with world.writing():
        child.parent = None
        parent.sub_issues.remove(child.id)
        _tell(world, parent, child, actor, "removed")


def _check(world: World, parent: Issue, child: Issue) -> None:
    owners = {world.repository_of(each).owner for each in (parent, child)}
    if parent.pull or child.pull:
        raise NoSubIssue("Pull requests cannot be sub-issues")
    if len(owners) > 1:
        raise NoSubIssue("Sub issue must belong to the same repository owner as the parent issue")
    if child.id in _line(world, parent):
        raise NoSubIssue("Sub issue cannot be its own ancestor")
    if len(parent.sub_issues) >= MOST_SUB_ISSUES:
        raise NoSubIssue(f"Parent cannot have more than {MOST_SUB_ISSUES} sub-issues")
    if len(_line(world, parent)) + _height(world, child) > MOST_LEVELS:
        raise NoSubIssue(f"Sub-issues cannot be nested more than {MOST_LEVELS} levels deep")


def _line(world: World, issue: Issue) -> list[int]:
    """Give the ids of an issue and of all that it is under."""
    above = parent_of(world, issue)
    return [issue.id, *(_line(world, above) if above else ())]


def _height(world: World, issue: Issue) -> int:
    return max((1 + _height(world, world.tables.issues[each]) for each in issue.sub_issues), default=0)


def _tell(world: World, parent: Issue, child: Issue, actor: User, action: str) -> None:
    """Tell the repositories of both, each with the repository of the other.

    https://docs.github.com/webhooks/webhook-events-and-payloads#sub_issues
    """
    above, below = world.repository_of(parent), world.repository_of(child)
    both = {"sub_issue": child, "parent_issue": parent}
    parent.updated_at = child.updated_at = world.now()
    world.emit("sub_issues", f"parent_issue_{action}", below, actor, **both, parent_issue_repo=above)
    world.emit("sub_issues", f"sub_issue_{action}", above, actor, **both, sub_issue_repo=below)
