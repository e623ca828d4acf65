"""GitHub Apps: registered by hand or by a manifest, installed for an owner, with tokens for an hour.

https://docs.github.com/apps/creating-github-apps
"""

import re
import secrets
from datetime import timedelta
from typing import TypedDict, Unpack

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from gt_convoy_sandbox.model import hooks
from gt_convoy_sandbox.model.accounts import add_user
from gt_convoy_sandbox.model.errors import Invalid, NotFound
from gt_convoy_sandbox.model.machines import App, Conversion, Hook, Permissions
from gt_convoy_sandbox.model.world import World

HOUR = timedelta(hours=1)


class Settings(TypedDict, total=False):
    """What an App may be registered with beside its name and owner; `url` and `secret` are its webhook's."""

    permissions: Permissions
    events: list[str]
    url: str
    secret: str | None
    private_key: str
    description: str | None
    external_url: str
    setup_url: str | None
    public: bool


def register(world: World, name: str, owner: str, **settings: Unpack[Settings]) -> App:
    """Register an App: it gets a key, a webhook and an account `slug[bot]`."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not slug or any(app.slug == slug for app in world.tables.apps.values()):
        raise Invalid("Integration", "name", "custom", "Name is already taken")
    private, public = _keys(settings.get("private_key"))
    with world.writing():
        url = settings.get("url", "")
        events = list(settings.get("events") or [])
        secret = settings.get("secret")
        hook = hooks.new(world, url=url, secret=secret, events=events, active=bool(url))
        app = App(
            world.next_id("app"),
            slug,
            name,
            world.account(owner).login,
            world.now(),
            private,
            public,
            hook.id,
        )
        hook.app_id = app.id
        app.permissions = {"metadata": "read", **settings.get("permissions", {})}
        app.events, app.public = events, settings.get("public", False)
        app.description, app.setup_url = settings.get("description"), settings.get("setup_url")
        app.external_url = settings.get("external_url", "")
        app.client_secret = secrets.token_hex(20)
        add_user(world, app.login, "Bot").token = f"none-{secrets.token_hex(20)}"
        world.tables.apps[app.id] = app
        return app


def get(world: World, slug: str) -> App:
    """Find an App that must be there."""
    for app in world.tables.apps.values():
        if app.slug == slug.lower():
            return app
    raise NotFound


def new_secret() -> str:
    """Make up a secret for a webhook, as GitHub does for an App made by a manifest."""
    return secrets.token_hex(20)


def hook_of(world: World, app: App) -> Hook:
    """Give the webhook of an App."""
    return world.tables.hooks[app.hook_id]


def offer(world: World, app: App) -> Conversion:
    """Give the code for which the App's credentials can be fetched, once, within an hour.

    https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
    """
    with world.writing():
        conversion = Conversion(secrets.token_hex(20), app.id, world.now())
        world.tables.conversions[conversion.code] = conversion
        return conversion


def convert(world: World, code: str) -> App:
    """Take a code, which is used up, and give its App."""
    with world.writing():
        conversion = world.tables.conversions.pop(code, None)
        if conversion is None or conversion.created_at + HOUR < world.clock():
            raise NotFound
        return world.tables.apps[conversion.app_id]


def _keys(given: str | None) -> tuple[str, str]:
    key = load_pem_private_key(given.encode(), None) if given else rsa.generate_private_key(65537, 2048)
    # GitHub gives out keys in this older form.
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()
