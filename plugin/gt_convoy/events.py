"""What GitHub tells us, as a small closed set of values: payloads end at this door.

The payloads are described at https://docs.github.com/en/webhooks/webhook-events-and-payloads.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .refs import Ref

COMMAND = re.compile(r"^/(?:gt|convoy|bd)[ \t]", re.MULTILINE | re.IGNORECASE)
# Of an issue or pull request: after these, a convoy that tracks it may stand otherwise.
STATE_ACTIONS = frozenset({"closed", "reopened", "deleted", "transferred", "opened"})
# Of a convoy itself, moreover.
CONVOY_ACTIONS = STATE_ACTIONS | {"edited", "labeled", "unlabeled"}
REPOSITORY_ACTIONS = frozenset({"renamed", "transferred", "privatized", "publicized", "deleted", "archived"})
OUR_LABELS = ("convoy:landed", "convoy:attention")


class Malformed(ValueError):
    """A payload without what its event must have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A comment or an issue's opening text that holds a line like a command."""

    ref: Ref  # the thread it stands in
    source: str  # c<comment id> or i<issue id>
    comment: int | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Changed:
    """An issue or pull request stands otherwise than before."""

    ref: Ref
    repo_id: int
    action: str
    updated_at: datetime
    body: str
    open: bool
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A repository has another name, owner or visibility, or is gone."""

    repo: str
    repo_id: int
    action: str


Event = Asked | Changed | Moved


def read_event(name: str, payload: Mapping[str, Any]) -> tuple[Event, ...]:
    """What a delivery tells us; empty for what is of no interest. Raises Malformed."""
    try:
        match name, payload.get("action"):
            case "issue_comment", "created":
                return _comment(payload)
            case "issues", str(action):
                return _issue(payload, payload["issue"], action)
            case "pull_request", ("closed" | "reopened" | "opened") as action:
                return (_changed(payload, payload["pull_request"], action),)
            case "repository", str(action) if action in REPOSITORY_ACTIONS:
                repository = payload["repository"]
                return (Moved(str(repository["full_name"]), int(repository["id"]), action),)
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise Malformed(f"a {name} event without what it must have: {exc!r}") from exc
    return ()


def _comment(payload: Mapping[str, Any]) -> tuple[Event, ...]:
    comment = payload["comment"]
    text = comment["body"] or ""
    if not COMMAND.search(text):
        return ()
    number = int(comment["id"])
    return (Asked(_ref(payload, payload["issue"]), f"c{number}", number, text, _time(comment["created_at"])),)


def _issue(payload: Mapping[str, Any], issue: Mapping[str, Any], action: str) -> tuple[Event, ...]:
    events: list[Event] = []
    text = issue["body"] or ""
    if action == "opened" and COMMAND.search(text):
        events.append(
            Asked(_ref(payload, issue), f"i{int(issue['id'])}", None, text, _time(issue["created_at"]))
        )
    if action in CONVOY_ACTIONS and not _our_label(payload, action):
        events.append(_changed(payload, issue, action))
    return tuple(events)


def _our_label(payload: Mapping[str, Any], action: str) -> bool:
    return action in ("labeled", "unlabeled") and (payload.get("label") or {}).get("name") in OUR_LABELS


def _changed(payload: Mapping[str, Any], issue: Mapping[str, Any], action: str) -> Changed:
    return Changed(
        ref=_ref(payload, issue),
        repo_id=int(payload["repository"]["id"]),
        action=action,
        updated_at=_time(issue["updated_at"]),
        body=issue["body"] or "",
        open=issue["state"] == "open",
        labels=frozenset(str(label["name"]) for label in issue["labels"]),
    )


def _ref(payload: Mapping[str, Any], issue: Mapping[str, Any]) -> Ref:
    return Ref(str(payload["repository"]["full_name"]), int(issue["number"]))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
