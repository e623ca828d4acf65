"""Webhooks of repositories.

https://docs.github.com/rest/repos/webhooks
"""

from typing import TypedDict, Unpack
from urllib.parse import urlsplit

from gt_convoy_sandbox.model.entities import Hook, Repository, User
from gt_convoy_sandbox.model.errors import Invalid, NotFound
from gt_convoy_sandbox.model.world import World


class Settings(TypedDict, total=False):
    """What can be set on a hook."""

    url: str
    secret: str | None
    content_type: str
    insecure_ssl: str
    events: list[str]
    active: bool


def get(world: World, repository: Repository, actor: User, hook_id: int) -> Hook:
    """Find a hook; needs admin, and who has not gets the answer for a missing one."""
    require(world, repository, actor)
    hook = world.tables.hooks.get(hook_id)
    if hook is None or hook.repository_id != repository.id:
        raise NotFound
    return hook


def create(world: World, repository: Repository, actor: User, **settings: Unpack[Settings]) -> Hook:
    """Create a hook, which is pinged at once; needs admin."""
    require(world, repository, actor)
    url = settings.get("url", "")
    _check_url(url)
    _check_duplicate(world, repository, settings)
    with world.writing():
        now = world.now()
        events = settings.get("events") or ["push"]
        hook = Hook(world.next_id("hook"), repository.id, url, events, now, now)
        _apply(hook, settings)
        world.tables.hooks[hook.id] = hook
        ping(world, repository, actor, hook)
        return hook


def edit(world: World, hook: Hook, actor: User, **settings: Unpack[Settings]) -> Hook:
    """Change a hook; needs admin."""
    require(world, world.tables.repositories[hook.repository_id], actor)
    if "url" in settings:
        _check_url(settings["url"])
    with world.writing():
        _apply(hook, settings)
        hook.updated_at = world.now()
        return hook


def delete(world: World, hook: Hook, actor: User) -> None:
    """Delete a hook; needs admin."""
    require(world, world.tables.repositories[hook.repository_id], actor)
    with world.writing():
        del world.tables.hooks[hook.id]


def ping(world: World, repository: Repository, actor: User, hook: Hook) -> None:
    """Send the hook a `ping`."""
    world.emit("ping", "", repository, actor, hook=hook)


def require(world: World, repository: Repository, actor: User) -> None:
    """Hooks do not exist for who is not an admin."""
    if not world.can(repository, actor, "admin"):
        raise NotFound


def _check_url(url: object) -> None:
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise Invalid("Hook", "url", "custom", "url is missing a scheme")
    try:
        has_host = bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:
        has_host = False
    if not has_host:
        raise Invalid("Hook", "url", "custom", "url is not a valid address")


def _check_duplicate(world: World, repository: Repository, settings: Settings) -> None:
    for hook in world.hooks_of(repository):
        same = hook.url == settings.get("url") and hook.events == settings.get("events")
        if same:
            raise Invalid("Hook", "", "custom", "Hook already exists on this repository")


def _apply(hook: Hook, settings: Settings) -> None:
    for key, value in settings.items():
        setattr(hook, key, value)
