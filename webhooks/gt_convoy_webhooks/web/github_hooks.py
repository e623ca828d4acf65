"""github-webhook: from an event's name to the function that takes its payload."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Flask, Response, request
from github_webhook import Webhook

from gt_convoy.events.payloads import ENDPOINT, EVENTS

Receive = Callable[[str, Mapping[str, Any]], Response]


def add_hooks(app: Flask, receive: Receive, misshapen: Callable[[], Response]) -> None:
    """Have `receive` answer for each of EVENTS; before it, signature, headers and JSON were looked at.

    `misshapen` answers for payloads over which the library's own log line trips: `issue: []` and the like.
    """
    webhook = Webhook(app, ENDPOINT, secret=None)  # it knows only SHA-1
    for event in EVENTS:
        webhook.hook(event)(partial(_answer, receive, event))

    def tripped(error: Exception) -> Response:
        if request.path != ENDPOINT:
            raise error
        return misshapen()

    app.register_error_handler(_Answered, lambda answered: answered.response)
    for kind in (AttributeError, LookupError, TypeError, ValueError):
        app.register_error_handler(kind, tripped)


def _answer(receive: Receive, event: str, payload: Mapping[str, Any]) -> None:
    raise _Answered(receive(event, payload))


class _Answered(Exception):
    """How a hook answers: the library says 204 whatever it returns, and lets Flask handle what it raises."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response
