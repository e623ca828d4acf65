"""Flask alone: what one would write by hand."""

import hashlib
import hmac
import os

from flask import Flask, Response, abort, request

SECRET = os.environ["GITHUB_WEBHOOK_SECRET"].encode()
app = Flask(__name__)


@app.post("/webhooks/github")
def receive() -> Response:
    """Verify and parse one delivery."""
    expected = "sha256=" + hmac.new(SECRET, request.get_data(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("X-Hub-Signature-256", "")):
        abort(401)
    event = request.get_json()
    accepted = request.headers["X-GitHub-Event"] == "issues" and event["action"] == "closed"
    return Response(status=202 if accepted else 204)
