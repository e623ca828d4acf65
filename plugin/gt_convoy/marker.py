"""Our HTML comments: one line of JSON that people do not see, in bodies and in what we post."""

import json
import re
from collections.abc import Mapping
from typing import Any

from .convoy import Marker

_LINE = re.compile(r" {0,3}<!-- gt-convoy (\{.*\}) -->[ \t]*", re.ASCII)
_KNOWN = ("v", "command", "landed", "abandoned")
VERSION = 1


def write(values: Mapping[str, object]) -> str:
    """The comment. `<`, `>` and `-` are escaped, so nothing in the values can end it."""
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    for character in "<>-":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return f"<!-- gt-convoy {text} -->"


def read(line: str) -> dict[str, Any] | None:
    """The values of a line that is our comment and nothing else; None for any other line."""
    match = _LINE.fullmatch(line.rstrip("\r\n"))
    if not match:
        return None
    try:
        values = json.loads(match[1])
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def of_comment(text: str) -> dict[str, Any] | None:
    """The values in the first line of a comment: elsewhere it is no marker."""
    return read(text.partition("\n")[0])


def of_convoy(values: Mapping[str, Any]) -> Marker:
    """What a convoy's marker says; a value of a wrong kind says nothing."""
    command, landed = values.get("command"), values.get("landed")
    return Marker(
        command=command if isinstance(command, str) else None,
        landed=landed if isinstance(landed, str) else None,
        abandoned=values.get("abandoned") is True,
        extra={key: value for key, value in values.items() if key not in _KNOWN},
    )


def for_convoy(marker: Marker) -> str:
    """The first line of a convoy's body."""
    values: dict[str, object] = {"v": VERSION}
    if marker.command:
        values["command"] = marker.command
    if marker.abandoned:
        values["abandoned"] = True
    elif marker.landed:
        values["landed"] = marker.landed
    return write(values | dict(marker.extra))
