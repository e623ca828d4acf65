"""Turns a fault into what the asker gets: another answer, an answer with holes, or half of one."""

import importlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, jsonify

from gt_convoy_sandbox.faults import Answer

Path = list[str | int]


def instead(fault: Answer, error: Callable[[int, str], Response], response: Response | None) -> Response:
    """Give what is answered instead of a response, or instead of doing anything."""
    if fault.lost and response is not None:
        changed = with_holes(response, fault)
    elif fault.status == 0 and response is not None:
        changed = response
    else:
        changed = jsonify(fault.body) if fault.body is not None else error(fault.status, fault.message)
        changed.status_code = fault.status
    changed.headers.update(fault.headers)
    return _cut(changed) if fault.cut else changed


def with_holes(response: Response, fault: Answer) -> Response:
    """Make fields of a GraphQL answer null, each with an error that says where."""
    answer: dict[str, Any] = json.loads(response.get_data())
    errors = answer.setdefault("errors", [])
    for name in fault.lost:
        for path in list(_places(answer.get("data"), name)):
            _empty(answer["data"], path)
            errors.append({"path": path, "locations": [], "message": fault.message})
            if not name:
                break
    return jsonify(answer if errors else {"data": answer.get("data")})


def _cut(response: Response) -> Response:
    """Send half of it, though more is announced: the server then closes the connection."""
    whole = response.get_data() or b"{}"
    half = Response(whole[: len(whole) // 2], response.status_code, response.headers)
    half.headers["Content-Length"] = str(len(whole))
    return half


def _places(value: Any, name: str, path: tuple[str | int, ...] = ()) -> Iterator[Path]:
    """Yield where a field of this name stands; "" is any object below the first level."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name or (not name and path and isinstance(inner, dict)):
                yield [*path, key]
            else:
                yield from _places(inner, name, (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _places(inner, name, (*path, at))


def _empty(data: Any, path: Path) -> None:
    """Make a field null, or else the nearest around it that GitHub's schema lets be null."""
    # The schema is large: it is loaded by the first query alone.
    required = importlib.import_module("gt_convoy_sandbox.graphql.schema").required()
    kept = next(at for at in range(len(path), 0, -1) if path[at - 1] not in required)
    for step in path[: kept - 1]:
        data = None if data is None else data[step]
    if data is not None:
        data[path[kept - 1]] = None
