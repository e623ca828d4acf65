"""Each webhook delivery, held against GitHub's own description of its event and action."""

import hmac
import json
from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from werkzeug.datastructures import Headers

from tests.contracts.known import unknown
from tests.contracts.schemas import Check, Description, Schema, description

# https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers
SIGNATURES = {"X-Hub-Signature": "sha1", "X-Hub-Signature-256": "sha256"}
AGENT = "GitHub-Hookshot/"


def check_delivery(headers: Mapping[str, str], body: bytes, secret: str | None) -> list[str]:
    """Return what is wrong with a delivery; `secret` is the hook's."""
    sent = Headers(headers)
    event = sent.get("X-GitHub-Event", "")
    try:
        payload: Any = json.loads(body)
    except ValueError:
        return [f"{event}: the payload is not JSON"]
    name = _name(event, payload)
    problems = [*_header_problems(sent, name), *_signature_problems(sent, body, secret)]
    if name not in _hooks():
        return [*problems, f"{name}: no such event in tests/contracts/data/webhooks.json"]
    return unknown(name, problems + _payload_check(name)(payload))


def _name(event: str, payload: dict[str, Any]) -> str:
    """Return the description's name for an event: `issue-comment-created` for a new comment."""
    if event == "repository_dispatch":
        return "repository-dispatch-sample.collected"  # described by the example of one custom action
    action = payload.get("action")
    return "-".join(part.replace("_", "-") for part in (event, action) if part)


def _header_problems(sent: Headers, name: str) -> list[str]:
    described = _hooks().get(name, {"post": {}})["post"].get("parameters", ())
    # The signature is described as required, but there is none without a secret.
    wanted = [each["name"] for each in described if each["name"] not in SIGNATURES]
    problems = [f"no header {header}" for header in wanted if not sent.get(header)]
    if not sent.get("User-Agent", "").startswith(AGENT):
        problems.append(f"User-Agent is {sent.get('User-Agent')}, not {AGENT}...")
    if sent.get("Content-Type") != "application/json":
        problems.append(f"Content-Type is {sent.get('Content-Type')}, not application/json")
    return problems + _guid_problems(sent.get("X-GitHub-Delivery", ""))


def _guid_problems(delivery: str) -> list[str]:
    try:
        UUID(delivery)
    except ValueError:
        return [f"X-GitHub-Delivery is {delivery!r}, not a GUID"]
    return []


def _signature_problems(sent: Headers, body: bytes, secret: str | None) -> list[str]:
    """Check both signatures, https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries."""
    problems = []
    for header, algorithm in SIGNATURES.items():
        wanted = f"{algorithm}={hmac.new(secret.encode(), body, algorithm).hexdigest()}" if secret else None
        if sent.get(header) != wanted:
            problems.append(f"{header} is {sent.get(header)}, not {wanted}")
    return problems


@cache
def _description() -> Description:
    return description("webhooks.json")


def _hooks() -> Schema:
    hooks: Schema = _description().document["webhooks"]
    return hooks


@cache
def _payload_check(name: str) -> Check:
    content = _hooks()[name]["post"]["requestBody"]["content"]
    return _description().check(content["application/json"]["schema"])
