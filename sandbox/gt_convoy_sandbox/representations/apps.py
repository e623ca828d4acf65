"""GitHub Apps, their installations and tokens, as REST and webhooks show them."""

from gt_convoy_sandbox.model import App, Installation, Repository, installations
from gt_convoy_sandbox.model.machines import InstallationToken
from gt_convoy_sandbox.representations import accounts, repositories
from gt_convoy_sandbox.representations.context import Body, Context, optional_timestamp, timestamp


def app(context: Context, app: App) -> Body:
    """Give an App, without anything secret."""
    world = context.world
    return {
        "id": app.id,
        "slug": app.slug,
        "node_id": app.node_id,
        "client_id": app.client_id,
        "owner": accounts.simple_user(context, world.account(app.owner)),
        "name": app.name,
        "description": app.description,
        "external_url": app.external_url or context.base,
        "html_url": page(context, app),
        "created_at": timestamp(app.created_at),
        "updated_at": timestamp(app.created_at),
        "permissions": app.permissions,
        "events": app.events,
        "installations_count": sum(each.app_id == app.id for each in world.tables.installations.values()),
    }


def credentials(context: Context, one: App) -> Body:
    """Give an App with all its secrets, as whoever registered it by a manifest gets them."""
    return app(context, one) | {
        "client_secret": one.client_secret,
        "webhook_secret": context.world.tables.hooks[one.hook_id].secret,
        "pem": one.private_key,
    }


def page(context: Context, app: App) -> str:
    """Give the address of an App's page."""
    return f"{context.base}/apps/{app.slug}"


def installation(context: Context, one: Installation) -> Body:
    """Give an installation."""
    world = context.world
    app, account = world.tables.apps[one.app_id], world.account(one.owner)
    suspender = world.account(one.suspended_by) if one.suspended_by else None
    is_organization = account.type == "Organization"
    inside = f"/organizations/{account.login}" if is_organization else ""
    return {
        "id": one.id,
        "client_id": app.client_id,
        "account": accounts.simple_user(context, account),
        "repository_selection": one.selection,
        "access_tokens_url": f"{context.api}/app/installations/{one.id}/access_tokens",
        "repositories_url": f"{context.api}/installation/repositories",
        "html_url": f"{context.base}{inside}/settings/installations/{one.id}",
        "app_id": app.id,
        "app_slug": app.slug,
        "target_id": account.id,
        "target_type": account.type,
        "permissions": one.permissions,
        "events": one.events,
        "created_at": timestamp(one.created_at),
        "updated_at": timestamp(one.updated_at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": suspender and accounts.simple_user(context, suspender),
        "suspended_at": optional_timestamp(one.suspended_at),
    }


def simple_installation(_: Context, one: Installation) -> Body:
    """Give an installation as payloads of its repositories name it."""
    return {"id": one.id, "node_id": one.node_id}


def named_repository(_: Context, one: Repository) -> Body:
    """Give a repository as payloads of installations list it."""
    keys = ("id", "node_id", "name", "full_name", "private")
    return {key: getattr(one, key) for key in keys}


def installation_repositories(context: Context, one: Installation) -> list[Body]:
    """List the repositories of an installation as its payloads do."""
    return [named_repository(context, each) for each in installations.repositories_of(context.world, one)]


def token(context: Context, made: InstallationToken, one: Installation) -> Body:
    """Give a token to whoever asked for it."""
    body: Body = {
        "token": made.token,
        "expires_at": timestamp(made.expires_at),
        "permissions": made.permissions,
        "repository_selection": one.selection if made.repositories is None else "selected",
    }
    if made.repositories is not None:
        found = (context.world.tables.repositories[each] for each in made.repositories)
        body["repositories"] = [repositories.repository(context, each) for each in found]
    return body
