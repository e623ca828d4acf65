"""The door: what comes in over HTTP, and with which code it is answered.

Codes of `POST /webhooks/github`: 202 stored (or known already), 204 of no interest, 400 malformed,
401 signature missing or wrong, 405 not a POST, 413 above 25 MiB, 503 cannot be stored now.
https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

import hashlib
import hmac
import logging
import re
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, abort, g, request
from github_webhook import Webhook
from werkzeug.exceptions import HTTPException

from gt_convoy.domain.bounds import LARGEST_DELIVERY
from gt_convoy.domain.errors import NoDatabase
from gt_convoy.events.payloads import ENDPOINT, EVENTS
from gt_convoy_webhooks.logs import fields
from gt_convoy_webhooks.queue.deliveries import Arrival
from gt_convoy_webhooks.worker.metrics import Metrics
from gt_convoy_webhooks.worker.rules import Payload

Interesting = Callable[[str, Payload], bool]

_logger = logging.getLogger(__name__)
_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)
_EVENT = re.compile(r"[a-z0-9_]{1,64}", re.ASCII)


def create_app(
    *,
    secret: str,
    accept: Callable[[Arrival], None],
    interesting: Interesting,
    metrics: Metrics,
) -> Flask:
    """The Flask app.

    `accept` returns once the delivery is committed and raises NoDatabase if that cannot be; `interesting`
    tells whether an event is stored at all and raises ValueError if it has not the event's shape. Only EVENTS
    are ever stored. Raises ValueError without a secret.
    """
    if not secret:
        raise ValueError("a webhook app without a secret would believe anybody")
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_DELIVERY
    # No secret for the library: it knows only SHA-1, and the guard has looked at SHA-256 before.
    webhook = Webhook(app, ENDPOINT, secret=None)
    for event in EVENTS:
        webhook.hook(event)(_storing(accept))
    app.view_functions[ENDPOINT] = _guarded(app.view_functions[ENDPOINT], secret.encode(), interesting)
    app.before_request(_only_post)
    app.after_request(_counting(metrics))
    return app


def signed(secret: bytes, body: bytes, signature: str) -> bool:
    """Whether `signature` (the header X-Hub-Signature-256) is that of these very bytes."""
    expected = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    # As bytes, for the comparison refuses texts that are not ASCII.
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogateescape"))


def _only_post() -> Response | None:
    # Flask would answer OPTIONS by itself, with 200.
    if request.path == ENDPOINT and request.method != "POST":
        return Response("only POST\n", 405, {"Allow": "POST"}, mimetype="text/plain")
    return None


def _counting(metrics: Metrics) -> Callable[[Response], Response]:
    def count(response: Response) -> Response:
        if request.path == ENDPOINT:
            metrics.answered(g.get("event", "-"), response.status_code)
        return response

    return count


def _storing(accept: Callable[[Arrival], None]) -> Callable[[object], None]:
    def hook(_data: object) -> None:
        """Store the delivery; what went wrong is kept for the answer, for the library would answer 500."""
        try:
            accept(Arrival(g.delivery, g.event, request.get_data()))
            g.outcome = (202, "stored")
        except NoDatabase as error:
            g.outcome = (503, f"cannot be stored now: {error}")
        except Exception:
            _logger.exception(fields("bug", delivery=g.delivery, event=g.event))
            g.outcome = (503, "cannot be stored now")

    return hook


def _guarded(route: Callable[..., Any], secret: bytes, interesting: Interesting) -> Callable[[], Response]:
    def receive() -> Response:
        """Look at the delivery from outside to inside; the library sees only what is sound."""
        body = request.get_data()
        if not signed(secret, body, request.headers.get("X-Hub-Signature-256", "")):
            return _answer(401, "signature missing or wrong")
        g.delivery, g.event = _headers()
        payload = _payload()
        g.outcome = (204, "of no interest")
        if _asked(interesting, payload):
            _routed(route)
        return _answer(*g.outcome)

    return receive


def _headers() -> tuple[str, str]:
    delivery = request.headers.get("X-GitHub-Delivery", "")
    event = request.headers.get("X-GitHub-Event", "")
    if not (_ID.fullmatch(delivery) and _EVENT.fullmatch(event)):
        abort(_answer(400, "X-GitHub-Delivery or X-GitHub-Event is missing or odd"))
    return delivery, event


def _payload() -> dict[str, Any]:
    if request.mimetype != "application/json":
        abort(_answer(400, "not application/json: set the hook's content type"))
    try:
        payload = request.get_json()
    except (HTTPException, ValueError, RecursionError):
        payload = None
    if not isinstance(payload, dict):
        abort(_answer(400, "not a JSON object"))
    if not isinstance(payload.get("sender"), dict):
        # Nobody else needs it; the library's own log line trips over `null`. Flask gives it this very object.
        payload["sender"] = {}
    return payload


def _asked(interesting: Interesting, payload: dict[str, Any]) -> bool:
    try:
        return interesting(g.event, payload)
    except ValueError as error:
        abort(_answer(400, f"not the shape of this event: {error}"))
    except NoDatabase as error:
        abort(_answer(503, f"cannot tell now whether this is of interest: {error}"))
    except Exception:
        _logger.exception(fields("bug", delivery=g.delivery, event=g.event))
        abort(_answer(503, "cannot tell now whether this is of interest"))


def _routed(route: Callable[..., Any]) -> None:
    try:
        route()
    except (AttributeError, LookupError, TypeError, ValueError):
        # The library's own log line trips over `issue: []` and the like, before any hook.
        abort(_answer(400, "not the shape of this event"))


def _answer(code: int, why: str) -> Response:
    about = {"delivery": g.get("delivery", "-"), "event": g.get("event", "-"), "code": code}
    _logger.log(logging.INFO if code < 300 else logging.WARNING, fields("answered", **about, why=why))
    if code == 204:
        return Response(status=204)
    return Response(f"{why}\n", code, mimetype="text/plain")
