"""How the bridge passes a request on to emulate, and emulate's answer back."""

from typing import TYPE_CHECKING, Any

import requests
from flask import Response, current_app, jsonify, request

if TYPE_CHECKING:
    from tests.emulate.bridge import Bridge

HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "content-length")


def the_bridge() -> "Bridge":
    bridge: Bridge = current_app.extensions["bridge"]
    return bridge


def here() -> requests.Response:
    """Pass the request on."""
    return ask(request.full_path.rstrip("?"), request.method, request.get_data())


def ask(path: str, method: str = "GET", body: bytes = b"") -> requests.Response:
    """Ask emulate as whoever asked us."""
    return the_bridge().send(method, path, request.headers.get("Authorization", ""), body)


def get(path: str) -> Any:
    found = ask(path)
    return found.json() if found.ok else None


def passed(answer: requests.Response) -> Response:
    """emulate's answer as it is; but GitHub does not admit that there is something one may not read."""
    if answer.status_code == 403 and answer.request.method == "GET" and "rate limit" not in answer.text:
        return error(404, "Not Found")
    headers = [(name, value) for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP]
    return Response(answer.content, answer.status_code, headers)


def error(status: int, message: str) -> Response:
    body = {"message": message, "documentation_url": "https://docs.github.com/rest", "status": str(status)}
    response = jsonify(body)
    response.status_code = status
    return response
