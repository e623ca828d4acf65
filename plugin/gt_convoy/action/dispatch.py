"""The event that a rig sends to HQ: which issue to read again, and nothing else. HQ trusts no more in it.

https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from gt_convoy.commands.parser import command_lines
from gt_convoy.config.model import Config
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.references import LARGEST_ID, LARGEST_NUMBER, REPO_NAME, Ref
from gt_convoy.events.payloads import (
    STATE_ACTIONS,
    Changed,
    CommandsPosted,
    DependencyChanged,
    Event,
    LabelChanged,
    Moved,
    PullChanged,
)
from gt_convoy.handlers.router import closes, is_ours

EVENT_TYPE = "gt-convoy"
Look = Literal["comment", "text", "state", "assigned"]


@dataclass(frozen=True, slots=True)
class DispatchTarget:
    """An issue or pull request that HQ should read again, and which part of it."""

    ref: Ref
    look: Look
    comment: int | None = None
    closes: tuple[Ref, ...] = ()  # by the text of a pull request: no convoy's text names that one

    @property
    def payload(self) -> dict[str, object]:
        """The `client_payload` of the `repository_dispatch` event."""
        where: dict[str, object] = {
            "repository": self.ref.repo,
            "issue": self.ref.number,
            "look": self.look,
            "comment": self.comment,
            "closes": [str(ref) for ref in self.closes],
        }
        return {name: value for name, value in where.items() if value}


def targets(events: Sequence[Event], config: Config) -> list[DispatchTarget]:
    """What HQ should read again after these events in a rig; mostly nothing."""
    return [where for event in events if (where := _place(event, config))]


def parse(payload: Mapping[str, Any], config: Config) -> DispatchTarget:
    """Read the payload that HQ was sent. Raises UserError unless it names an issue of HQ or of a rig."""
    sent = payload.get("client_payload")
    values = sent if isinstance(sent, dict) else {}
    repo, said, comment = values.get("repository"), values.get("look"), values.get("comment")
    if not isinstance(repo, str) or not REPO_NAME.fullmatch(repo):
        raise UserError("the dispatch names no repository: it was not sent by gt-convoy's action")
    if not is_ours(repo, config):
        raise UserError(f"the dispatch names {repo}, which is no rig of {config.hq}: add it to `rigs:` there")
    look = next((word for word in get_args(Look) if word == said), None)
    if look is None or (look == "comment") != (comment is not None):
        raise UserError(f"the dispatch from {repo} does not say where to look: use the same release there")
    number = _number(values.get("issue"), LARGEST_NUMBER, f"issue of {repo}")
    named = None if comment is None else _number(comment, LARGEST_ID, f"comment in {repo}")
    return DispatchTarget(Ref(repo, number), look, named, _closes(values.get("closes", []), repo, config))


def _place(event: Event, config: Config) -> DispatchTarget | None:
    match event:
        case CommandsPosted() if command_lines(event.text):
            return DispatchTarget(event.ref, "comment" if event.comment else "text", event.comment)
        case PullChanged():
            named = tuple(closes(event, config))
            matters = named or event.new_base or event.action not in ("opened", "edited")
            return DispatchTarget(event.ref, "state", closes=named) if matters else None
        case Changed():
            return _issue(event)
        case Moved() | LabelChanged() | CommandsPosted() | DependencyChanged():
            return None


def _issue(event: Changed) -> DispatchTarget | None:
    if event.action == "assigned":
        return DispatchTarget(event.ref, "assigned")
    # No convoy waits for an issue that was not there.
    return DispatchTarget(event.ref, "state") if event.action in STATE_ACTIONS - {"opened"} else None


def _closes(value: object, repo: str, config: Config) -> tuple[Ref, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UserError(f"the dispatch from {repo} does not say what a pull request closes: {value!r}")
    return tuple(config.names.parse(one) for one in value)


def _number(value: object, largest: int, what: str) -> int:
    if type(value) is not int or not 1 <= value <= largest:
        raise UserError(f"the dispatch names no {what}: {value!r} is not its number")
    return value
