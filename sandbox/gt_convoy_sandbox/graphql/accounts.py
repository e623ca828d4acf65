"""Users, machine accounts and organisations."""

from typing import Any

from gt_convoy_sandbox.graphql.errors import Unresolved
from gt_convoy_sandbox.graphql.fields import Asked, Fields, named
from gt_convoy_sandbox.model import Organization, User

Account = User | Organization


def find_user(_root: Any, asked: Asked, login: str) -> User:
    """Find a person; a machine's account is none."""
    found = asked.world.user(login)
    if found is None or found.type != "User":
        raise Unresolved(f"Could not resolve to a User with the login of '{login}'.")
    return found


def find_organization(_root: Any, asked: Asked, login: str) -> Organization:
    """Find an organisation."""
    found = asked.world.organization(login)
    if found is None:
        raise Unresolved(f"Could not resolve to an Organization with the login of '{login}'.")
    return found


def find_owner(_root: Any, asked: Asked, login: str) -> Account | None:
    """Find who may own repositories; GitHub has no error when there is none."""
    return asked.world.user(login) or asked.world.organization(login)


def actor(asked: Asked, login: str | None) -> Account | None:
    """Give the account of this login, None when it is gone (GitHub shows a ghost)."""
    return (asked.world.user(login) or asked.world.organization(login)) if login else None


ACCOUNT: Fields = {
    "avatarUrl": lambda account, asked, **_: f"{asked.base}/_sandbox/avatars/{account.login}",
    "databaseId": named("id"),
    "id": named("node_id"),
    "resourcePath": lambda account, _: f"/{account.login}",
    "updatedAt": named("created_at"),
    "url": lambda account, asked: f"{asked.base}/{account.login}",
}
BOT: Fields = {
    **ACCOUNT,
    # REST writes `name[bot]`, GraphQL the name alone.
    "login": lambda bot, _: bot.login.removesuffix("[bot]"),
    "resourcePath": lambda bot, _: f"/apps/{bot.login.removesuffix('[bot]')}",
    "url": lambda bot, asked: f"{asked.base}/apps/{bot.login.removesuffix('[bot]')}",
}
USER: Fields = {
    **ACCOUNT,
    "isViewer": lambda user, asked: user is asked.viewer or user.login == asked.viewer.login,
}
