"""The webhook endpoint: what comes in over HTTP, and with which code it is answered.

Codes of `POST /webhooks/github`: 202 stored (or known already), 204 of no interest, 400 malformed,
401 signature missing or wrong, 405 not a POST, 413 above 25 MiB, 500 a bug of ours, 503 cannot be stored
now. GitHub keeps what was answered 500 or 503 for three days, and is asked for it again.
https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
"""

import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from gt_convoy.domain.bounds import LARGEST_DELIVERY
from gt_convoy.domain.errors import NoDatabase
from gt_convoy.domain.routed import Routed
from gt_convoy.events.payloads import ENDPOINT, EVENTS, Malformed
from gt_convoy_webhooks.logs import get_logger
from gt_convoy_webhooks.queue.intake import Arrival, Outcome, Taken
from gt_convoy_webhooks.web.github_hooks import add_hooks
from gt_convoy_webhooks.web.groups import SINCE
from gt_convoy_webhooks.web.reception import Result
from gt_convoy_webhooks.worker.metrics import Metrics

Route = Callable[[str, Mapping[str, Any]], tuple[Routed, ...]]
Accept = Callable[[Arrival, float | None], Result]

_logger = get_logger(__name__)
_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)
_EVENT = re.compile(r"[a-z0-9_]{1,64}", re.ASCII)


def create_app(*, secret: str, route: Route, accept: Accept, metrics: Metrics) -> Flask:
    """The Flask app.

    `route` tells what an event calls for; raises Malformed, NoDatabase. `accept` is Reception's. Raises
    ValueError without a secret.
    """
    if not secret:
        raise ValueError("a webhook app without a secret would believe anybody")
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_DELIVERY
    endpoint = _Endpoint(secret.encode(), route, accept, metrics)
    app.before_request(endpoint.look)
    add_hooks(app, endpoint.receive, endpoint.misshapen)
    return app


def signed(secret: bytes, body: bytes, signature: str) -> bool:
    """Whether `signature` (the header X-Hub-Signature-256) is that of these very bytes."""
    expected = "sha256=" + hmac.digest(secret, body, "sha256").hex()
    # As bytes, for the comparison refuses texts that are not ASCII.
    return hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogateescape"))


@dataclass(frozen=True, slots=True)
class _Delivery:
    """What the headers say. `-` until it is signed: nobody's word for it."""

    id: str = "-"
    event: str = "-"


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """What is asked of a delivery, from outside to inside."""

    secret: bytes
    route: Route
    accept: Accept
    metrics: Metrics

    def look(self) -> Response | None:
        """Answer what is no sound delivery, or of no interest by its event's name; None lets it through."""
        return self._refused() or self._odd() or self._boring() if request.path == ENDPOINT else None

    def _refused(self) -> Response | None:
        """Who sends it is not GitHub, or it is too much."""
        if request.method != "POST":  # Flask would answer OPTIONS by itself, with 200
            return self._answer(405, "only POST", headers={"Allow": "POST"})
        try:
            body = request.get_data()
        except RequestEntityTooLarge:
            return self._answer(413, "above 25 MiB")
        if not signed(self.secret, body, request.headers.get("X-Hub-Signature-256", "")):
            return self._answer(401, "signature missing or wrong")
        return None

    def _odd(self) -> Response | None:
        """It is no delivery of GitHub's form."""
        told = _told()
        if not (_ID.fullmatch(told.id) and _EVENT.fullmatch(told.event)):
            return self._answer(400, "X-GitHub-Delivery or X-GitHub-Event is missing or odd")
        if request.mimetype != "application/json":
            return self._answer(400, "not application/json: set the hook's content type", told)
        return None if _is_object() else self._answer(400, "not a JSON object", told)

    def _boring(self) -> Response | None:
        """Nobody reads events of this name."""
        told = _told()
        return None if told.event in EVENTS else self._answer(204, Outcome.IGNORED.value, told)

    def receive(self, event: str, payload: Mapping[str, Any]) -> Response:
        """Have the delivery's jobs stored; the answer, given after their commit, tells what became of it."""
        told = _told()
        return self._or_why_not(told, partial(self._accept, told, payload))

    def _accept(self, told: _Delivery, payload: Mapping[str, Any]) -> Response:
        arrival = Arrival(told.id, self.route(told.event, payload))
        result = self.accept(arrival, request.environ.get(SINCE))
        return _Later(partial(self._or_why_not, told, lambda: self._taken(told, result())))

    def _or_why_not(self, told: _Delivery, answer: Callable[[], Response]) -> Response:
        try:
            return answer()
        except Malformed as error:
            return self._answer(400, f"not the shape of this event: {error}", told)
        except NoDatabase as error:
            return self._answer(503, f"cannot be stored now: {error}", told)
        except Exception:
            _logger.exception("bug", delivery=told.id, github_event=told.event)
            return self._answer(500, "a bug of ours: it is in the log", told)

    def _taken(self, told: _Delivery, taken: Taken) -> Response:
        if taken.outcome is Outcome.IGNORED:
            return self._answer(204, taken.outcome.value, told)
        wants = ",".join(taken.wants) or "nothing"
        return self._answer(202, taken.outcome.value, told, wants=wants)

    def misshapen(self) -> Response:
        """A payload is not what its event's are, in a way that nobody looked for."""
        return self._answer(400, "not the shape of this event", _told())

    def _answer(
        self,
        code: int,
        why: str,
        told: _Delivery = _Delivery(),
        *,
        headers: Mapping[str, str] | None = None,
        **more: str,
    ) -> Response:
        log = _logger.info if code < 300 else _logger.warning
        log("answered", delivery=told.id, github_event=told.event, code=code, why=why, **more)
        self.metrics.answered(told.event, code)
        return Response("" if code == 204 else f"{why}\n", code, headers, mimetype="text/plain")


class _Later(Response):
    """An answer that is made when the server asks for it: after `groups` had others begun."""

    def __init__(self, make: Callable[[], Response]) -> None:
        super().__init__()
        self._make = make

    def __call__(self, environ: Any, start_response: Any) -> Iterator[bytes]:
        yield from self._make()(environ, start_response)


def _told() -> _Delivery:
    return _Delivery(request.headers.get("X-GitHub-Delivery", ""), request.headers.get("X-GitHub-Event", ""))


def _is_object() -> bool:
    try:
        payload = request.get_json()
    except (HTTPException, ValueError, RecursionError):
        return False
    if not isinstance(payload, dict):
        return False
    if not isinstance(payload.get("sender"), dict):
        # Nobody else needs it; the library's own log line trips over `null`. Flask gives it this very object.
        payload["sender"] = {}
    return True
