"""Installations of GitHub Apps: made, changed, suspended, taken away; and the tokens that act for them.

https://docs.github.com/apps/using-github-apps/installing-your-own-github-app
"""

import secrets
from datetime import timedelta

from gt_convoy_sandbox.model.entities import Repository, User
from gt_convoy_sandbox.model.errors import Forbidden, Invalid, NotFound, Refused
from gt_convoy_sandbox.model.machines import App, Installation, InstallationToken, Permissions
from gt_convoy_sandbox.model.rights import covers, permits
from gt_convoy_sandbox.model.world import World

LIFETIME = timedelta(hours=1)
FOREIGN = (
    "There is at least one repository that does not exist or is not accessible to the parent installation."
)


class NotGranted(Refused):
    """A token was to have more than its installation."""

    status = 422


def install(
    world: World, app: App, owner: str, actor: User, repositories: list[Repository] | None = None
) -> Installation:
    """Install an App for an owner: on all repositories, or on these."""
    account = world.account(owner)
    if find(world, app, account.login):
        raise Invalid("Installation", "target_id", "already_exists", value=account.id)
    with world.writing():
        now = world.now()
        number = world.next_id("installation")
        installation = Installation(
            number, app.id, account.login, now, now, dict(app.permissions), list(app.events)
        )
        if repositories is not None:
            installation.selection = "selected"
            installation.repositories = [each.id for each in repositories]
        world.tables.installations[number] = installation
        world.emit("installation", "created", None, actor, installation=installation)
        return installation


def find(world: World, app: App, owner: str) -> Installation | None:
    """Find an App's installation for an owner."""
    for each in world.tables.installations.values():
        if each.app_id == app.id and each.owner.lower() == owner.lower():
            return each
    return None


def get(world: World, app: App, installation_id: int) -> Installation:
    """Find an installation of an App that must be there."""
    found = world.tables.installations.get(installation_id)
    if found is None or found.app_id != app.id:
        raise NotFound
    return found


def repositories_of(world: World, installation: Installation) -> list[Repository]:
    """List the repositories of an installation."""
    return [each for each in world.repositories() if covers(installation, each)]


def uninstall(world: World, installation: Installation, actor: User) -> None:
    """Take an installation away, with its tokens."""
    with world.writing():
        world.emit("installation", "deleted", None, actor, installation=installation)
        del world.tables.installations[installation.id]
        kept = {
            key: each for key, each in world.tables.tokens.items() if each.installation_id != installation.id
        }
        world.tables.tokens = kept


def suspend(world: World, installation: Installation, actor: User) -> None:
    """Suspend an installation: its tokens are refused, its webhooks are silent."""
    with world.writing():
        installation.suspended_at, installation.suspended_by = world.now(), actor.login
        world.emit("installation", "suspend", None, actor, installation=installation)


def unsuspend(world: World, installation: Installation, actor: User) -> None:
    """Let a suspended installation go on."""
    with world.writing():
        installation.suspended_at = installation.suspended_by = None
        world.emit("installation", "unsuspend", None, actor, installation=installation)


def add_repositories(
    world: World, installation: Installation, actor: User, repositories: list[Repository]
) -> None:
    """Let an installation have these repositories, too."""
    with world.writing():
        installation.selection = "selected"
        installation.repositories += [each.id for each in repositories]
        _tell_repositories(world, installation, actor, "added", repositories)


def remove_repositories(
    world: World, installation: Installation, actor: User, repositories: list[Repository]
) -> None:
    """Take repositories away from an installation."""
    gone = {each.id for each in repositories}
    with world.writing():
        kept = [each.id for each in repositories_of(world, installation) if each.id not in gone]
        installation.selection, installation.repositories = "selected", kept
        _tell_repositories(world, installation, actor, "removed", repositories)


def grant(world: World, installation: Installation, actor: User, permissions: Permissions) -> None:
    """Give an installation other permissions, as its owner does who accepts those that the App asks for."""
    with world.writing():
        installation.permissions = {"metadata": "read", **permissions}
        world.emit("installation", "new_permissions_accepted", None, actor, installation=installation)


def make_token(
    world: World,
    installation: Installation,
    permissions: Permissions | None = None,
    repositories: list[int] | None = None,
) -> InstallationToken:
    """Make a token, perhaps for a part of the permissions and of the repositories.

    https://docs.github.com/rest/apps/apps#create-an-installation-access-token-for-an-app
    """
    if installation.suspended_at:
        raise Forbidden("This installation has been suspended")
    for name, level in (permissions or {}).items():
        if not permits(installation.permissions, name, level):
            raise NotGranted("The permissions requested are not granted to this installation.")
    own = {each.id for each in repositories_of(world, installation)}
    if not set(repositories or ()) <= own:
        raise NotGranted(FOREIGN)
    with world.writing():
        granted = {"metadata": "read", **permissions} if permissions else dict(installation.permissions)
        token = InstallationToken(
            f"ghs_{secrets.token_hex(18)}", installation.id, world.now() + LIFETIME, granted, repositories
        )
        world.tables.tokens[token.token] = token
        return token


def _tell_repositories(
    world: World, installation: Installation, actor: User, action: str, changed: list[Repository]
) -> None:
    installation.updated_at = world.now()
    subjects = {"installation": installation, f"repositories_{action}": changed}
    world.emit("installation_repositories", action, None, actor, **subjects)
