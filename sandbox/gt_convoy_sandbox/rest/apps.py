"""https://docs.github.com/rest/apps/apps and https://docs.github.com/rest/apps/installations."""

from gt_convoy_sandbox.model import AppActor, Installation, apps, installations
from gt_convoy_sandbox.model.errors import Forbidden, NotFound
from gt_convoy_sandbox.model.rights import reaches
from gt_convoy_sandbox.representations import apps as shown
from gt_convoy_sandbox.representations import repositories
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call, optional, sent, texts
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
INSTALLATION = "/app/installations/<int:installation_id>"


@routes.app("GET", "/app")
def get_authenticated(call: Call) -> Body:
    """Show the App that asks."""
    return shown.app(call.context, call.app)


@routes.open("GET", "/apps/<app_slug>")
def get_by_slug(call: Call, app_slug: str) -> Body:
    """Show an App."""
    return shown.app(call.context, apps.get(call.world, app_slug))


@routes.open("POST", "/app-manifests/<code>/conversions")
def create_from_manifest(call: Call, code: str) -> Reply:
    """Give the credentials of an App that was registered by a manifest, once; the code is the proof."""
    return shown.credentials(call.context, apps.convert(call.world, code)), 201


@routes.app("GET", "/app/installations")
def list_installations(call: Call) -> Reply:
    """List the installations of the App."""
    found = [each for each in call.world.tables.installations.values() if each.app_id == call.app.id]
    return call.paged(found, lambda each: shown.installation(call.context, each))


@routes.app("GET", INSTALLATION)
def get_installation(call: Call, installation_id: int) -> Body:
    """Show an installation."""
    return shown.installation(call.context, _installation(call, installation_id))


@routes.app("DELETE", INSTALLATION)
def delete_installation(call: Call, installation_id: int) -> None:
    """Take an installation away."""
    bot = call.world.get_user(call.app.login)
    installations.uninstall(call.world, _installation(call, installation_id), bot)


@routes.app("PUT", f"{INSTALLATION}/suspended")
def suspend(call: Call, installation_id: int) -> None:
    """Suspend an installation."""
    bot = call.world.get_user(call.app.login)
    installations.suspend(call.world, _installation(call, installation_id), bot)


@routes.app("DELETE", f"{INSTALLATION}/suspended")
def unsuspend(call: Call, installation_id: int) -> None:
    """Let a suspended installation go on."""
    bot = call.world.get_user(call.app.login)
    installations.unsuspend(call.world, _installation(call, installation_id), bot)


@routes.app("POST", f"{INSTALLATION}/access_tokens")
def create_access_token(call: Call, installation_id: int) -> Reply:
    """Make a token; `permissions` and the repositories may be a part of what the installation has."""
    installation, body = _installation(call, installation_id), sent()
    permissions = optional(body, "permissions", dict, {})
    made = installations.make_token(call.world, installation, permissions, _chosen(call, installation, body))
    return shown.token(call.context, made, installation), 201


@routes.app("GET", "/repos/<owner>/<repo>/installation")
def get_repository_installation(call: Call, owner: str, repo: str) -> Body:
    """Show the App's installation that has a repository."""
    name = f"{owner}/{repo}"
    repository = call.world.repository(name) or call.world.moved_repository(name)
    found = installations.find(call.world, call.app, repository.owner) if repository else None
    if found is None or repository not in installations.repositories_of(call.world, found):
        raise NotFound
    return shown.installation(call.context, found)


@routes.app("GET", "/orgs/<org>/installation")
def get_organization_installation(call: Call, org: str) -> Body:
    """Show the App's installation for an organisation."""
    return _for_owner(call, org)


@routes.app("GET", "/users/<username>/installation")
def get_user_installation(call: Call, username: str) -> Body:
    """Show the App's installation for a user."""
    return _for_owner(call, username)


@routes.add("GET", "/installation/repositories")
def list_repositories(call: Call) -> Reply:
    """List the repositories that an installation's token may act on."""
    actor = call.user
    if not isinstance(actor, AppActor):
        raise Forbidden(
            "You must authenticate with an installation access token in order to list repositories."
        )
    found = [each for each in call.world.repositories() if reaches(call.world, actor, each)]
    selection = call.world.tables.installations[actor.installation_id].selection
    around = {"total_count": len(found), "repository_selection": selection}
    show = lambda each: repositories.repository(call.context, each)  # noqa: E731 - a page is shown by it
    return call.paged(found, show, within=("repositories", around))


def _for_owner(call: Call, owner: str) -> Body:
    found = installations.find(call.world, call.app, owner)
    if found is None:
        raise NotFound
    return shown.installation(call.context, found)


def _installation(call: Call, installation_id: int) -> Installation:
    return installations.get(call.world, call.app, installation_id)


def _chosen(call: Call, installation: Installation, body: Body) -> list[int] | None:
    by_name = {
        each.name.lower(): each.id for each in call.world.repositories() if each.owner == installation.owner
    }
    ids = [int(each) for each in optional(body, "repository_ids", list, [])]
    # A name that is unknown becomes an id that no installation has.
    ids += [by_name.get(each.lower(), 0) for each in texts(body, "repositories")]
    return ids or None
