"""A convoy's body: what its lines mean."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from itertools import accumulate
from typing import NamedTuple, TypeVar

from gt_convoy.document import inline, status_part
from gt_convoy.document import metadata as markers
from gt_convoy.document.markdown import PLAIN_ITEM, Block, split_lines, structure
from gt_convoy.document.people_lines import CrewLine, crew_line, person
from gt_convoy.document.reference_lists import without_shortcodes
from gt_convoy.document.task_text import Place, named, named_plainly
from gt_convoy.domain.convoy import Marker, unique
from gt_convoy.domain.references import Names, Ref

_T = TypeVar("_T")

TRACKED = "Tracked issues"
SUBSCRIBERS = "Subscribers"
CREW = "Crew"

# GFM's task list item: a box and white space, which is ASCII's, at the start of its first paragraph.
_BOX = re.compile(r"\[(?P<tick>[ xX])\](?=[ \t\n\v\f])[^\S\n]*")


# A heading is known by its words: an emoji or a number before them, a colon, a count or brackets behind them
# say nothing else.
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_NUMBERING = re.compile(r"^[0-9]{1,3}(?:\.[0-9]{1,3})*[.):]?\s+")
_BRACKETS = re.compile(r"(?<=\w)(?:[^\w()\[\]]*[(\[][^()\[\]]*[)\]])+[^\w()\[\]]*$")
_COUNT = re.compile(
    r"(?<![\w.])[0-9]{1,6}(?:\s*(?:/|of)\s*[0-9]{1,6})?(?:\s+(?:open|closed|done|completed))?[\W_]*$"
)
_LONGEST_HEADING = 200


class Item(NamedTuple):
    """A task list item of the tracked list: one that names issues, or a plain one."""

    line: int
    box: int  # column of the character between the brackets
    ticked: bool
    text: str  # after the box, its first line
    places: tuple[Place, ...]  # the references that count, by their positions in the whole text
    passed_over: tuple[Ref, ...]  # those that do not
    end: int  # first line after the list item, whatever it holds
    struck: bool = False  # its whole text is struck through: a person dropped it
    ranged: bool = False  # it names a range, `#12 – #15`, which is not expanded

    @property
    def text_column(self) -> int:
        """Where what follows the box begins: blanks, then `text`."""
        return self.box + 2

    @property
    def refs(self) -> tuple[Ref, ...]:
        """What it tracks, each once, in order."""
        if len(self.places) == 1:
            return (self.places[0].ref,)
        return tuple(dict.fromkeys(place.ref for place in self.places))


@dataclass(frozen=True, slots=True)
class Section:
    """The lines below a heading of ours, up to the next heading of its level."""

    heading: int  # first line of the heading
    start: int  # first line below it
    end: int
    own_end: int  # where the next heading stands, of whatever level


@dataclass(frozen=True)
class Body:
    """A parsed body."""

    lines: tuple[str, ...]
    starts: tuple[int, ...]  # the position of each line in the text, and the text's length
    web: str  # the address of GitHub's pages
    marker: Marker | None = None
    marker_line: int | None = None
    status: tuple[int, int] | None = None  # first and last line of the status part
    headings: tuple[int, ...] = ()  # the first line of each
    tracked: Section | None = None
    subscribers_section: Section | None = None
    items: tuple[Item, ...] = ()
    subscriber_lines: tuple[tuple[int, str], ...] = ()  # a line, and whom it names
    crew_section: Section | None = None
    crew_lines: tuple[tuple[int, CrewLine], ...] = ()  # a line, and what it says

    @cached_property
    def refs(self) -> tuple[Ref, ...]:
        """What it tracks, each once, in order."""
        return tuple(dict.fromkeys(place.ref for item in self.items for place in item.places))

    @property
    def unticked_tasks(self) -> tuple[str, ...]:
        """Plain task items that are neither ticked nor struck through."""
        return tuple(item.text for item in self._unticked)

    @property
    def unticked_ranges(self) -> tuple[str, ...]:
        """Those of them that name a range of issues."""
        return tuple(item.text for item in self._unticked if item.ranged)

    @property
    def _unticked(self) -> Iterator[Item]:
        plain = (item for item in self.items if not item.places and not item.struck)
        return (item for item in plain if not item.ticked)

    @property
    def subscribers(self) -> tuple[str, ...]:
        """Whom its lines name, each once."""
        return unique(name for _, name in self.subscriber_lines)

    @property
    def crew(self) -> tuple[CrewLine, ...]:
        """What the lines of its crew say."""
        return tuple(says for _, says in self.crew_lines)


@lru_cache(maxsize=16)  # a look reads the same text for its plan, its write and its echo
def parse(text: str, names: Names) -> Body:
    """Parse a body. Never fails: what cannot be understood counts as lines that people wrote."""
    lines = tuple(split_lines(text))
    starts = tuple(accumulate(map(len, lines), initial=0))
    found = list(structure(text))
    tracked = _section(found, TRACKED, len(lines))
    subscribers, crew = (_section(found, title, len(lines)) for title in (SUBSCRIBERS, CREW))
    marker_line = next(
        (b.start for b in found if b.kind == "html" and b.top and markers.read(lines[b.start])), None
    )
    values = markers.read(lines[marker_line]) if marker_line is not None else None
    return Body(
        lines=lines,
        starts=starts,
        web=names.web,
        marker=markers.of_convoy(values) if values is not None else None,
        marker_line=marker_line,
        status=status_part.find(found, lines),
        headings=tuple(block.start for block in found if block.kind == "heading" and block.top),
        tracked=tracked,
        subscribers_section=subscribers,
        items=tuple(_items(found, lines, starts, tracked, names)),
        subscriber_lines=tuple(_says(found, subscribers, person)),
        crew_section=crew,
        crew_lines=tuple(_says(found, crew, crew_line)),
    )


def _section(found: list[Block], title: str, total: int) -> Section | None:
    headings = [block for block in found if block.kind == "heading" and block.top]
    for n, block in enumerate(headings):
        if _is_titled(block.content, title):
            after = (h.start for h in headings[n + 1 :] if h.level <= block.level)
            own_end = headings[n + 1].start if n + 1 < len(headings) else total
            return Section(block.start, block.end, next(after, total), own_end)
    return None


def _is_titled(heading: str, title: str) -> bool:
    first, last = title.casefold().split()[0], title.casefold().split()[-1]
    shown = heading.casefold()
    if len(heading) > _LONGEST_HEADING or first not in shown or last not in shown:
        return False
    words = without_shortcodes(unescape(inline.words(heading.replace("`", "")))).casefold()
    for around in (_BRACKETS, _AROUND, _COUNT, _NUMBERING):
        words = _AROUND.sub("", around.sub("", words))
    return " ".join(words.split()) == title.casefold()


def _items(
    blocks: list[Block], lines: Sequence[str], starts: Sequence[int], section: Section | None, names: Names
) -> Iterator[Item]:
    first, last = (section.start, section.end) if section else (0, len(lines))
    for block in blocks:
        if block.kind != "paragraph" or block.quoted or block.item is None or block.start != block.item.start:
            continue
        if first <= block.start < last:
            item = _plain_item(block, lines, starts, names) or _item(block, lines, starts, names)
            if item:
                yield item


def _plain_item(block: Block, lines: Sequence[str], starts: Sequence[int], names: Names) -> Item | None:
    """As `_item`, from the line alone: for a box and a reference, as in all that we write."""
    line = PLAIN_ITEM.fullmatch(lines[block.start]) if block.end == block.start + 1 else None
    if line is None or block.item is None:
        return None
    text = line["text"]
    places = named_plainly(text, names, starts[block.start] + line.start("text"))
    if not places:
        return None
    return Item(block.start, line.start("tick"), line["tick"] != " ", text, places, (), block.item.end)


def _item(block: Block, lines: Sequence[str], starts: Sequence[int], names: Names) -> Item | None:
    box = _BOX.match(block.content)
    column = _column(lines[block.start], block.content) if box else None
    if box is None or column is None or block.item is None:
        return None
    begins = starts[block.start] + column + box.end()
    text, shifts = _own_text(block, block.content[box.end() :].rstrip(), begins, lines, starts)
    found = named(text, names)
    places = _placed(found.places, shifts)
    text = text.lstrip().partition("\n")[0].rstrip()
    ticked = box["tick"] != " "
    return Item(
        block.start, column + 1, ticked, text, places, found.passed_over, block.item.end,
        found.struck, found.ranged,
    )  # fmt: skip


def _placed(places: Sequence[Place], shifts: Sequence[tuple[int, int]]) -> tuple[Place, ...]:
    """The places in the whole text."""

    def absolute(position: int) -> int:
        return position + next(by for start, by in reversed(shifts) if start <= position)

    return tuple(place.moved(absolute) for place in places)


def _own_text(
    block: Block, text: str, begins: int, lines: Sequence[str], starts: Sequence[int]
) -> tuple[str, list[tuple[int, int]]]:
    """A task item's text, and for each of its lines its position there and how far that is from the source.

    It ends where a line cannot be found in the source again.
    """
    text, *more = text.split("\n")
    shifts = [(0, begins)]
    for n, line in enumerate(more, block.start + 1):
        column = _column(lines[n], line.strip())
        if column is None:
            break
        begins = starts[n] + column - (len(line) - len(line.lstrip()))
        shifts.append((len(text) + 1, begins - len(text) - 1))
        text += f"\n{line}"
    return text, shifts


def boxless(body: Body, names: Names) -> tuple[str, ...]:
    """The list items that would be tracked if they had a box: their first lines."""
    section, people = body.tracked, [one for one in (body.subscribers_section, body.crew_section) if one]
    first, last = (section.start, section.end) if section else (0, len(body.lines))
    told = {line for one in people for line in range(one.start, one.end)}
    texts = (
        block.content
        for block in structure("".join(body.lines))
        if block.kind == "paragraph" and block.item and not block.quoted and block.start == block.item.start
        if first <= block.start < last and block.start not in told and not _BOX.match(block.content)
    )
    return tuple(text.partition("\n")[0].rstrip() for text in texts if named(text, names).places)


def _column(line: str, content: str) -> int | None:
    """Where a paragraph's first line begins in its source line, behind list markers and indentation.

    None behind a hard space too: to GitHub it belongs to the text, though markdown-it strips it.
    """
    begins = content.partition("\n")[0].rstrip()
    source = line.replace("\0", "\ufffd").rstrip()
    before = source.removesuffix(begins)
    return len(before) if before != source and before.isascii() else None


def _says(
    found: list[Block], section: Section | None, read: Callable[[str], _T | None]
) -> Iterator[tuple[int, _T]]:
    """What the list items of a section say, as far as `read` understands them, and on which lines."""
    first, last = (section.start, section.end) if section else (0, 0)
    for block in found:
        item = block.item if block.kind == "paragraph" and not block.quoted else None
        begins = item is not None and block.start == item.start and first <= block.start < last
        if begins and (says := read(block.content)) is not None:
            yield block.start, says
