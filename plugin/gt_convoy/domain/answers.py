"""A command as it stands in a comment, and what it answers."""

from dataclasses import dataclass

from gt_convoy.domain.references import Ref


@dataclass(frozen=True)
class Answer:
    """The answer of a command: text for people, data for programs."""

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
