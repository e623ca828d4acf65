"""A convoy's body: what its lines mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from . import marker as markers
from .convoy import Marker, unique
from .markdown import Block, split_lines, structure
from .refs import Names, Ref

LARGEST = 65_536  # characters; GitHub answers 422 above
TRACKED = "Tracked issues"
SUBSCRIBERS = "Subscribers"
STATUS_BEGINS = "<!-- gt-convoy:status -->"
STATUS_ENDS = "<!-- /gt-convoy:status -->"

# GFM's task list item: a box and white space, which is ASCII's, at the start of its first paragraph.
_BOX = re.compile(r"\[(?P<tick>[ xX])\](?=[ \t\n\v\f])[^\S\n]*")
_SUBSCRIBER = re.compile(r"(?P<ticks>`*)(?P<name>@?[A-Za-z0-9][\w./-]*(?:\[bot\])?)(?P=ticks)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Item:
    """A task list item of the tracked list: one that begins with a reference, or a plain one."""

    line: int
    box: int  # column of the character between the brackets
    ticked: bool
    text: str  # after the box, first line
    ref: Ref | None
    ref_end: int  # length of the reference at the start of `text`
    end: int  # first line after the list item, whatever it holds

    @property
    def text_column(self) -> int:
        """Where `text` begins; only blanks stand between the box and it."""
        return self.box + 2


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A line under the heading `Subscribers`, and whom it names."""

    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Section:
    """The lines below a heading of ours, up to the next heading of its level."""

    heading: int  # first line of the heading
    start: int  # first line below it
    end: int


@dataclass(frozen=True, slots=True)
class Body:
    """A parsed body."""

    lines: tuple[str, ...]
    marker: Marker | None = None
    marker_line: int | None = None
    status: tuple[int, int] | None = None  # first and last line of the status part
    tracked: Section | None = None
    subscribers_section: Section | None = None
    items: tuple[Item, ...] = ()
    subscriber_lines: tuple[Subscriber, ...] = field(default=())

    @property
    def refs(self) -> tuple[Ref, ...]:
        """What it tracks, each once, in order."""
        return tuple(dict.fromkeys(item.ref for item in self.items if item.ref))

    @property
    def holds(self) -> tuple[str, ...]:
        """Plain task items that are not ticked."""
        return tuple(item.text for item in self.items if item.ref is None and not item.ticked)

    @property
    def subscribers(self) -> tuple[str, ...]:
        """Whom its lines name, each once."""
        return unique(line.name for line in self.subscriber_lines)


@lru_cache(maxsize=64)  # a look reads the same text for its plan, its write and its echo
def parse(text: str, names: Names) -> Body:
    """Read a body. Total: any text is one, and unreadable parts are a person's lines."""
    lines = tuple(split_lines(text))
    found = list(structure(text))
    tracked = _section(found, TRACKED, len(lines))
    subscribers = _section(found, SUBSCRIBERS, len(lines))
    marker_line = next(
        (b.start for b in found if b.kind == "html" and b.top and markers.read(lines[b.start])), None
    )
    values = markers.read(lines[marker_line]) if marker_line is not None else None
    return Body(
        lines=lines,
        marker=markers.of_convoy(values) if values is not None else None,
        marker_line=marker_line,
        status=_status(found, lines),
        tracked=tracked,
        subscribers_section=subscribers,
        items=tuple(_items(found, lines, tracked, names)),
        subscriber_lines=tuple(_subscribers(found, subscribers)) if subscribers else (),
    )


def _section(found: list[Block], title: str, total: int) -> Section | None:
    headings = [block for block in found if block.kind == "heading" and block.top]
    for n, block in enumerate(headings):
        if block.content.strip().casefold() == title.casefold():
            after = (h.start for h in headings[n + 1 :] if h.level <= block.level)
            return Section(block.start, block.end, next(after, total))
    return None


def _status(found: list[Block], lines: tuple[str, ...]) -> tuple[int, int] | None:
    comments = [(b.start, lines[b.start].strip()) for b in found if b.kind == "html" and b.top]
    first = next((n for n, line in comments if line == STATUS_BEGINS), None)
    if first is None:
        return None
    last = next((n for n, line in comments if line == STATUS_ENDS and n > first), first)
    # With its end lost, only what can be nothing else is ours: the line below that we wrote.
    if not first < last <= first + 3:
        last = first + 1 if first + 1 < len(lines) and is_status_line(lines[first + 1]) else first
    return first, last


def is_status_line(line: str) -> bool:
    """Whether a line of the status part is ours: people write there too."""
    return line.strip() in (STATUS_BEGINS, STATUS_ENDS) or line.startswith("🚚 ")


def _items(
    found: list[Block], lines: tuple[str, ...], section: Section | None, names: Names
) -> Iterator[Item]:
    first, last = (section.start, section.end) if section else (0, len(lines))
    for block in found:
        if block.kind != "paragraph" or block.quoted or block.item is None or block.start != block.item.start:
            continue
        box = _BOX.match(block.content) if first <= block.start < last else None
        column = _column(lines[block.start], block.content) if box else None
        if box and column is not None:
            text = block.content[box.end() :].partition("\n")[0]
            leading = names.leading(text)
            ref, length = leading or (None, 0)
            yield Item(
                block.start, column + 1, box["tick"] != " ", text.rstrip(), ref, length, block.item.end
            )


def _column(line: str, content: str) -> int | None:
    """Where a paragraph's first line begins in its source line, behind list markers and indentation.

    None behind a hard space too: to GitHub it belongs to the text, though markdown-it strips it.
    """
    begins = content.partition("\n")[0].rstrip()
    source = line.replace("\0", "\ufffd").rstrip()
    before = source.removesuffix(begins)
    return len(before) if before != source and before.isascii() else None


def _subscribers(found: list[Block], section: Section) -> Iterator[Subscriber]:
    for block in found:
        if (
            block.kind == "paragraph"
            and block.item
            and not block.quoted
            and section.start <= block.start < section.end
        ):
            match = _SUBSCRIBER.match(block.content) if block.start == block.item.start else None
            if match:
                yield Subscriber(block.start, match["name"])
