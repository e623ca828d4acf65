"""What GitHub tells us, as a small closed set of values: nothing behind this module sees a payload.

The payloads are described at https://docs.github.com/en/webhooks/webhook-events-and-payloads.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gt_convoy.domain.convoy import ATTENTION_LABEL, LABEL, LANDED_LABEL, STALLED_LABEL
from gt_convoy.domain.references import LARGEST_ID, LARGEST_NUMBER, REPO_NAME, Ref

# All that `read_event` reads.
EVENTS = ("issues", "issue_comment", "issue_dependencies", "pull_request", "repository", "label")
NEWER_EVENTS = ("issue_dependencies",)  # those of them that Enterprise Server knows from 3.19 on
ENDPOINT = "/webhooks/github"  # of the app's address, where GitHub is to send them
# The word that a command begins with; white space of any kind ends it. A sign, or what nobody sees, behind it
# is a mistake, which the parser answers.
_ODD = r"[,.:;!?\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
COMMAND_WORD = rf"/(?:gt|convoy|bd)(?P<odd>{_ODD}*)(?=\s|$)"
COMMAND = re.compile(rf"(?:^|\r){COMMAND_WORD}", re.MULTILINE | re.IGNORECASE)
# Of an issue: after these, a convoy that tracks it, or waits for it, may stand otherwise.
STATE_ACTIONS = frozenset({"closed", "reopened", "deleted", "transferred", "opened"})
# After these, moreover, it is shown otherwise: who has it is counted in the convoy's text.
SHOWN_ACTIONS = STATE_ACTIONS | {"assigned", "unassigned"}
# Of a convoy itself, beside STATE_ACTIONS.
CONVOY_ACTIONS = STATE_ACTIONS | {"edited", "labeled", "unlabeled", "unlocked"}
WATCHED_ACTIONS = CONVOY_ACTIONS | SHOWN_ACTIONS  # all that is read of `issues`
# Of a pull request: after these, it or an issue that it closes may stand otherwise.
PULL_ACTIONS = frozenset({"opened", "edited", "closed", "reopened", "converted_to_draft", "ready_for_review"})
# Told by the repository of either issue.
DEPENDENCY_ACTIONS = frozenset(
    f"{side}_{what}" for side in ("blocked_by", "blocking") for what in ("added", "removed")
)
REPOSITORY_ACTIONS = frozenset(
    {"renamed", "transferred", "privatized", "publicized", "deleted", "archived", "unarchived"}
)
OUR_LABELS = (LANDED_LABEL, ATTENTION_LABEL, STALLED_LABEL)


class Malformed(ValueError):
    """A payload without what its event must have."""


@dataclass(frozen=True, slots=True)
class CommandsPosted:
    """A comment or an issue's opening text that holds a line like a command."""

    ref: Ref  # the thread it stands in
    source: str  # c<comment id> or i<issue id>
    comment: int | None
    text: str
    by: str  # whose text it is; "" of an account that is gone


@dataclass(frozen=True, slots=True)
class Changed:
    """The state, text, labels or assignees of an issue changed."""

    ref: Ref
    repo_id: int
    action: str
    updated_at: datetime
    body: str
    open: bool
    was: str | None  # the text before an edit of it
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class PullChanged:
    """A pull request stands otherwise than before, or may close other issues."""

    ref: Ref
    repo_id: int
    action: str
    updated_at: datetime
    body: str
    was: str | None  # the text before an edit of it
    new_base: bool  # it goes into another branch than before, which decides whether closing words count


@dataclass(frozen=True, slots=True)
class DependencyChanged:
    """An issue is blocked by another one than before; which one, reading it tells."""

    ref: Ref  # the issue that is or was blocked
    repo_id: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """A repository has another name, owner or visibility, or is gone."""

    repo: str  # as it is called now
    repo_id: int
    action: str
    was: str  # as it was called before


@dataclass(frozen=True, slots=True)
class LabelChanged:
    """The label of convoys changed in a repository."""

    repo: str
    lost: bool  # with the issues that had it: it was renamed or deleted, not only described anew


Event = CommandsPosted | Changed | PullChanged | DependencyChanged | Moved | LabelChanged


def read_event(name: str, payload: Mapping[str, Any]) -> tuple[Event, ...]:
    """The events of a delivery; empty if it is of no interest. Raises Malformed."""
    try:
        return _read(name, payload)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as exc:
        raise Malformed(f"a {name} event without what it must have: {exc!r}") from exc


def _read(name: str, payload: Mapping[str, Any]) -> tuple[Event, ...]:
    found: tuple[Event, ...] = ()
    match name, payload.get("action"):
        case "issue_comment", "created":
            found = _comment(payload)
        case "issues", str(action):
            found = _issue(payload, payload["issue"], action)
        case "issue_dependencies", str(action) if action in DEPENDENCY_ACTIONS:
            found = (_dependency(payload, payload["blocked_issue"], action),)
        case "pull_request", str(action) if action in PULL_ACTIONS:
            found = _pull(payload, payload["pull_request"], action)
        case "repository", str(action) if action in REPOSITORY_ACTIONS:
            found = (_moved(payload, payload["repository"], action),)
        case "label", ("edited" | "deleted") as action:
            found = _label(payload, payload["label"], action)
    return found


def _moved(payload: Mapping[str, Any], repository: Mapping[str, Any], action: str) -> Moved:
    """A renamed one tells its former name, a transferred one its former owner."""
    changes = payload.get("changes") or {}
    owner, _, name = _text(repository["full_name"]).partition("/")
    if action == "renamed":
        name = _text(changes["repository"]["name"]["from"])
    elif action == "transferred":
        former = changes["owner"]["from"]
        owner = _text((former.get("user") or former.get("organization"))["login"])
    was = _repo(f"{owner}/{name}")
    return Moved(_repo(repository["full_name"]), _number(repository["id"]), action, was)


def _label(payload: Mapping[str, Any], label: Mapping[str, Any], action: str) -> tuple[Event, ...]:
    changes = payload.get("changes") or {}
    now, repo = _text(label["name"]), _repo(payload["repository"]["full_name"])
    was = _text(changes["name"]["from"]) if "name" in changes else now
    if action == "deleted" or was != now:
        return (LabelChanged(repo, lost=True),) if was.lower() == LABEL else ()
    return (LabelChanged(repo, lost=False),) if now == LABEL and "description" in changes else ()


def _comment(payload: Mapping[str, Any]) -> tuple[Event, ...]:
    comment = payload["comment"]
    text = _text(comment["body"])
    if not COMMAND.search(text):
        return ()
    number = _number(comment["id"])
    return (CommandsPosted(_ref(payload, payload["issue"]), f"c{number}", number, text, _login(comment)),)


def _issue(payload: Mapping[str, Any], issue: Mapping[str, Any], action: str) -> tuple[Event, ...]:
    events: list[Event] = []
    text = _text(issue["body"])
    # A transferred issue is opened anew where it went; what was commanded in it is not.
    moved_here = "old_issue" in (payload.get("changes") or {})
    if action == "opened" and not moved_here and COMMAND.search(text):
        events.append(
            CommandsPosted(_ref(payload, issue), f"i{_number(issue['id'])}", None, text, _login(issue))
        )
    if action in WATCHED_ACTIONS and not _our_label(payload, action):
        events.append(_changed(payload, issue, action))
    return tuple(events)


def _our_label(payload: Mapping[str, Any], action: str) -> bool:
    return action in ("labeled", "unlabeled") and (payload.get("label") or {}).get("name") in OUR_LABELS


def _changed(payload: Mapping[str, Any], issue: Mapping[str, Any], action: str) -> Changed:
    return Changed(
        ref=_ref(payload, issue),
        repo_id=_number(payload["repository"]["id"]),
        action=action,
        updated_at=_time(issue["updated_at"]),
        body=_text(issue["body"]),
        open=issue["state"] == "open",
        was=_was(payload),
        labels=frozenset(str(label["name"]) for label in issue["labels"]),
    )


def _pull(payload: Mapping[str, Any], pull: Mapping[str, Any], action: str) -> tuple[Event, ...]:
    changes = payload.get("changes") or {}
    if action == "edited" and not {"body", "base"} & changes.keys():
        return ()
    return (
        PullChanged(
            ref=_ref(payload, pull),
            repo_id=_number(payload["repository"]["id"]),
            action=action,
            updated_at=_time(pull["updated_at"]),
            body=_text(pull["body"]),
            was=_was(payload),
            new_base="base" in changes,
        ),
    )


def _dependency(payload: Mapping[str, Any], blocked: Mapping[str, Any], action: str) -> DependencyChanged:
    """The repository of the event is that of the issue whose side it tells."""
    repository = payload["repository" if action.startswith("blocked_by") else "blocked_issue_repo"]
    return DependencyChanged(
        Ref(_repo(repository["full_name"]), _number(blocked["number"], LARGEST_NUMBER)),
        _number(repository["id"]),
        _time(blocked["updated_at"]),
    )


def _ref(payload: Mapping[str, Any], issue: Mapping[str, Any]) -> Ref:
    return Ref(_repo(payload["repository"]["full_name"]), _number(issue["number"], LARGEST_NUMBER))


def _repo(name: object) -> str:
    """`owner/repo`, as GitHub writes it."""
    if not isinstance(name, str) or not REPO_NAME.fullmatch(name):
        raise ValueError("a repository without a repository's name")
    return name


def _was(payload: Mapping[str, Any]) -> str | None:
    before = ((payload.get("changes") or {}).get("body") or {}).get("from")
    return None if before is None else _text(before)


def _number(value: object, largest: int = LARGEST_ID) -> int:
    """A number that a database can keep: no other gets in."""
    if type(value) is not int or not 1 <= value <= largest:
        raise ValueError("a number that is none of GitHub's")
    return value


def _login(written: Mapping[str, Any]) -> str:
    user = written["user"]
    return _text(user["login"]) if user else ""


def _text(value: object) -> str:
    if value is not None and not isinstance(value, str):
        raise TypeError("a text that is none")
    (value or "").encode()  # a lone surrogate has no bytes, and could be neither stored nor posted
    return value or ""


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"{text}: a time without its zone")
    return time
