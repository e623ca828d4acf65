"""What every request passes on its way in and out: faults, errors, counting, GitHub's headers."""

import re
import time
import uuid
from email.utils import format_datetime
from typing import Any

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from gt_convoy_sandbox import disturbed, etags
from gt_convoy_sandbox.counting import Request
from gt_convoy_sandbox.model.errors import Moved, Refused
from gt_convoy_sandbox.services import base_url, services

DOCUMENTATION = "https://docs.github.com/rest"
API = "/api/"
CONVERTER = re.compile(r"<(?:\w+:)?(\w+)>")
ISSUE = re.compile(r"^.*/(?:issues|pulls)/\d+")
BY_ID = re.compile(r"^/repositories/\{repository_id\}")


def install(app: Flask) -> None:
    """Put an application behind this edge."""
    app.before_request(_faults_before)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.after_request(_finish)


def error(status: int, message: str, errors: list[dict[str, Any]] | None = None) -> Response:
    """Answer an error in GitHub's words."""
    body: dict[str, Any] = {"message": message}
    if errors:
        body["errors"] = errors
    response = jsonify(body | {"documentation_url": DOCUMENTATION, "status": str(status)})
    response.status_code = status
    return response


def path_template() -> str:
    """Give the route of the current request as GitHub's description writes it."""
    rule = request.url_rule.rule if request.url_rule else request.path
    template = CONVERTER.sub(r"{\1}", rule).removeprefix("/api/v3")
    return BY_ID.sub("/repos/{owner}/{repo}", template)


def _is_api() -> bool:
    return request.path.startswith(API)


def _faults_before() -> Response | None:
    fault = services().faults.answer(request.method, request.path, after=False) if _is_api() else None
    if fault and fault.wait:
        time.sleep(fault.wait)
    is_answered = fault is not None and fault.status != 0
    g.carried_out = not is_answered
    return disturbed.instead(fault, error, None) if fault and is_answered else None


def _refused(refusal: Refused) -> Response | tuple[str, int]:
    if not _is_api():
        return f"{refusal.message}\n", refusal.status
    response = error(refusal.status, refusal.message, refusal.errors)
    return _pointed_to(response, refusal) if isinstance(refusal, Moved) else response


def _pointed_to(response: Response, moved: Moved) -> Response:
    """Name the new place of a transferred issue, with what was asked for inside of it."""
    inside = ISSUE.sub("", request.path)
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    place = f"repositories/{moved.issue.repository_id}/issues/{moved.issue.number}"
    response.headers["Location"] = f"{base_url()}/api/v3/{place}{inside}{query}"
    return response


def _http_error(problem: HTTPException) -> Any:
    if not _is_api():
        return problem
    status = problem.code or 500
    # GitHub has no "method not allowed": a route it does not have is not found.
    return error(404, "Not Found") if status == 405 else error(status, problem.name)


def _finish(response: Response) -> Response:
    if not _is_api():
        return response
    fault = g.carried_out and services().faults.answer(request.method, request.path, after=True)
    is_graphql = request.path == "/api/graphql"
    if fault:
        response = disturbed.instead(fault, error, response)
    elif not is_graphql:
        response = etags.conditional(response)
    login, is_free = _login(), response.status_code == 304 or request.path == "/api/v3/rate_limit"
    resource, cost = ("graphql" if is_graphql else "core"), int(not is_free)
    budget = services().requests.spend(login, resource, services().world.clock().timestamp(), cost)
    for name, value in (budget.headers() | _headers()).items():
        response.headers.setdefault(name, value)
    if response.mimetype == "application/json":
        response.headers["Content-Type"] = "application/json; charset=utf-8"
    services().requests.add(
        Request(
            "graphql" if is_graphql else "rest",
            login,
            request.method,
            path_template(),
            response.status_code,
            g.get("operation", ""),
        )
    )
    return response


def _headers() -> dict[str, str]:
    return {
        "Date": format_datetime(services().faults.now(), usegmt=True),
        "x-github-request-id": str(uuid.uuid4()).upper(),
        "x-github-media-type": "github.v3; format=json",
        "x-github-api-version-selected": request.headers.get("X-GitHub-Api-Version", "2022-11-28"),
    }


def _login() -> str:
    token = request.headers.get("Authorization", "").partition(" ")[2].strip()
    tables = services().world.tables
    made = tables.tokens.get(token)
    if made and made.installation_id in tables.installations:
        return tables.apps[tables.installations[made.installation_id].app_id].login
    known = (user.login for user in list(tables.users.values()) if user.token == token)
    return next(known, g.get("login", ""))
