"""The golden log of a test: what people did, what we asked of GitHub, and what stands there at the end."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gt_convoy_sandbox.model import World
from gt_convoy_sandbox.model.entities import Issue
from tests.contracts.watch import GRAPHQL, Exchange

OURS = "gt-convoy/"  # how our adapter calls itself
# What is different every time, and what is written for it. In this order.
FREE = (
    (r"https?://(127\.0\.0\.1|localhost):\d+", "http://GITHUB"),
    (r"\d{4}-\d\d-\d\d[T ]\d\d(:|%3A)\d\d((:|%3A)\d\d(\.\d+)?)?(Z|([+-]|%2B)\d\d(:|%3A)?\d\d)?", "TIME"),
    (r"\b\d{4}-\d\d-\d\d\b", "DAY"),
    (r"\b(?=[0-9a-f]*\d)[0-9a-f]{8,64}\b", "DIGEST"),
    (r"/tmp/[^\s\"'`:]+", "FOLDER"),
    (r"\b(ghs|ghp|ghu|github_pat)_\w+", "TOKEN"),
)
BODIES = ("POST", "PATCH", "PUT")


def normal(text: str) -> str:
    """The text without what is different every time; spaces at line ends and `\\r` can be seen."""
    for pattern, name in FREE:
        text = re.sub(pattern, name, text)
    return text.replace("\r", "␍")


def written(exchanges: Iterable[Exchange]) -> Iterator[str]:
    """The lines for requests, in order: ours in full, of other people's only what they wrote."""
    for one in exchanges:
        ours = one.headers.get("USER-AGENT", "").startswith(OURS)
        if ours or one.method != "GET":
            yield from _request(one, ours=ours)


def left(world: World, before: str) -> Iterator[str]:
    """The lines for the issues that carry a label of ours; a body that stands in `before` is not repeated."""
    for issue in sorted(world.tables.issues.values(), key=lambda one: one.id):
        repository = world.tables.repositories[issue.repository_id]
        labels = sorted(label.name for label in repository.labels.values() if label.id in issue.labels)
        if not issue.deleted and any(label.startswith("convoy") for label in labels):
            yield from _issue(f"{repository.full_name}#{issue.number}", issue, labels, before)


def _request(one: Exchange, *, ours: bool) -> Iterator[str]:
    who = "  " if ours else "> "
    graphql = one.url.startswith(GRAPHQL)
    name = f"graphql {_operation(one.body)}" if graphql else one.url.removeprefix("/api/v3")
    # Whether GitHub says "as before" (304) depends on seconds, and so does the question.
    status = "" if one.status in (200, 201, 304) else f" -> {one.status}"
    yield normal(f"{who}{one.method} {name}{status}")
    if not graphql and one.method in BODIES and one.body:
        yield from _indented(_sent(one.body), " ")


def _operation(body: bytes) -> str:
    found = re.match(r"\s*(?:query|mutation)\s+(\w+)", json.loads(body)["query"])
    return found[1] if found else "?"


def _sent(body: bytes) -> str:
    """Texts as they stand, all else as JSON."""
    try:
        values = json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
    if not isinstance(values, dict):
        return json.dumps(values, ensure_ascii=False)
    text = values.pop("body", None)
    rest = [f"{key}: {_value(value)}" for key, value in sorted(values.items())]
    return "\n".join([*rest, *(["body:", *_quoted(text)] if isinstance(text, str) else [])])


def _value(value: Any) -> str:
    return json.dumps(sorted(value) if _is_names(value) else value, ensure_ascii=False, sort_keys=True)


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _quoted(text: str) -> Sequence[str]:
    return [f"| {line}".rstrip(" ") if not line.endswith(" ") else f"| {line}·" for line in text.split("\n")]


def _issue(name: str, issue: Issue, labels: Sequence[str], before: str) -> Iterator[str]:
    state = f"{issue.state} {issue.state_reason or ''}".strip()
    yield normal(f"= {name} {state}; {', '.join(labels)}: {issue.title}")
    body = "\n".join(_indented("\n".join(_quoted(issue.body or "")), " "))
    yield " as written above" if body in before else body


def _indented(text: str, by: str) -> Iterator[str]:
    for line in normal(text).split("\n"):
        yield f"{by}{line}"
