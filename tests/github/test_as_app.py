"""A GitHub App: which installation asks, with what token, and what is told of the rest."""

import json
import logging
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import jwt
import pytest
import responses
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from requests import PreparedRequest

from gt_convoy.domain.errors import Denied, RateLimited, Unavailable
from gt_convoy.domain.issue import Issue, Unknown
from gt_convoy.domain.references import Ref
from gt_convoy.github.adapter import GitHub, connect
from gt_convoy.github.permissions import OF_A_RIG, PERMISSIONS
from gt_convoy.github.transport import installations
from tests.github.fake import API, FakeGraphQL, Reply, calls, issue, refs, reply, repository

Mock = responses.RequestsMock
HQ, OTHER, STRANGER = Ref("acme/hq", 1), Ref("other/thing", 2), Ref("stranger/lib", 3)
GIVEN = {"metadata": "read", "issues": "write", "contents": "read", "checks": "write"}


@pytest.fixture(scope="module")
def key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def installed(number: int, owner: str, **fields: Any) -> dict[str, Any]:
    return {"id": number, "account": {"login": owner}, "permissions": GIVEN, **fields}


class Tokens:
    """Gives each installation `ghs_<id>_<n>`, good for an hour."""

    def __init__(self, mock: Mock, *numbers: int) -> None:
        self.given: list[tuple[int, Any]] = []
        for number in numbers:
            mock.add_callback(
                responses.POST,
                f"{API}/app/installations/{number}/access_tokens",
                callback=partial(self._give, number),
            )

    def _give(self, number: int, request: PreparedRequest) -> Reply:
        self.given.append((number, json.loads(request.body or "")))
        ends = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return reply({"token": f"ghs_{number}_{len(self.given)}", "expires_at": ends}, 201)


QUICKLY = {"GT_CONVOY_WRITE_PAUSE": "0"}


@pytest.fixture
def app(mock: Mock, key: str, slept: list[float]) -> GitHub:
    mock.get(f"{API}/app/installations", json=[installed(1, "Acme"), installed(2, "other")])
    return connect({**QUICKLY, "GITHUB_APP_ID": "42", "GITHUB_APP_PRIVATE_KEY": key}, "acme/hq")


def used(mock: Mock, path: str) -> list[str]:
    """The tokens that were sent to a path."""
    return [
        str(call.request.headers["Authorization"]).removeprefix("token ")
        for call in mock.calls
        if path in (call.request.url or "")
    ]


@pytest.mark.parametrize("written_as", ["lines", "\\n"])
def test_the_app_signs_with_its_key_and_is_called_slug_bot(mock: Mock, key: str, written_as: str) -> None:
    text = key if written_as == "lines" else key.replace("\n", "\\n")
    gh = connect({"GITHUB_APP_ID": "42", "GITHUB_APP_PRIVATE_KEY": text, "GITHUB_TOKEN": "x"}, "acme")
    mock.get(f"{API}/app", json={"slug": "gt-convoy"})
    assert gh.me() == "gt-convoy[bot]"
    signed = str(mock.calls[0].request.headers["Authorization"]).removeprefix("Bearer ")
    claims = jwt.decode(signed, options={"verify_signature": False})
    assert claims["iss"] == "42"
    assert claims["exp"] - time.time() < 600


def test_each_owner_is_asked_about_with_its_own_installations_token(app: GitHub, mock: Mock) -> None:
    tokens = Tokens(mock, 1, 2)
    FakeGraphQL().install(mock)
    seen = app.issues([HQ, OTHER, *refs("ACME/beads#1-5")])
    assert len(seen) == 7
    assert used(mock, "/graphql") == ["ghs_1_1", "ghs_2_2"]
    assert [number for number, _ in tokens.given] == [1, 2]
    assert len([call for call in calls(mock) if "/app/installations?" in call]) == 1


def test_a_token_is_asked_for_with_no_more_than_was_granted(app: GitHub, mock: Mock) -> None:
    tokens = Tokens(mock, 1)
    mock.get(f"{API}/repos/acme/hq", json=repository())
    app.repository("acme/hq")
    wanted = {"metadata": "read", "issues": "write", "contents": "read"}
    assert tokens.given == [(1, {"permissions": wanted})]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (PERMISSIONS, {"metadata": "read", "issues": "write", "contents": "read"}),
        (OF_A_RIG, {"metadata": "read", "contents": "write"}),
    ],
    ids=["HQ, which never pushes", "a rig, which only sends a dispatch"],
)
def test_a_token_has_no_permission_that_its_holder_does_not_use(
    mock: Mock, key: str, asked: dict[str, str], given: dict[str, str]
) -> None:
    everything = {"metadata": "read", "issues": "write", "contents": "write", "checks": "write"}
    mock.get(f"{API}/app/installations", json=[installed(1, "acme", permissions=everything)])
    tokens = Tokens(mock, 1)
    mock.get(f"{API}/repos/acme/hq", json=repository())
    app = connect({"GITHUB_APP_ID": "42", "GITHUB_APP_PRIVATE_KEY": key}, "acme/hq", asked)
    app.repository("acme/hq")
    assert tokens.given == [(1, {"permissions": given})]


def test_no_token_is_logged(app: GitHub, mock: Mock, caplog: pytest.LogCaptureFixture) -> None:
    Tokens(mock, 1)
    mock.get(f"{API}/repos/acme/hq", json=repository())
    with caplog.at_level(logging.DEBUG):
        app.repository("acme/hq")
    assert "ghs_" not in caplog.text


def test_a_token_is_used_again_and_renewed_before_it_ends(
    app: GitHub, mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        ahead = timedelta()

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.now(tz) + cls.ahead

    Tokens(mock, 1)
    mock.get(f"{API}/repos/acme/hq", json=repository())
    monkeypatch.setattr(installations, "datetime", Clock)
    for minutes in (0, 54, 56):
        Clock.ahead = timedelta(minutes=minutes)
        app.repository("acme/hq")
    assert used(mock, "/repos/acme/hq") == ["ghs_1_1", "ghs_1_1", "ghs_1_2"]


def test_a_token_that_ended_early_is_renewed_once(app: GitHub, mock: Mock) -> None:
    Tokens(mock, 1)
    mock.post(f"{API}/repos/acme/hq/dispatches", status=401, json={"message": "Bad credentials"})
    mock.post(f"{API}/repos/acme/hq/dispatches", status=204)
    app.dispatch("acme/hq", "x", {})
    assert used(mock, "/dispatches") == ["ghs_1_1", "ghs_1_2"]


def test_a_token_that_is_refused_again_is_denied(app: GitHub, mock: Mock) -> None:
    Tokens(mock, 1)
    mock.get(f"{API}/repos/acme/hq", status=401, json={"message": "Bad credentials"})
    with pytest.raises(Denied, match="was the App suspended or removed"):
        app.repository("acme/hq")
    assert len(used(mock, "/repos/acme/hq")) == 2


def test_without_an_installation_there_is_still_what_is_public(app: GitHub, mock: Mock) -> None:
    hidden = Ref("stranger/secret", 1)
    Tokens(mock, 1)
    FakeGraphQL(no_repository=["stranger/secret"]).install(mock)
    mock.get(f"{API}/repos/stranger/secret/issues/1", status=404, json={"message": "Not Found"})
    seen = app.issues([STRANGER, hidden])
    assert isinstance(seen[STRANGER], Issue)
    assert seen[hidden] == Unknown(hidden, "no access")
    assert used(mock, "/graphql") == ["ghs_1_1"]


@pytest.mark.parametrize("listed", [[], [installed(1, "acme", suspended_at="2026-01-01T00:00:00Z")]])
def test_an_owner_that_nobody_can_ask_about_is_no_access_and_other_work_is_denied(
    mock: Mock, key: str, listed: list[dict[str, Any]]
) -> None:
    mock.get(f"{API}/app/installations", json=[installed(2, "other"), *listed])
    Tokens(mock, 2)
    FakeGraphQL().install(mock)
    app = connect({**QUICKLY, "GITHUB_APP_ID": "42", "GITHUB_APP_PRIVATE_KEY": key}, "acme/hq")
    seen = app.issues([HQ, OTHER])
    assert seen[HQ] == Unknown(HQ, "no access")
    assert isinstance(seen[OTHER], Issue)
    with pytest.raises(Denied, match="not installed on acme: install it there, https://"):
        app.thread(HQ)
    with pytest.raises(Denied, match="not installed on acme"):
        app.convoy(HQ)


def test_a_convoy_takes_along_only_what_its_own_installation_can_ask(app: GitHub, mock: Mock) -> None:
    Tokens(mock, 1, 2)
    FakeGraphQL().install(mock)
    _, seen = app.convoy(HQ, [Ref("acme/beads", 1), OTHER, STRANGER])
    assert set(seen) == {Ref("acme/beads", 1), STRANGER}
    assert len(used(mock, "/graphql")) == 1


def test_installations_are_listed_again_for_an_unknown_owner_but_not_each_time(
    app: GitHub, mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(installations, "monotonic", lambda: now[0])
    Tokens(mock, 1)
    FakeGraphQL().install(mock)
    for seconds in (0, 10, 299, 301, 302):
        now[0] = seconds
        app.issues([STRANGER])
    assert len([call for call in calls(mock) if "/app/installations?" in call]) == 2
    assert used(mock, "/graphql") == ["ghs_1_1"] * 5


def test_a_key_that_does_not_fit_says_so(mock: Mock, key: str) -> None:
    mock.get(f"{API}/app/installations", status=401, json={"message": "A JWT could not be decoded"})
    app = connect({**QUICKLY, "GITHUB_APP_ID": "42", "GITHUB_APP_PRIVATE_KEY": key}, "acme/hq")
    with pytest.raises(Denied, match="do not fit each other, or this machine's clock is wrong"):
        app.issues([HQ])


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status": 500, "json": {}}, Unavailable),
        ({"status": 429, "json": {}}, RateLimited),
        ({"json": {"no": "token"}}, Unavailable),
    ],
)
def test_a_token_that_cannot_be_had_fails_the_request_and_hides_no_issue(
    app: GitHub, mock: Mock, answer: dict[str, Any], error: type[Exception]
) -> None:
    mock.post(f"{API}/app/installations/1/access_tokens", **answer)
    with pytest.raises(error):
        app.issues([HQ])


def test_a_half_answer_about_installations_is_unavailable(mock: Mock, key: str) -> None:
    mock.get(f"{API}/app/installations", json=[{"id": 1}])
    app = connect({**QUICKLY, "GITHUB_APP_ID": "42", "GITHUB_APP_PRIVATE_KEY": key}, "acme/hq")
    with pytest.raises(Unavailable, match="not as documented"):
        app.thread(HQ)


def test_rest_about_an_issue_that_moved_uses_the_token_of_where_it_was(app: GitHub, mock: Mock) -> None:
    Tokens(mock, 1)
    FakeGraphQL(missing=[HQ]).install(mock)
    mock.get(
        f"{API}/repos/acme/hq/issues/1", status=301, headers={"Location": f"{API}/repositories/5/issues/7"}
    )
    mock.get(f"{API}/repositories/5/issues/7", json=issue("acme/beads#7"))
    mock.get(f"{API}/repos/acme/beads", json=repository("acme/beads"))
    assert app.issues([HQ])[HQ].ref == Ref("acme/beads", 7)
