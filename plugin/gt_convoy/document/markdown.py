"""The Markdown structure that GitHub sees, by line: markdown-it-py's tokens and nothing else.

GitHub's flavour is CommonMark with tables and task lists (https://github.github.com/gfm/).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it.token import Token

# CommonMark's line endings: no other character ends a line.
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")

# A list item as we write it: a box and a reference. It can neither begin nor end any other block.
PLAIN_ITEM = re.compile(r"- \[(?P<tick>[ xX])\] (?P<text>[\w./#-]+)[ \t]*(?:\r\n|\n)", re.ASCII)


def split_lines(text: str) -> list[str]:
    """The lines of a text with their endings; joined they are the text again."""
    return _LINE.findall(text)


def ending(line: str) -> str:
    """The line's own ending: CRLF, LF, CR or nothing."""
    return line[len(line.rstrip("\r\n")) :]


def blocks(text: str) -> "list[Token]":
    """Block tokens with their line numbers; inline content is left as text."""
    # The parsers are brought when first used: that takes a fifth of the start, and help needs none.
    from gt_convoy.document.markdown_parsers import block_parser  # noqa: PLC0415

    return block_parser().parse(text)


def _spans(text: str) -> "list[Token]":
    from gt_convoy.document.markdown_parsers import span_parser  # noqa: PLC0415

    return span_parser().parseInline(text)[0].children or []


class Block(NamedTuple):
    """A paragraph, heading or HTML block, and what it stands in."""

    kind: str  # paragraph, heading, html
    start: int  # first line
    end: int  # first line after it
    content: str  # nothing for an HTML block
    level: int = 0  # of a heading
    quoted: bool = False
    item: "ListItem | None" = None  # the innermost list item around it
    top: bool = True  # in nothing at all


class ListItem(NamedTuple):
    """A list item: the lines it covers."""

    start: int
    end: int


def structure(text: str) -> Iterator[Block]:
    """Every paragraph, heading and HTML block in order; code blocks and tables hold nothing for us.

    In a long plain list only the lines at its ends are parsed: those between stand in the same blocks.
    """
    lines = split_lines(text)
    plain = [PLAIN_ITEM.fullmatch(line) is not None for line in lines]
    inner = map(all, zip(plain, plain[1:], plain[2:], strict=False))
    between = [False, *inner, False]
    kept = [n for n in range(len(lines)) if not between[n]]
    for found in _parsed("".join(lines[n] for n in kept)):
        block = _at(found, kept)
        yield block
        if block.item and plain[block.start]:
            for line in takewhile(between.__getitem__, range(block.start + 1, len(lines))):
                content = lines[line][2:].rstrip()
                yield Block("paragraph", line, line + 1, content, 0, False, ListItem(line, line + 1), False)


def _at(block: Block, lines: Sequence[int]) -> Block:
    """The block where it stands in the whole text: line n of the shortened one is `lines[n]` there."""

    def end(short: int) -> int:
        return lines[short - 1] + 1

    item = block.item and ListItem(lines[block.item.start], end(block.item.end))
    return block._replace(start=lines[block.start], end=end(block.end), item=item)


def _parsed(text: str) -> Iterator[Block]:
    items: list[ListItem] = []
    quotes = 0
    heading = 0
    kind = ""
    below = 0
    for token in blocks(text):
        match token.type:
            case "list_item_open":
                start, end = token.map or (0, 0)
                items.append(ListItem(start, end))
            case "list_item_close":
                items.pop()
            case "blockquote_open" | "blockquote_close":
                quotes += token.nesting
            case "paragraph_open" | "heading_open":
                kind, heading = token.type[:-5], int(token.tag[1:]) if token.type == "heading_open" else 0
                below = token.map[1] if token.map else 0  # of a heading: below its underline too
            case "inline" | "html_block":
                start, end = token.map or (0, 0)
                name = "html" if token.type == "html_block" else kind
                end = below if name == "heading" else end
                item = items[-1] if items else None
                yield Block(
                    name,
                    start,
                    end,
                    "" if name == "html" else token.content,
                    heading,
                    quotes > 0,
                    item,
                    token.level <= 1 and not items and not quotes,
                )


def prose_lines(content: str) -> Iterator[tuple[int, str]]:
    """The lines of a paragraph that begin outside code spans and HTML comments: (line, text)."""
    # A private character is put before each line and looked for where a span would have swallowed it.
    sentinel = "\ue000"
    lines = content.replace(sentinel, "\ufffd").split("\n")
    spans = _spans("\n".join(sentinel + line for line in lines))
    line = 0
    fresh = True
    for span in spans:
        if fresh and span.type == "text" and span.content.startswith(sentinel):
            yield line, lines[line]
        fresh = span.type in ("softbreak", "hardbreak")
        line += (
            fresh + span.content.count(sentinel) - (span.type == "text" and span.content.startswith(sentinel))
        )


def fence(text: str, info: str = "text") -> str:
    """A fenced block that nothing in the text can end."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{info}\n{text}\n{ticks}"


def code_span(text: str) -> str:
    """A code span that nothing in one line of text can end, and in which nobody is mentioned."""
    runs = {len(run) for run in re.findall(r"`+", text)}
    ticks = "`" * next(n for n in range(1, len(runs) + 2) if n not in runs)
    room = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{room}{text}{room}{ticks}"
