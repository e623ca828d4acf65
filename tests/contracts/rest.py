"""Each REST request and response, held against GitHub's own OpenAPI description.

openapi-core finds the operation and checks the parameters, which costs some 5 ms and is remembered by
method and URL. The bodies, which never repeat, are checked by compiled validators in microseconds;
openapi-core would take 30 ms for a page of a hundred comments.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from jsonschema_path import SchemaPath
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.paths.exceptions import PathError
from openapi_core.templating.paths.finders import APICallPathFinder
from openapi_core.testing import MockRequest
from openapi_core.validation.request.validators import V30RequestParametersValidator
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.contracts.known import unknown
from tests.contracts.schemas import Check, Description, Schema, description

API = "/api/v3"
BY_ID = "/repositories/"
CONTENTS = "/contents/"

# Any operation may answer these, GitHub describes few of them; their bodies are alike.
# https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
# https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
ERRORS = {301, 302, 307, 400, 401, 403, 404, 405, 409, 410, 422, 429}
ERROR = {
    "allOf": [
        {"$ref": "#/components/schemas/basic-error"},
        {"type": "object", "properties": {"errors": {}}, "required": ["message", "documentation_url"]},
    ]
}
INVALID = 422
REFUSED = {400, INVALID}
NOT_MODIFIED = 304
BROKEN = 500


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of the description, with the validators that it needs."""

    name: str
    query: frozenset[str]
    needs_body: bool
    request: Check | None
    responses: Mapping[int, Check | None]


def check_exchange(
    method: str,
    url: str,
    *,
    request_headers: Mapping[str, str],
    request_body: bytes,
    status: int,
    response_headers: Mapping[str, str],
    response_body: bytes,
) -> list[str]:
    """Return what is wrong with one request and the answer to it."""
    address = urlsplit(url)
    path = described_path(address.path)
    operation = _operation(method.lower(), path)
    if operation is None:
        return [f"{method.upper()} {path}: no such operation in tests/contracts/data/rest.json"]
    problems = _response_problems(operation, status, Headers(response_headers), response_body)
    if status not in REFUSED:
        problems += _parameter_problems(operation, method.lower(), path, address.query)
        problems += _request_problems(operation, Headers(request_headers), request_body)
    return unknown(operation.name, problems)


def described_path(path: str) -> str:
    """Return a path in the words of the description.

    The prefix is Enterprise Server's; redirects lead to `/repositories/ID`, which is described nowhere;
    and OpenAPI has no parameter that holds slashes.
    """
    path = path.removeprefix(API)
    if path.startswith(BY_ID):
        _, _, rest = path.removeprefix(BY_ID).partition("/")
        path = f"/repos/by/id/{rest}".rstrip("/")
    before, found, name = path.partition(CONTENTS)
    return before + found + quote(name, safe="")


@cache
def _description() -> Description:
    return description("rest.json")


@cache
def _spec() -> SchemaPath:
    return SchemaPath.from_dict({**_description().document, "servers": [{"url": "/"}]})


@lru_cache(maxsize=4096)
def _operation(method: str, path: str) -> Operation | None:
    try:
        found = APICallPathFinder(_spec()).find(method, path)
    except PathError:
        return None
    return _compiled(method, found.path_result.pattern)


@cache
def _compiled(method: str, pattern: str) -> Operation:
    described = _description()
    node = described.document["paths"][pattern][method]
    parameters = [described.resolved(parameter) for parameter in node.get("parameters", ())]
    return Operation(
        name=node["operationId"],
        query=frozenset(each["name"] for each in parameters if each["in"] == "query"),
        needs_body=node.get("requestBody", {}).get("required", False),
        request=_check(node.get("requestBody")),
        responses={int(status): _check(answer) for status, answer in node["responses"].items()},
    )


def _check(node: Schema | None) -> Check | None:
    content = _description().resolved(node or {}).get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return _description().check(schema) if schema else None


@lru_cache(maxsize=4096)
def _parameter_problems(operation: Operation, method: str, path: str, query: str) -> list[str]:
    values = ImmutableMultiDict(parse_qsl(query, keep_blank_values=True))
    problems = [f"query: no parameter {name}" for name in values if name not in operation.query]
    try:
        V30RequestParametersValidator(_spec()).validate(MockRequest("", method, path, args=values))
    except OpenAPIError as error:
        problems.append(f"{error} {error.__cause__ or ''}".strip())
    return problems


def _request_problems(operation: Operation, headers: Headers, body: bytes) -> list[str]:
    # https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#user-agent
    problems = [] if headers.get("User-Agent") else ["request: no User-Agent, which GitHub refuses"]
    if body and operation.request:
        return problems + _body_problems("request", operation.request, body)
    return [*problems, "request: no body"] if operation.needs_body and not body else problems


def _response_problems(operation: Operation, status: int, headers: Headers, body: bytes) -> list[str]:
    if status >= BROKEN:
        return []
    if status not in operation.responses and status not in ERRORS and status != NOT_MODIFIED:
        return [f"response: status {status} is not described"]
    described = operation.responses.get(status)
    if status in ERRORS and not (described and status == INVALID):
        described = _error()
    if described is None:
        return [f"response: {status} has no body, but here is one"] if body else []
    if not headers.get("Content-Type", "").startswith("application/json"):
        return [f"response: {status} is JSON, not {headers.get('Content-Type')}"]
    return _body_problems(f"response {status}", described, body)


@cache
def _error() -> Check:
    return _description().check(ERROR)


def _body_problems(which: str, check: Check, body: bytes) -> list[str]:
    try:
        value: Any = json.loads(body)
    except ValueError:
        return [f"{which}: not JSON"]
    return [f"{which} {problem}" for problem in check(value)]
