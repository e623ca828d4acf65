"""A GitHub App is registered by a manifest in the browser, and installed."""

import json
import re
from html import unescape
from typing import Any

import pytest
import requests

from gt_convoy_sandbox.model import apps
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Connect

BACK = "http://127.0.0.1:9/callback"
MANIFEST: dict[str, Any] = {
    "name": "Town Crier",
    "url": "https://example.com",
    "redirect_url": BACK,
    "hook_attributes": {"url": "https://example.com/webhooks/github"},
    "default_permissions": {"issues": "write"},
    "default_events": ["issues", "issue_comment"],
    "public": False,
}
NEW = "/organizations/acme/settings/apps/new"


def confirm(sandbox: Sandbox, path: str = NEW) -> requests.Response:
    """Post the manifest as the form of another site does, then press the button."""
    url, headers = f"{sandbox.url}{path}?state=s3cret", {"Origin": "http://127.0.0.1:9"}
    page = requests.post(url, data={"manifest": json.dumps(MANIFEST)}, headers=headers, timeout=10)
    assert page.status_code == 200, page.text
    assert "Create GitHub App" in page.text
    assert "form-action 'self' http://127.0.0.1:9;" in page.headers["Content-Security-Policy"]
    action = re.findall(r'method="post" action="([^"]+/confirmed)"', page.text)[0]
    fields = dict(re.findall(r'name="(manifest|state|name)" value="([^"]*)"', page.text))
    form = {name: unescape(value) for name, value in fields.items()}
    return requests.post(f"{sandbox.url}{action}", data=form, allow_redirects=False, timeout=10)


@pytest.mark.parametrize(("path", "owner"), [(NEW, "acme"), ("/settings/apps/new", "alice")])
def test_an_app_is_made_and_its_credentials_are_given_once(
    sandbox: Sandbox, connect: Connect, path: str, owner: str
) -> None:
    answer = confirm(sandbox, path)
    assert answer.status_code == 303
    found = re.fullmatch(rf"{re.escape(BACK)}\?code=(\w+)&state=s3cret", answer.headers["Location"])
    assert found
    conversions, nobody = f"/app-manifests/{found[1]}/conversions", connect("")
    made = nobody("POST", conversions)
    assert made.status_code == 201
    shown = made.json()
    assert (shown["slug"], shown["owner"]["login"]) == ("town-crier", owner)
    assert shown["pem"].startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert shown["permissions"] == {"metadata": "read", "issues": "write"}
    assert (
        apps.hook_of(sandbox.world, apps.get(sandbox.world, "town-crier")).secret == shown["webhook_secret"]
    )
    assert nobody("POST", conversions).status_code == 404


def test_a_name_is_given_once(sandbox: Sandbox) -> None:
    confirm(sandbox)
    again = confirm(sandbox)
    assert (again.status_code, "Name is already taken" in again.text) == (422, True)


@pytest.mark.parametrize("manifest", ["", "{", "[]", "{}", '{"url": "https://example.com"}'])
def test_a_wrong_manifest_is_refused(sandbox: Sandbox, manifest: str) -> None:
    page = requests.post(f"{sandbox.url}{NEW}", data={"manifest": manifest}, timeout=10)
    assert page.status_code == 422


def test_an_app_is_installed_on_chosen_repositories(sandbox: Sandbox) -> None:
    confirm(sandbox)
    page = f"{sandbox.url}/apps/town-crier"
    assert "Install" in requests.get(page, timeout=10).text
    assert "acme/hq" in requests.get(f"{page}/installations/new", timeout=10).text
    form = {"owner": "acme", "selection": "selected", "repository": ["acme/hq", "acme/beads"]}
    shown = requests.post(f"{page}/installations/new", data=form, timeout=10)
    assert "acme/beads" in shown.text
    assert "acme/gastown" not in shown.text
    installation = next(iter(sandbox.world.tables.installations.values()))
    assert (installation.selection, installation.repositories) == ("selected", [1, 3])


def test_a_private_app_is_for_its_owner(sandbox: Sandbox) -> None:
    confirm(sandbox)
    page = f"{sandbox.url}/apps/town-crier/installations/new"
    joe = {"sandbox_user": "joe"}
    assert "This App is private" in requests.get(page, cookies=joe, timeout=10).text
    assert requests.post(page, data={"owner": "acme"}, cookies=joe, timeout=10).status_code == 403
