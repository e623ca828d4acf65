"""Our one comment that answers all commands of one comment."""

from collections.abc import Sequence
from typing import Protocol

from gt_convoy.document import metadata
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.bounds import LARGEST_TEXT
from gt_convoy.domain.references import Ref
from gt_convoy.messages.words import block, clean, cut


class Told(Protocol):
    """What a command has to say."""

    @property
    def text(self) -> str:
        """For people."""

    @property
    def refs(self) -> tuple[Ref, ...]:
        """As links below the text."""

    @property
    def ok(self) -> bool:
        """Whether nothing was refused."""

    @property
    def of_words(self) -> bool:
        """Whether it is only about what was typed wrong."""


class Typed(Protocol):
    """A command as it was typed."""

    @property
    def text(self) -> str:
        """The line."""


def comment(source: str, answers: Sequence[tuple[Typed, Told]], audience: Audience) -> str:
    """The answers in order, each with its command above it when there are several."""
    room = LARGEST_TEXT // max(1, len(answers))
    parts = [_part(line, answer, audience, room, several=len(answers) > 1) for line, answer in answers]
    fitting = cut(parts, LARGEST_TEXT - 1000, "\n\n")
    return "\n".join([metadata.write({"v": metadata.VERSION, "answers": source}), "\n\n".join(fitting)])


def answers(text: str) -> str | None:
    """Which comment a comment of ours answers, from its first line; None for any other comment."""
    source = (metadata.of_comment(text) or {}).get("answers")
    return source if isinstance(source, str) else None


def _part(line: Typed, answer: Told, audience: Audience, room: int, *, several: bool) -> str:
    if audience.link_only and not answer.of_words:
        refs = [ref for ref in answer.refs if audience.names.is_hq(ref.repo)][:1]
        where = audience.names.url(refs[0]) if refs else f"{audience.names.web}/{audience.names.hq}"
        done = "Done" if answer.ok else "Partly refused" if answer.refs else "Refused"
        return f"{done}: {where}"
    head = f"› {clean(line.text)}\n\n" if several else ""
    return block(head + answer.text, () if audience.link_only else answer.refs, max(room, 2000))
