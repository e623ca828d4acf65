"""Our HTML comments: one line of JSON that people do not see, in bodies and in what we post."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gt_convoy.domain.convoy import Lands, Marker
from gt_convoy.domain.crew import Launch
from gt_convoy.domain.references import REPO_NAME, Ref

_LINE = re.compile(r" {0,3}<!-- gt-convoy (\{.*\}) -->[ \t]*", re.ASCII)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_LOGIN = re.compile(r"[A-Za-z0-9][\w-]{0,99}", re.ASCII)  # an owner is mentioned
_KNOWN = ("v", "command", "landed", "untold", "abandoned", "over", "waits", "lands", "owner", "launch")
VERSION = 1


def write(values: Mapping[str, object]) -> str:
    """The comment. `<`, `>` and `-` are escaped, so nothing in the values can end it."""
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    # Only strings can hold them, but for the sign of a number, which must stay.
    text = _STRING.sub(lambda match: _escape(match[0]), text)
    return f"<!-- gt-convoy {text} -->"


def _escape(text: str) -> str:
    for character in "<>-":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


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

    def text(name: str) -> str | None:
        return values[name] if isinstance(values.get(name), str) else None

    return Marker(
        command=text("command"),
        landed=text("landed"),
        untold=text("untold"),
        abandoned=values.get("abandoned") is True,
        over=text("over"),
        waits=tuple(_refs(values.get("waits"))),
        lands=next((value for value in Lands if value == values.get("lands")), None),
        owner=owner if (owner := text("owner")) and _LOGIN.fullmatch(owner) else None,
        launch=_launch(values.get("launch")),
        extra={key: value for key, value in values.items() if key not in _KNOWN},
    )


def _refs(listed: object) -> Iterator[Ref]:
    for name in listed if isinstance(listed, list) else ():
        if ref := _ref(name):
            yield ref


def _ref(name: object) -> Ref | None:
    repo, _, number = str(name).rpartition("#")
    known = REPO_NAME.fullmatch(repo) and number.isdecimal() and len(number) < 11
    return Ref(repo, int(number)) if known else None


def _launch(values: object) -> Launch | None:
    """None where nobody of a login's form is said to have launched it."""
    by = values.get("by") if isinstance(values, dict) else None
    if not isinstance(values, dict) or not isinstance(by, str) or not _LOGIN.fullmatch(by):
        return None
    repos, number, given = values.get("repos"), values.get("n"), values.get("given")
    return Launch(
        by=by,
        repos=tuple(one for one in repos if type(one) is int) if isinstance(repos, list) else (),
        number=number if type(number) is int else 1,
        given=dict(_given(given.items())) if isinstance(given, dict) else {},
    )


def _given(items: Iterable[tuple[str, object]]) -> Iterator[tuple[Ref, tuple[str, ...]]]:
    for name, logins in items:
        if (ref := _ref(name)) and isinstance(logins, list):
            yield ref, tuple(map(str, logins))


def for_convoy(marker: Marker) -> str:
    """The first line of a convoy's body."""
    values: dict[str, object] = {"v": VERSION}
    if marker.command:
        values["command"] = marker.command
    if marker.abandoned:
        values["abandoned"] = True
    elif marker.landed:
        values["landed"] = marker.landed
        if marker.untold:
            values["untold"] = marker.untold
    if marker.over:
        values["over"] = marker.over
    if marker.waits:
        values["waits"] = [str(ref) for ref in marker.waits]
    if marker.lands:
        values["lands"] = marker.lands.value
    if marker.owner:
        values["owner"] = marker.owner
    if marker.launch:
        values["launch"] = _launched(marker.launch)
    return write(values | dict(marker.extra))


def _launched(launch: Launch) -> dict[str, object]:
    values: dict[str, object] = {"by": launch.by, "repos": list(launch.repos), "n": launch.number}
    given = {str(ref): list(logins) for ref, logins in launch.given.items()}
    return values | ({"given": given} if given else {})


def digest(text: str) -> str:
    """A short name of a text, whatever its line ends: GitHub's events and answers may differ in these."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()[:12]
