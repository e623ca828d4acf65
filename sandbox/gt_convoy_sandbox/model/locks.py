"""Locked conversations: only who can write comments there.

https://docs.github.com/communities/moderating-comments-and-conversations/locking-conversations
"""

from gt_convoy_sandbox.model import issues
from gt_convoy_sandbox.model.entities import Issue, User
from gt_convoy_sandbox.model.errors import Invalid
from gt_convoy_sandbox.model.world import World

REASONS = ("off-topic", "too heated", "resolved", "spam")


def lock(world: World, issue: Issue, actor: User, reason: str | None = None) -> None:
    """Lock a conversation; needs write."""
    if reason is not None and reason not in REASONS:
        raise Invalid("Issue", "lock_reason", "invalid", value=reason)
    _set(world, issue, actor, locked=True, reason=reason)


def unlock(world: World, issue: Issue, actor: User) -> None:
    """Unlock a conversation; needs write."""
    _set(world, issue, actor, locked=False, reason=None)


def _set(world: World, issue: Issue, actor: User, *, locked: bool, reason: str | None) -> None:
    world.require(world.repository_of(issue), actor, "write")
    action = "locked" if locked else "unlocked"
    with world.writing():
        if issue.locked != locked:
            issue.locked, issue.lock_reason = locked, reason
            issues.note(world, issue, actor, action)
            issues.emit(world, issue, actor, action)
