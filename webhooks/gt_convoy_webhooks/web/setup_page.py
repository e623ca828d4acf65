"""The page that leads a browser to GitHub to register our App, and takes it back."""

import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from flask import Flask, Response, render_template_string, request

from gt_convoy.domain.errors import GitHubError, UserError

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>gt-convoy: set up</title>
<style>body{font:16px/1.5 system-ui;max-width:40em;margin:4em auto;padding:0 1em}
button{font:inherit;padding:.5em 1em}</style>
<h1>Set up gt-convoy</h1>
{% if done %}<p>The App <b>{{ done }}</b> is registered and its credentials are stored.
Go back to the terminal: it says what comes next. You can close this page.</p>
{% elif problem %}<p role="alert">{{ problem }}</p>
{% else %}<p>GitHub will show what the App may do and ask you to confirm. Nothing is public.</p>
<form method="post" action="{{ action }}"><input type="hidden" name="manifest" value="{{ manifest }}">
<button>Register the App on GitHub</button></form>{% endif %}</html>"""


@dataclass
class Visit:
    """One registration: what is asked for, and what came of it."""

    action: str  # GitHub's page, without the state
    finish: Callable[[str], str]  # stores the credentials for a code; the App's name
    manifest: dict[str, Any] = field(default_factory=dict)
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    over: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)

    def take(self, code: str, state: str) -> str:
        """The name of the App. Raises UserError for a state that is not ours, or when all is done already."""
        with self._lock:
            if self.over.is_set():
                raise UserError("The credentials exist already: this page is closed.")
            if not hmac.compare_digest(state.encode(), self.state.encode()):
                raise UserError("This did not begin here: the state is not the one that was sent.")
            name = self.finish(code)
            self.over.set()
            return name


def create_page(visit: Visit) -> Flask:
    """`/` with the way to GitHub, `/callback` for the way back. For a loopback address alone."""
    app = Flask(__name__, static_folder=None)

    def begin() -> Response:
        if visit.over.is_set():
            return _answer(410, problem="The credentials exist already: this page is closed.")
        action = f"{visit.action}?state={visit.state}"
        return _answer(200, action=action, manifest=json.dumps(visit.manifest))

    def callback() -> Response:
        try:
            name = visit.take(request.args.get("code", ""), request.args.get("state", ""))
        except (GitHubError, UserError) as error:
            return _answer(410 if visit.over.is_set() else 400, problem=str(error))
        return _answer(200, done=name)

    app.before_request(_only_here)
    app.add_url_rule("/", view_func=begin)
    app.add_url_rule("/callback", view_func=callback)
    return app


def _only_here() -> Response | None:
    # A page elsewhere could give its own name our address; the browser then sends that name.
    host = request.host.rpartition(":")[0] or request.host
    return None if host in ("127.0.0.1", "localhost") else Response("not here\n", 403, mimetype="text/plain")


def _answer(code: int, **values: str) -> Response:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY"}
    return Response(render_template_string(_PAGE, **values), code, headers)
