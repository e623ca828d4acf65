"""Webhooks of repositories and of organisations.

https://docs.github.com/rest/repos/webhooks and https://docs.github.com/rest/orgs/webhooks
"""

from typing import TypedDict, Unpack
from urllib.parse import urlsplit

from gt_convoy_sandbox.model.entities import Organization, Repository, User
from gt_convoy_sandbox.model.errors import Invalid, NotFound
from gt_convoy_sandbox.model.machines import AppActor, Hook
from gt_convoy_sandbox.model.rights import permits, reaches
from gt_convoy_sandbox.model.world import World

Target = Repository | Organization


class Settings(TypedDict, total=False):
    """What can be set on a hook."""

    url: str
    secret: str | None
    content_type: str
    insecure_ssl: str
    events: list[str]
    active: bool


def get(world: World, target: Target, actor: User, hook_id: int) -> Hook:
    """Find a hook; needs admin, and who has not gets the answer for a missing one."""
    require(world, target, actor)
    hook = world.tables.hooks.get(hook_id)
    if hook is None or hook not in of(world, target):
        raise NotFound
    return hook


def of(world: World, target: Target) -> list[Hook]:
    """List the hooks of a repository or organisation."""
    if isinstance(target, Repository):
        return world.hooks_of(target)
    return [hook for hook in world.tables.hooks.values() if hook.organization_id == target.id]


def create(world: World, target: Target, actor: User, **settings: Unpack[Settings]) -> Hook:
    """Create a hook, which is pinged at once; needs admin."""
    require(world, target, actor)
    _check_url(settings.get("url", ""))
    _check_duplicate(of(world, target), settings)
    with world.writing():
        hook = new(world, **settings)
        if isinstance(target, Repository):
            hook.repository_id = target.id
        else:
            hook.organization_id = target.id
        ping(world, target, actor, hook)
        return hook


def new(world: World, **settings: Unpack[Settings]) -> Hook:
    """Record a hook that is nobody's yet."""
    with world.writing():
        now = world.now()
        hook = Hook(world.next_id("hook"), settings.get("url", ""), ["push"], now, now)
        _apply(hook, settings)
        world.tables.hooks[hook.id] = hook
        return hook


def edit(world: World, hook: Hook, **settings: Unpack[Settings]) -> Hook:
    """Change a hook that `get` gave."""
    if "url" in settings:
        _check_url(settings["url"])
    with world.writing():
        _apply(hook, settings)
        hook.updated_at = world.now()
        return hook


def delete(world: World, hook: Hook) -> None:
    """Delete a hook that `get` gave."""
    with world.writing():
        del world.tables.hooks[hook.id]


def ping(world: World, target: Target, actor: User, hook: Hook) -> None:
    """Send the hook a `ping`."""
    repository = target if isinstance(target, Repository) else None
    world.emit("ping", "", repository, actor, hook=hook)


def require(world: World, target: Target, actor: User) -> None:
    """Hooks do not exist for who is no admin of a repository, no owner of an organisation."""
    if isinstance(actor, AppActor):
        allowed = _permits(world, target, actor)
    elif isinstance(target, Repository):
        allowed = world.can(target, actor, "admin")
    else:
        allowed = actor.login.lower() in map(str.lower, target.owners)
    if not allowed:
        raise NotFound


def _permits(world: World, target: Target, actor: AppActor) -> bool:
    if isinstance(target, Repository):
        return reaches(world, actor, target) and permits(actor.permissions, "repository_hooks")
    installation = world.tables.installations[actor.installation_id]
    owner = installation.owner.lower() == target.login.lower()
    return owner and permits(actor.permissions, "organization_hooks")


def _check_url(url: object) -> None:
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise Invalid("Hook", "url", "custom", "url is missing a scheme")
    try:
        has_host = bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:
        has_host = False
    if not has_host:
        raise Invalid("Hook", "url", "custom", "url is not a valid address")


def _check_duplicate(there: list[Hook], settings: Settings) -> None:
    for hook in there:
        same = hook.url == settings.get("url") and hook.events == settings.get("events")
        if same:
            where = "repository" if hook.repository_id else "organization"
            raise Invalid("Hook", "", "custom", f"Hook already exists on this {where}")


def _apply(hook: Hook, settings: Settings) -> None:
    for key, value in settings.items():
        setattr(hook, key, value)
