"""Who may speak in a thread: locked conversations, interaction limits, blocked people.

https://docs.github.com/communities/moderating-comments-and-conversations
"""

from gt_convoy_sandbox.model import issues, rights
from gt_convoy_sandbox.model.entities import Issue, User
from gt_convoy_sandbox.model.errors import Forbidden, Invalid
from gt_convoy_sandbox.model.machines import AppActor
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


def require_voice(world: World, issue: Issue, actor: User, what: str) -> None:
    """Refuse who may not comment or react here; `what` is `comment` or `reaction`.

    On a locked one only who can write may, and no App: https://github.com/actions/stale/issues/51
    """
    repository = world.repository_of(issue)
    organization = world.organization(repository.owner)
    machine = actor.is_machine or isinstance(actor, AppActor)
    if issue.locked and (machine or not world.can(repository, actor, "write")):
        raise Forbidden(f"Unable to create {what} because issue is locked.")
    if organization and actor.login.lower() in organization.blocked:
        raise Forbidden("Blocked")
    if repository.limited and rights.granted(world, repository, actor).role == "none":
        raise Forbidden("Interactions on this repository have been restricted to collaborators only.")


def _set(world: World, issue: Issue, actor: User, *, locked: bool, reason: str | None) -> None:
    world.require(world.repository_of(issue), actor, "write")
    action = "locked" if locked else "unlocked"
    with world.writing():
        if issue.locked != locked:
            issue.locked, issue.lock_reason = locked, reason
            issues.note(world, issue, actor, action)
            issues.emit(world, issue, actor, action)
