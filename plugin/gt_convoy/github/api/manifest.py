"""Registering a GitHub App by a manifest.

https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from gt_convoy.domain.errors import NotFound, Unavailable
from gt_convoy.events.payloads import EVENTS
from gt_convoy.github import values
from gt_convoy.github.permissions import PERMISSIONS

_CODE = re.compile(r"[\w-]{1,200}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RegisteredApp:
    """What GitHub gives, once, to who registered an App."""

    app_id: int
    slug: str
    page: str  # where the App is installed from
    key: str = field(repr=False)
    secret: str = field(repr=False)  # of its webhook; "" without one


def manifest(name: str, home: str, redirect: str, webhook: str | None) -> dict[str, Any]:
    """What the form sends: a private App, with the permissions and events that are used and no more.

    `home` is the page that GitHub shows as the App's own; it demands one.
    """
    wanted: dict[str, Any] = {
        "name": name,
        "url": home,
        "description": "Follows batches of issues across repositories and tells people when they are done.",
        "redirect_url": redirect,
        "public": False,
        "default_permissions": dict(PERMISSIONS),
        "default_events": list(EVENTS) if webhook else [],
    }
    return wanted | ({"hook_attributes": {"url": webhook, "active": True}} if webhook else {})


def convert(api: str, code: str) -> RegisteredApp:
    """Fetch the credentials for the code that GitHub sent the browser back with. Raises GitHubError."""
    if not _CODE.fullmatch(code):
        raise NotFound("GitHub sent the browser back without a code")
    accept = {"Accept": "application/vnd.github+json"}
    try:
        answer = requests.post(f"{api}/app-manifests/{code}/conversions", headers=accept, timeout=15)
    except requests.RequestException as problem:
        raise Unavailable(f"no answer from {api} ({type(problem).__name__})") from None
    if answer.status_code != 201:
        raise NotFound(f"GitHub does not know this code any more ({answer.status_code}): start again")
    return _credentials(answer.json())


@values.shaped
def _credentials(data: Mapping[str, Any]) -> RegisteredApp:
    secret = str(data.get("webhook_secret") or "")
    return RegisteredApp(int(data["id"]), str(data["slug"]), str(data["html_url"]), str(data["pem"]), secret)
