"""One webhook request: encoded, signed, sent once.

https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers
"""

import hashlib
import hmac
import http.client
import time
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlsplit

from gt_convoy_sandbox.model import Hook

TIMEOUT = 10.0


@dataclass(frozen=True)
class Response:
    """What the receiver answered; status 0 when it did not."""

    status: int
    reason: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    duration: float = 0.0


def send(url: str, headers: dict[str, str], body: bytes) -> Response:
    """POST once, without following redirects, within GitHub's ten seconds."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    started = time.monotonic()
    try:
        connection.request("POST", f"{parts.path or '/'}?{parts.query}".rstrip("?"), body, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        response = Response(answer.status, answer.reason or "OK", dict(answer.getheaders()), text)
    except TimeoutError:
        response = Response(0, "timed out")
    except (OSError, http.client.HTTPException):
        response = Response(0, "failed to connect to host")
    finally:
        connection.close()
    return replace(response, duration=round(time.monotonic() - started, 2))


def signature(secret: str, body: bytes, algorithm: str) -> str:
    """Sign a body, as in `X-Hub-Signature-256`."""
    return f"{algorithm}={hmac.new(secret.encode(), body, algorithm).hexdigest()}"


def encode(hook: Hook, body: bytes) -> bytes:
    """Write a payload as the hook wants it."""
    return body if hook.content_type == "json" else b"payload=" + quote(body, safe="").encode()


def headers(hook: Hook, event: str, guid: str, body: bytes) -> dict[str, str]:
    """Give the headers of a delivery, signatures among them when the hook has a secret."""
    form = "application/x-www-form-urlencoded"
    kind, owner = hook.target
    sent = {
        "Accept": "*/*",
        "Content-Type": "application/json" if hook.content_type == "json" else form,
        "User-Agent": f"GitHub-Hookshot/{hashlib.sha256(b'sandbox').hexdigest()[:7]}",
        "X-GitHub-Delivery": guid,
        "X-GitHub-Event": event,
        "X-GitHub-Hook-ID": str(hook.id),
        "X-GitHub-Hook-Installation-Target-ID": str(owner),
        "X-GitHub-Hook-Installation-Target-Type": kind,
    }
    if hook.secret:
        sent["X-Hub-Signature"] = signature(hook.secret, body, "sha1")
        sent["X-Hub-Signature-256"] = signature(hook.secret, body, "sha256")
    return sent
