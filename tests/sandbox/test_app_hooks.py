"""The webhooks of Apps and of organisations, beside those of repositories."""

import time
from collections.abc import Iterator

import jwt
import pytest

from gt_convoy_sandbox.model import App, apps, installations
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import SECRET, Client, Connect, Receiver

ISSUE = "/repos/acme/gastown/issues/1"


@pytest.fixture
def taker(sandbox: Sandbox) -> Iterator[Receiver]:
    """A receiver that nobody tells of anything yet."""
    receiver = Receiver()
    yield receiver
    assert sandbox.deliveries.wait_idle()
    receiver.close()


@pytest.fixture
def app(sandbox: Sandbox, taker: Receiver) -> App:
    return apps.register(
        sandbox.world,
        "Town Crier",
        "acme",
        permissions={"issues": "write"},
        events=["issues", "repository"],
        url=taker.url,
        secret=SECRET,
    )


@pytest.fixture
def as_app(sandbox: Sandbox, app: App) -> Client:
    now = int(time.time())
    claims = {"iat": now - 60, "exp": now + 500, "iss": app.client_id}
    return Client(sandbox, "", jwt.encode(claims, app.private_key, "RS256"))


def test_an_app_hears_of_the_repositories_where_it_is_installed(
    sandbox: Sandbox, app: App, taker: Receiver, alice: Client
) -> None:
    world = sandbox.world
    gastown = world.get_repository("acme/gastown")
    made = installations.install(world, app, "acme", world.get_user("alice"), [gastown])
    alice("PATCH", ISSUE, state="closed")
    alice("PATCH", "/repos/acme/beads/issues/1", state="closed")
    alice("POST", f"{ISSUE}/comments", body="not asked for")
    assert sandbox.deliveries.wait_idle()
    assert taker.names() == ["installation created", "issues closed"]
    headers, payload = taker.taken[-1]
    assert payload["installation"]["id"] == made.id
    assert headers["X-GitHub-Hook-Installation-Target-Type"] == "integration"
    assert headers["X-GitHub-Hook-Installation-Target-ID"] == str(app.id)


def test_an_app_hears_what_becomes_of_its_installation(
    sandbox: Sandbox, app: App, taker: Receiver, alice: Client
) -> None:
    world, user = sandbox.world, sandbox.world.get_user("alice")
    hq, beads = world.get_repository("acme/hq"), world.get_repository("acme/beads")
    made = installations.install(world, app, "acme", user, [hq])
    installations.add_repositories(world, made, user, [beads])
    installations.remove_repositories(world, made, user, [hq])
    installations.suspend(world, made, user)
    alice("PATCH", "/repos/acme/beads/issues/1", state="closed")
    installations.unsuspend(world, made, user)
    installations.grant(world, made, user, {"issues": "read"})
    installations.uninstall(world, made, user)
    assert sandbox.deliveries.wait_idle()
    assert taker.names() == [
        "installation created",
        "installation_repositories added",
        "installation_repositories removed",
        "installation suspend",
        "installation unsuspend",
        "installation new_permissions_accepted",
        "installation deleted",
    ]
    added = taker.payload("installation_repositories added")
    assert [each["full_name"] for each in added["repositories_added"]] == ["acme/beads"]


def test_failed_deliveries_of_an_app_are_listed_and_sent_again(
    sandbox: Sandbox, app: App, taker: Receiver, alice: Client, as_app: Client
) -> None:
    world = sandbox.world
    installations.install(world, app, "acme", world.get_user("alice"))
    assert sandbox.deliveries.wait_idle()
    taker.status = 500
    alice("PATCH", ISSUE, state="closed")
    assert sandbox.deliveries.wait_idle()
    taker.status = 202
    listed = "/app/hook/deliveries"
    failed = as_app.get(f"{listed}?status=failure")
    assert [each["event"] for each in failed] == ["issues"]
    assert [each["event"] for each in as_app.get(f"{listed}?status=success")] == ["installation"]
    first = as_app("GET", f"{listed}?per_page=1")
    following = as_app.get(first.links["next"]["url"])
    assert [first.json()[0]["event"], following[0]["event"]] == ["issues", "installation"]
    one = f"{listed}/{failed[0]['id']}"
    assert as_app.get(one)["request"]["payload"]["issue"]["number"] == 1
    assert as_app("POST", f"{one}/attempts").status_code == 202
    assert sandbox.deliveries.wait_idle()
    again = as_app.get(listed)[0]
    assert (again["guid"], again["redelivery"], again["status_code"]) == (failed[0]["guid"], True, 202)
    assert as_app("POST", f"{listed}/999/attempts").status_code == 404


def test_the_hook_of_an_app_is_shown_and_changed(as_app: Client, taker: Receiver) -> None:
    shown = as_app.get("/app/hook/config")
    assert (shown["url"], shown["secret"]) == (taker.url, "********")
    changed = as_app("PATCH", "/app/hook/config", url=f"{taker.url}/new", secret="other")
    assert changed.json()["url"] == f"{taker.url}/new"


def test_all_hooks_of_one_event_get_the_same_guid(
    sandbox: Sandbox, app: App, taker: Receiver, receiver: Receiver, alice: Client
) -> None:
    installations.install(sandbox.world, app, "acme", sandbox.world.get_user("alice"))
    config = {"url": taker.url, "content_type": "json", "secret": SECRET}
    made = alice("POST", "/orgs/acme/hooks", name="web", events=["issues"], config=config)
    assert made.status_code == 201
    alice("PATCH", ISSUE, state="closed")
    assert sandbox.deliveries.wait_idle()
    told = [headers for headers, payload in taker.taken + receiver.taken if payload.get("action") == "closed"]
    kinds = {headers["X-GitHub-Hook-Installation-Target-Type"] for headers in told}
    assert (len(told), kinds) == (3, {"repository", "organization", "integration"})
    assert len({headers["X-GitHub-Delivery"] for headers in told}) == 1


def test_hooks_of_an_organisation_are_for_its_owners(
    sandbox: Sandbox, taker: Receiver, alice: Client, connect: Connect
) -> None:
    hooks = "/orgs/acme/hooks"
    config = {"url": taker.url, "content_type": "json", "secret": SECRET}
    one = f"{hooks}/{alice('POST', hooks, name='web', events=['issues'], config=config).json()['id']}"
    assert alice("POST", hooks, name="web", events=["issues"], config=config).status_code == 422
    assert connect("joe")("GET", hooks).status_code == 404
    assert [each["type"] for each in alice.get(hooks)] == ["Organization"]
    assert alice("PATCH", one, events=["issues", "label"]).json()["events"] == ["issues", "label"]
    alice("PATCH", ISSUE, state="closed")
    assert sandbox.deliveries.wait_idle()
    sent = alice.get(f"{one}/deliveries")
    assert [each["event"] for each in sent] == ["issues", "ping"]
    assert alice.get(f"{one}/deliveries/{sent[0]['id']}")["status_code"] == 202
    assert alice("POST", f"{one}/deliveries/{sent[0]['id']}/attempts").status_code == 202
    assert alice("POST", f"{one}/pings").status_code == 204
    assert sandbox.deliveries.wait_idle()
    assert taker.names() == ["issues closed", "issues closed"]
    assert alice("DELETE", one).status_code == 204
    assert alice.get(hooks) == []
