"""What a rig tells HQ: where to look, and nothing else. HQ believes no more of it than that.

https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from gt_convoy.commands.parser import command_lines
from gt_convoy.config.model import Config
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.references import LARGEST_ID, LARGEST_NUMBER, REPO_NAME, Ref
from gt_convoy.events.payloads import STATE_ACTIONS, CommandsPosted, Event, LabelChanged, Moved
from gt_convoy.handlers.router import is_ours

EVENT_TYPE = "gt-convoy"
Look = Literal["comment", "text", "state", "assigned"]


@dataclass(frozen=True, slots=True)
class Where:
    """An issue or pull request, and what of it is worth a look."""

    ref: Ref
    look: Look
    comment: int | None = None

    @property
    def payload(self) -> dict[str, object]:
        """As it is sent."""
        where = {"repository": self.ref.repo, "issue": self.ref.number, "look": self.look}
        return where | ({"comment": self.comment} if self.comment else {})


def places(events: Sequence[Event]) -> list[Where]:
    """Where HQ should look after events in a rig; nowhere, mostly."""
    return [where for event in events if (where := _place(event))]


def parse(payload: Mapping[str, Any], config: Config) -> Where:
    """What HQ was sent. Raises UserError unless it names an issue of HQ or of a rig."""
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
    return Where(Ref(repo, number), look, named)


def _place(event: Event) -> Where | None:
    match event:
        case CommandsPosted() if command_lines(event.text):
            return Where(event.ref, "comment" if event.comment else "text", event.comment)
        case Moved() | LabelChanged() | CommandsPosted():
            return None
    if event.action == "assigned":
        return Where(event.ref, "assigned")
    # No convoy waits for an issue that was not there.
    return Where(event.ref, "state") if event.action in STATE_ACTIONS - {"opened"} else None


def _number(value: object, largest: int, what: str) -> int:
    if type(value) is not int or not 1 <= value <= largest:
        raise UserError(f"the dispatch names no {what}: {value!r} is not its number")
    return value
