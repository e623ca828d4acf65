"""What stands within a line of Markdown, by position: markdown-it-py's rules and nothing else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gt_convoy.document.spans import Link, Spans

# Neither character can stand in a parsed text: a NUL is replaced, as Markdown wants it.
NOTHING = "\0"  # in place of a sign that is not shown, or of what is struck through
CODE = "\ufffc"  # in place of code and pictures: words, but none of the text's own

# No line that somebody wrote has so many signs; what a parser does for them grows faster than they do.
MOST_SIGNS = 120
_SIGN = re.compile(r"[\[\]`*_~<!\\]")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)")
_STRUCK_TAGS = ("s", "del", "strike")
_CODE_TAGS = ("code", "kbd", "pre", "samp", "tt")


@dataclass(frozen=True, slots=True)
class Inline:
    """A text as it is shown, each character still at its place, and its links."""

    shown: str
    links: tuple[Link, ...]
    all_struck: bool = False  # nothing of it is shown but what is struck through


def read(text: str) -> Inline | None:
    """Read one paragraph's text; None if it has so many signs that nobody can have meant them."""
    text = text.replace(NOTHING, "\ufffd").replace(CODE, "\ufffd")
    signs = len(_SIGN.findall(text))
    if not signs:
        return Inline(text, ())
    if signs > MOST_SIGNS:
        return None
    from gt_convoy.document.markdown_parsers import inline_parser  # noqa: PLC0415  # see `markdown.blocks`

    spans = Spans()
    inline_parser().parseInline(text, {"spans": spans})
    code, struck = _between_tags(text, spans.tags)
    shown = _covered(text, [*spans.code, *code], CODE)
    struck = [(start, end) for start, end in [*struck, *spans.struck] if start < end]
    shown = _covered(shown, [*spans.hidden, *spans.tags, *struck], NOTHING)
    links = [one for one in spans.links if not any(start <= one.start < end for start, end in struck)]
    return Inline(shown, tuple(links), bool(struck) and not shown.replace(NOTHING, "").strip())


def words(text: str) -> str:
    """The text without the signs of Markdown."""
    found = read(text)
    return found.shown.replace(NOTHING, "") if found else text


def _between_tags(text: str, tags: Iterable[tuple[int, int]]) -> tuple[list[tuple[int, int]], ...]:
    """What stands in HTML's code, and what in HTML's struck text."""
    code: list[tuple[int, int]] = []
    struck: list[tuple[int, int]] = []
    begun: dict[str, int] = {}
    for start, end in tags:
        tag = _TAG.match(text, start)
        name = tag["name"].lower() if tag else ""
        if tag and not tag["close"]:
            begun.setdefault(name, end)
        elif name in begun:
            span = (begun.pop(name), start)
            if name in _CODE_TAGS or name in _STRUCK_TAGS:
                (code if name in _CODE_TAGS else struck).append(span)
    return code, struck


def _covered(text: str, spans: Iterable[tuple[int, int]], character: str) -> str:
    for start, end in spans:
        text = text[:start] + character * (end - start) + text[end:]
    return text
