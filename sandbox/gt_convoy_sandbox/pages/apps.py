"""The pages where a GitHub App is registered by a manifest, and installed.

https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
"""

import json
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, g, request

from gt_convoy_sandbox.model import Organization, Repository, User, apps, installations
from gt_convoy_sandbox.model.errors import Forbidden, Invalid, NotFound
from gt_convoy_sandbox.pages import frame
from gt_convoy_sandbox.pages.frame import Page

NEW = ("/settings/apps/new", "/organizations/<org>/settings/apps/new")
INSTALLED = "/settings/installations/<int:installation_id>"


def register(pages: Blueprint) -> None:
    """Put these pages onto the blueprint."""
    for path in NEW:
        pages.post(path, endpoint=f"confirm-{len(path)}")(confirm_app)
        pages.post(f"{path}/confirmed", endpoint=f"create-{len(path)}")(create_app)
    pages.get("/apps/<slug>")(show_app)
    pages.get("/apps/<slug>/installations/new")(choose)
    pages.post("/apps/<slug>/installations/new")(install)
    pages.get(INSTALLED)(show_installation)
    pages.get(f"/organizations/<org>{INSTALLED}", endpoint="org-installation")(show_installation)


def confirm_app(org: str = "") -> Page:
    """Take a manifest, which another site's form may post, and ask whether the App is to be made."""
    manifest = _manifest()
    _allow_form_to_lead_to(manifest.get("redirect_url", ""))
    return frame.show(
        "new_app.html",
        manifest=manifest,
        text=request.form["manifest"],
        owner=_owner(org),
        action=f"{request.path}/confirmed",
        state=request.args.get("state", ""),
    )


def create_app(org: str = "") -> Page:
    """Make the App, and send the browser back with the code for its credentials."""
    manifest, owner, world = _manifest(), _owner(org), frame.world()
    hook: dict[str, Any] = manifest.get("hook_attributes") or {}
    app = apps.register(
        world,
        request.form.get("name") or manifest.get("name", ""),
        owner.login,
        permissions=manifest.get("default_permissions") or {},
        events=manifest.get("default_events") or [],
        url=hook.get("url", ""),
        secret=apps.new_secret(),
        description=manifest.get("description"),
        external_url=manifest["url"],
        setup_url=manifest.get("setup_url"),
        public=bool(manifest.get("public")),
    )
    apps.hook_of(world, app).active = bool(hook.get("url")) and bool(hook.get("active", True))
    code, state = apps.offer(world, app).code, request.form.get("state", "")
    query = urlencode({"code": code} | ({"state": state} if state else {}))
    to = manifest["redirect_url"]
    _allow_form_to_lead_to(to)
    return frame.back(f"{to}{'&' if '?' in to else '?'}{query}")


def show_app(slug: str) -> Page:
    """Show an App, with the way to install it."""
    return frame.show("app.html", app=apps.get(frame.world(), slug))


def choose(slug: str) -> Page:
    """Show where an App can be installed: on whose repositories, on which."""
    app, owners = apps.get(frame.world(), slug), _owners(slug)
    return frame.show("install.html", app=app, owners=owners, repositories=_repositories(owners))


def install(slug: str) -> Page:
    """Install an App, and lead on to where it wants its people to go."""
    world, app, actor = frame.world(), apps.get(frame.world(), slug), frame.actor()
    owner = request.form.get("owner", "")
    if owner not in [each.login for each in _owners(slug)]:
        raise Forbidden("Only an owner may install an App.")
    chosen = None
    if request.form.get("selection") == "selected":
        wanted = request.form.getlist("repository")
        chosen = [world.get_repository(name) for name in wanted if name.startswith(f"{owner}/")]
    found = installations.find(world, app, owner)
    made = found or installations.install(world, app, owner, actor, chosen)
    if app.setup_url:
        query = urlencode({"installation_id": made.id, "setup_action": "install"})
        return frame.back(f"{app.setup_url}?{query}")
    return frame.back(f"/settings/installations/{made.id}")


def show_installation(installation_id: int, org: str = "") -> Page:
    """Show an installation."""
    world = frame.world()
    found = world.tables.installations.get(installation_id)
    if found is None:
        raise NotFound
    return frame.show(
        "installation.html",
        installation=found,
        app=world.tables.apps[found.app_id],
        repositories=installations.repositories_of(world, found),
    )


def _manifest() -> dict[str, Any]:
    try:
        manifest = json.loads(request.form.get("manifest", ""))
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict):
        raise Invalid("Manifest", "manifest", "custom", "The manifest is not valid JSON")
    for key in ("url", "redirect_url"):
        if not str(manifest.get(key, "")).startswith(("http://", "https://")):
            raise Invalid("Manifest", key, "custom", f"{key} wasn't supplied")
    return manifest


def _owner(org: str) -> User | Organization:
    if not org:
        return frame.actor()
    found = frame.world().organization(org)
    if found is None or frame.actor().login not in found.owners:
        raise NotFound
    return found


def _owners(slug: str) -> list[User | Organization]:
    """List for whom the viewer may install an App; a private one only for its own owner."""
    app, actor, tables = apps.get(frame.world(), slug), frame.actor(), frame.world().tables
    mine: list[User | Organization] = [actor]
    mine += (each for each in tables.organizations.values() if actor.login in each.owners)
    return [each for each in mine if app.public or each.login == app.owner]


def _repositories(owners: list[User | Organization]) -> list[Repository]:
    logins = {each.login for each in owners}
    return [each for each in frame.world().repositories() if each.owner in logins]


def _allow_form_to_lead_to(address: str) -> None:
    # Browsers hold the redirect after a form against the policy of the page with the form.
    parts = urlsplit(address)
    g.form_action = f"{parts.scheme}://{parts.netloc}"
