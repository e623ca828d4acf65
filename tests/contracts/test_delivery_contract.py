import hmac
import json
from typing import Any

import pytest

from tests.contracts.deliveries import check_delivery

SECRET = "s3cret"
ADDRESSES = """avatar_url url html_url followers_url following_url gists_url starred_url subscriptions_url
    organizations_url repos_url events_url received_events_url"""
USER: dict[str, Any] = dict.fromkeys(ADDRESSES.split(), "https://api.github.com/users/alice") | {
    "login": "alice",
    "id": 1,
    "node_id": "U_1",
    "type": "User",
    "site_admin": False,
    "gravatar_id": "",
}
PING: dict[str, Any] = {
    "zen": "Keep it logically awesome.",
    "hook_id": 7,
    "hook": {
        "type": "Repository",
        "id": 7,
        "name": "web",
        "active": True,
        "events": ["issues"],
        "config": {"content_type": "json", "insecure_ssl": "0", "url": "https://example.com/hook"},
        "updated_at": "2025-01-01T00:00:00Z",
        "created_at": "2025-01-01T00:00:00Z",
    },
    "sender": USER,
}


def headers(body: bytes, event: str = "ping") -> dict[str, str]:
    return {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/044aadd",
        "X-GitHub-Delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        "X-GitHub-Event": event,
        "X-GitHub-Hook-ID": "7",
        "X-GitHub-Hook-Installation-Target-ID": "1",
        "X-GitHub-Hook-Installation-Target-Type": "repository",
        "X-Hub-Signature": "sha1=" + hmac.new(SECRET.encode(), body, "sha1").hexdigest(),
        "X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest(),
    }


def delivered(payload: Any, event: str = "ping", **changed: str) -> list[str]:
    body = json.dumps(payload).encode()
    sent = headers(body, event) | {name.replace("_", "-"): value for name, value in changed.items()}
    return check_delivery({name: value for name, value in sent.items() if value}, body, SECRET)


def test_a_delivery_is_fine() -> None:
    assert delivered(PING) == []


def test_a_delivery_without_a_secret_has_no_signature() -> None:
    body = json.dumps(PING).encode()
    unsigned = {name: value for name, value in headers(body).items() if "Signature" not in name}
    assert check_delivery(unsigned, body, None) == []
    assert len(check_delivery(headers(body), body, None)) == 2


@pytest.mark.parametrize(
    ("what", "payload", "found"),
    [
        (
            "a field is missing",
            {**PING, "hook": {**PING["hook"], "events": None}},
            "/hook/events: null is not",
        ),
        ("the sender lacks a field", {**PING, "sender": {"login": "alice"}}, '/sender: "id" is a required'),
        ("a number is a string", {**PING, "hook_id": "7"}, '/hook_id: "7" is not of type "integer"'),
        ("GitHub has no such field", {**PING, "convoy": 1}, "'convoy' was unexpected"),
        ("there is no such action", {**PING, "action": "pinged"}, "ping-pinged: no such event"),
    ],
)
def test_finds_a_wrong_payload(what: str, payload: Any, found: str) -> None:
    problems = delivered(payload)
    assert [problem for problem in problems if found in problem], (what, problems)


@pytest.mark.parametrize(
    ("what", "changed", "found"),
    [
        ("the signature is wrong", {"X_Hub_Signature_256": "sha256=0"}, "X-Hub-Signature-256 is sha256=0"),
        ("the old signature is missing", {"X_Hub_Signature": ""}, "X-Hub-Signature is None"),
        ("the old signature is wrong", {"X_Hub_Signature": "sha1=0"}, "X-Hub-Signature is sha1=0"),
        ("the id is no GUID", {"X_GitHub_Delivery": "1"}, "'1', not a GUID"),
        ("the hook is not named", {"X_GitHub_Hook_ID": ""}, "no header X-Github-Hook-Id"),
        ("the sender is not GitHub", {"User_Agent": "curl"}, "User-Agent is curl"),
        ("it is a form", {"Content_Type": "application/x-www-form-urlencoded"}, "Content-Type is"),
    ],
)
def test_finds_wrong_headers(what: str, changed: dict[str, str], found: str) -> None:
    problems = delivered(PING, **changed)
    assert [problem for problem in problems if found in problem], (what, problems)


def test_finds_an_event_that_github_does_not_have() -> None:
    assert "convoys: no such event" in " ".join(delivered(PING, "convoys"))


def test_finds_a_payload_that_is_no_json() -> None:
    assert check_delivery({"X-GitHub-Event": "ping"}, b"payload=%7B", SECRET) == [
        "ping: the payload is not JSON"
    ]
