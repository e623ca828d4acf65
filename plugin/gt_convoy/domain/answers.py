"""What a line asks, what a command answers, what a sync planned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gt_convoy.domain.references import Ref


@dataclass(frozen=True, slots=True)
class Planned:
    """What a look at one convoy planned, as `check` tells it."""

    id: str
    effects: tuple[Mapping[str, Any], ...]
    applied: bool
    error: str | None = None  # why it could not be looked at

    def json(self, *, texts: bool = True) -> dict[str, object]:
        """As `--json` prints it; without `texts` for who may not read what is written to HQ."""
        effects = [{n: v for n, v in e.items() if texts or n not in ("text", "body")} for e in self.effects]
        found: dict[str, object] = {"id": self.id, "effects": effects, "applied": self.applied}
        return found | ({"error": self.error} if self.error else {})


@dataclass(frozen=True)
class Answer:
    """What a command has to say: text for people, data for programs."""

    text: str
    data: object
    refs: tuple[Ref, ...] = ()  # as links below the text, in a comment
    touched: tuple[int, ...] = ()  # convoys to look at again
    ok: bool = True  # False: something of it was refused
    of_words: bool = False  # it is about the words that were typed, and tells nothing of HQ


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comment that is a command."""

    text: str  # as typed
    words: tuple[str, ...] = ()  # `convoy`, `create`, ...
    problem: str | None = None  # why it could not be split into words
    below: bool = False  # other text than commands
    doubtful: bool = False  # perhaps it is not its author's own
