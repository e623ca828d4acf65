"""GitHub Apps: JSON web tokens, installations, tokens that act for them, and what these may do."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from github import Auth, Github, GithubIntegration

from gt_convoy_sandbox.model import App, Installation, accounts, apps, installations, repositories
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Client

PERMISSIONS = {"issues": "write", "members": "read"}


@pytest.fixture
def app(sandbox: Sandbox) -> App:
    return apps.register(
        sandbox.world, "Town Crier", "acme", permissions=PERMISSIONS, events=["issues"], public=True
    )


@pytest.fixture
def installed(sandbox: Sandbox, app: App) -> Installation:
    world = sandbox.world
    return installations.install(world, app, "acme", world.get_user("alice"))


def signed(app: App, **claims: Any) -> str:
    now = int(time.time())
    claims = {"iat": now - 60, "exp": now + 500, "iss": str(app.id)} | claims
    return jwt.encode(claims, app.private_key, algorithm="RS256")


@pytest.fixture
def as_app(sandbox: Sandbox, app: App) -> Client:
    return Client(sandbox, "", signed(app))


@pytest.fixture
def acting(sandbox: Sandbox, installed: Installation) -> Callable[..., Client]:
    """Make a client that acts for the installation, with a part of its permissions or repositories."""
    return lambda *parts: Client(
        sandbox, "", installations.make_token(sandbox.world, installed, *parts).token
    )


def test_an_app_knows_itself(as_app: Client, installed: Installation) -> None:
    shown = as_app.get("/app")
    assert (shown["slug"], shown["owner"]["login"]) == ("town-crier", "acme")
    assert shown["permissions"] == {"metadata": "read", **PERMISSIONS}
    assert [each["id"] for each in as_app.get("/app/installations")] == [installed.id]
    assert as_app.get("/orgs/acme/installation")["app_slug"] == "town-crier"
    assert as_app.get("/repos/acme/hq/installation")["repository_selection"] == "all"
    assert as_app.get(f"/app/installations/{installed.id}")["account"]["login"] == "acme"
    assert as_app("GET", "/users/mallory/installation").status_code == 404
    assert as_app("GET", "/app/installations/99").status_code == 404
    assert as_app.get("/apps/town-crier")["name"] == "Town Crier"


@pytest.mark.parametrize(
    ("claims", "status", "message"),
    [
        ({"exp": int(time.time()) + 86_400}, 401, "'exp') is too far in the future"),
        ({"exp": int(time.time()) - 5}, 401, "'exp') must be a numeric value"),
        ({"exp": "soon"}, 401, "could not be decoded"),
        ({"iat": int(time.time()) + 86_400}, 401, "'iat') must be an Integer"),
        ({"iss": "999"}, 404, "Integration not found"),
    ],
)
def test_a_wrong_web_token_is_refused(
    sandbox: Sandbox, app: App, claims: dict[str, Any], status: int, message: str
) -> None:
    token = "not.a.token" if claims.get("exp") == "soon" else signed(app, **claims)
    refused = Client(sandbox, "", token)("GET", "/app")
    assert (refused.status_code, message in refused.json()["message"]) == (status, True)


def test_a_web_token_of_another_key_is_refused(sandbox: Sandbox, app: App) -> None:
    other = apps.register(sandbox.world, "Other", "acme")
    token = jwt.encode({"iat": 0, "exp": time.time() + 60, "iss": str(app.id)}, other.private_key, "RS256")
    assert Client(sandbox, "", token)("GET", "/app").status_code == 401


def test_a_users_token_is_no_app_and_an_apps_is_no_user(alice: Client, as_app: Client) -> None:
    assert alice("GET", "/app").status_code == 401
    assert as_app("GET", "/user").status_code == 401
    assert as_app("GET", "/repos/acme/hq/issues/1").status_code == 401


def test_an_installation_acts_as_the_apps_account(acting: Callable[..., Client]) -> None:
    bot = acting()
    made = bot("POST", "/repos/acme/hq/issues/1/comments", body="hear ye")
    assert (made.status_code, made.json()["user"]["login"]) == (201, "town-crier[bot]")
    assert made.json()["user"]["type"] == "Bot"
    assert bot("PATCH", "/repos/acme/gastown/issues/1", state="closed").json()["state"] == "closed"
    assert [each["login"] for each in bot.get("/orgs/acme/teams/maintainers/members")] == ["alice"]
    assert bot.get("/repos/acme/hq/collaborators/joe/permission")["role_name"] == "write"
    assert bot("GET", "/user").status_code == 403
    assert bot.graphql("{ viewer { login } }")["data"]["viewer"]["login"] == "town-crier[bot]"
    assert bot.get("/installation/repositories")["total_count"] == 3


def test_an_installation_needs_the_permission(acting: Callable[..., Client]) -> None:
    reader = acting({"issues": "read"})
    assert reader.get("/repos/acme/hq/issues/1")["number"] == 1
    for method, path in (
        ("POST", "/repos/acme/hq/issues/1/comments"),
        ("GET", "/repos/acme/hq/hooks"),
        ("GET", "/repos/acme/hq/contents/README.md"),
        ("GET", "/orgs/acme/teams/maintainers"),
        ("DELETE", "/repos/acme/hq"),
    ):
        refused = reader(method, path, body="x") if method == "POST" else reader(method, path)
        assert refused.status_code == 403, path
        assert refused.json()["message"] == "Resource not accessible by integration"


def test_an_installation_has_only_its_repositories(
    sandbox: Sandbox, alice: Client, acting: Callable[..., Client]
) -> None:
    only_hq = acting(None, [1])
    assert [each["name"] for each in only_hq.get("/installation/repositories")["repositories"]] == ["hq"]
    assert only_hq.get("/repos/acme/gastown/issues/1")["number"] == 1
    assert only_hq("PATCH", "/repos/acme/gastown/issues/1", state="closed").status_code == 403
    alice("PATCH", "/repos/acme/gastown", private=True)
    assert only_hq("GET", "/repos/acme/gastown/issues/1").status_code == 404
    accounts.add_user(sandbox.world, "stranger")
    repositories.create(sandbox.world, "stranger/den", private=True)
    assert acting()("GET", "/repos/stranger/den").status_code == 404


def test_a_token_is_asked_for_over_rest(sandbox: Sandbox, as_app: Client, installed: Installation) -> None:
    tokens = f"/app/installations/{installed.id}/access_tokens"
    made = as_app("POST", tokens, permissions={"issues": "read"}, repositories=["hq"])
    assert made.status_code == 201
    assert made.json()["token"].startswith("ghs_")
    assert made.json()["permissions"] == {"metadata": "read", "issues": "read"}
    assert [each["name"] for each in made.json()["repositories"]] == ["hq"]
    assert as_app("POST", tokens, permissions={"contents": "write"}).status_code == 422
    assert as_app("POST", tokens, repositories=["nowhere"]).status_code == 422
    assert as_app("POST", "/app/installations/99/access_tokens").status_code == 404


def test_a_token_is_good_for_an_hour(sandbox: Sandbox, acting: Callable[..., Client]) -> None:
    bot, clock = acting(), sandbox.world.clock
    sandbox.world.clock = lambda: clock() + timedelta(minutes=59)
    assert bot("GET", "/repos/acme/hq").status_code == 200
    sandbox.world.clock = lambda: clock() + timedelta(minutes=61)
    refused = bot("GET", "/repos/acme/hq")
    assert (refused.status_code, refused.json()["message"]) == (401, "Bad credentials")


def test_a_suspended_installation_does_nothing(
    as_app: Client, installed: Installation, acting: Callable[..., Client]
) -> None:
    bot, one = acting(), f"/app/installations/{installed.id}"
    assert as_app("PUT", f"{one}/suspended").status_code == 204
    refused = bot("GET", "/repos/acme/hq")
    assert (refused.status_code, refused.json()["message"]) == (403, "This installation has been suspended")
    assert as_app("POST", f"{one}/access_tokens").status_code == 403
    assert as_app.get(one)["suspended_by"]["login"] == "town-crier[bot]"
    assert as_app("DELETE", f"{one}/suspended").status_code == 204
    assert bot("GET", "/repos/acme/hq").status_code == 200
    assert as_app("DELETE", one).status_code == 204
    assert bot("GET", "/repos/acme/hq").status_code == 401


def test_an_app_assigns_no_agents(sandbox: Sandbox, acting: Callable[..., Client]) -> None:
    agent = accounts.add_agent(sandbox.world)
    made = acting()("POST", "/repos/acme/hq/issues/1/assignees", assignees=[agent.login, "joe"])
    assert [each["login"] for each in made.json()["assignees"]] == ["joe"]


def test_requests_of_an_installation_are_counted_for_it(
    sandbox: Sandbox, acting: Callable[..., Client]
) -> None:
    mark = sandbox.requests.mark()
    acting().get("/repos/acme/hq")
    assert len(sandbox.requests.since(mark, login="town-crier[bot]")) == 1


def test_pygithub_works_as_an_app(sandbox: Sandbox, app: App, installed: Installation) -> None:
    auth = Auth.AppAuth(app.id, app.private_key)
    with GithubIntegration(auth=auth, base_url=sandbox.api_url) as integration:
        assert integration.get_repo_installation("acme", "hq").id == installed.id
    own = auth.get_installation_auth(installed.id)
    with Github(auth=own, base_url=sandbox.api_url, retry=None, seconds_between_writes=0) as github:
        comment = github.get_repo("acme/hq").get_issue(1).create_comment("hello")
    assert comment.user.login == "town-crier[bot]"
