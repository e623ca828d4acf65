"""What a line asks, what a command answers, what a sync planned."""

from dataclasses import dataclass

from gt_convoy.domain.effects import Effect, effect_json
from gt_convoy.domain.references import Ref


@dataclass(frozen=True, slots=True)
class Planned:
    """What a sync of one convoy planned, and wrote if it was applied."""

    id: str
    effects: tuple[Effect, ...]
    applied: bool
    error: str | None = None  # why it could not be synced
    untold: str | None = None  # why GitHub took no notice

    def json(self, *, texts: bool = True) -> dict[str, object]:
        """As `--json` prints it; without `texts` for who may not read what is written to HQ."""
        shown = map(effect_json, self.effects)
        effects = [{n: v for n, v in one.items() if texts or n not in ("text", "body")} for one in shown]
        found: dict[str, object] = {"id": self.id, "effects": effects, "applied": self.applied}
        return found | ({"error": self.error} if self.error else {})


@dataclass(frozen=True)
class Answer:
    """What a command has to say: text for people, data for programs."""

    text: str
    data: object
    refs: tuple[Ref, ...] = ()  # as links below the text, in a comment
    touched: tuple[int, ...] = ()  # convoys to sync
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
