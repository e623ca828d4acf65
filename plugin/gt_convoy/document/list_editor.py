"""Changing a convoy's lists: adding and removing tracked issues and subscribers.

The new text is read again before it is taken: it must track and tell just what was asked for.
"""

from collections.abc import Collection, Iterable, Iterator

from gt_convoy.document.body_parser import (
    CREW,
    SUBSCRIBERS,
    TRACKED,
    Body,
    Item,
    Section,
    parse,
)
from gt_convoy.document.editor import Edit, newline_of, with_endings
from gt_convoy.document.markdown import ending
from gt_convoy.document.people_lines import CrewLine, by_name
from gt_convoy.domain.convoy import unique
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.references import Names, Ref

NO_PLACE = (
    "the convoy's body has no place for a list item: something in it is left open, such as a code fence"
)


def add_refs(text: str, refs: Collection[Ref], names: Names) -> str:
    """Track these too. Raises UserError where the text has no place that a list item could stand in."""
    body = parse(text, names)
    there = set(body.refs)
    new = [f"- [ ] {ref}" for ref in dict.fromkeys(refs) if ref not in there]
    if not new:
        return text
    wanted = there.union(refs)
    for candidate in _places(body, new):
        after = parse(candidate, names)
        # A line that goes on below the new item would become part of it: then this is no place for one.
        if set(after.refs) == wanted and (after.unticked_tasks, after.subscribers) == (
            body.unticked_tasks,
            body.subscribers,
        ):
            return candidate
    raise UserError(NO_PLACE)


def remove_refs(text: str, refs: Collection[Ref], names: Names) -> str:
    """Track these no longer. A list of references keeps the others, and an item that holds more its text."""
    body, refs = parse(text, names), frozenset(refs)
    gone = [item for item in body.items if item.places and refs.issuperset(item.refs)]
    left = [item for item in body.items if not item.places or not refs.issuperset(item.refs)]
    shorter = [edit for item in left for edit in _without(item, refs)]
    unboxed = [*shorter, *(_unboxed(body, item) for item in gone)]
    whole = [_whole(body, item) if _alone(body, item) else _unboxed(body, item) for item in gone]
    # Without the line that it followed, another may be no list item: `2.` below a paragraph, a deep indent.
    kept = [_what(item, refs) for item in left]
    result = _edited(text, [*shorter, *whole])
    same = [_what(item) for item in parse(result, names).items] == kept
    return result if same else _edited(text, unboxed)


def _what(item: Item, without: Collection[Ref] = ()) -> object:
    """What a line tracks, or says."""
    return tuple(ref for ref in item.refs if ref not in without) or item.text


def _alone(body: Body, item: Item) -> bool:
    return all(not line.strip() for line in body.lines[item.line + 1 : item.end])


def _whole(body: Body, item: Item) -> Edit:
    return body.starts[item.line], body.starts[item.line + 1], ""


def _unboxed(body: Body, item: Item) -> Edit:
    """The item's box taken away, with the blanks behind it."""
    start, rest = body.starts[item.line] + item.box - 1, body.lines[item.line][item.text_column :]
    return start, start + 3 + len(rest) - len(rest.lstrip(" \t")), ""


def _without(item: Item, refs: Collection[Ref]) -> Iterator[Edit]:
    """Of a list of references these taken out, each with what parts it from the next, or the one before."""
    linked = [place.outer for place in item.places if place.linked]
    outer = [p for p in item.places if not any(start < p.outer[0] < end for start, end in linked)]
    last = max((n for n, place in enumerate(outer) if place.ref not in refs), default=-1)
    for n, place in enumerate(outer):
        if place.ref in refs:
            start = place.outer[0] if n < last else outer[n - 1].outer[1]
            yield start, outer[n + 1].outer[0] if n < last else place.outer[1], ""


def _edited(text: str, edits: Iterable[Edit]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def add_subscribers(text: str, subscribers: Iterable[str], names: Names) -> str:
    """Tell these too, each on a line of its own and in a code span, so that nobody is pinged by it.

    Raises UserError where the text has no place that a list item could stand in.
    """
    body = parse(text, names)
    there = {name.lower() for name in body.subscribers}
    wanted = [name for name in unique(subscribers) if name.lower() not in there]
    if not wanted:
        return text
    for candidate in _people_places(
        body, body.subscribers_section, SUBSCRIBERS, [by_name(name) for name in wanted]
    ):
        after = parse(candidate, names)
        if _others(after) == _others(body) and set(after.subscribers) == {*body.subscribers, *wanted}:
            return candidate
    raise UserError(NO_PLACE)


def remove_subscribers(text: str, subscribers: Collection[str], names: Names) -> str:
    """Tell these no longer."""
    body = parse(text, names)
    gone = {name.lower() for name in subscribers}
    drop = {line for line, name in body.subscriber_lines if name.lower() in gone}
    return "".join(line for n, line in enumerate(body.lines) if n not in drop)


def set_crew(text: str, wanted: Collection[CrewLine], names: Names) -> str:
    """Have the lines of the crew say just this; those that do stay, and what people wrote beside them.

    Raises UserError where the text has no place that a list item could stand in.
    """
    body, there, drop = parse(text, names), set[CrewLine](), set[int]()
    for line, says in body.crew_lines:
        if says in there or says not in wanted:
            drop.add(line)
        there.add(says)
    new = [says.written for says in wanted if says not in there]
    text = "".join(line for n, line in enumerate(body.lines) if n not in drop)
    left = parse(text, names)
    for candidate in _people_places(left, left.crew_section, CREW, new) if new else [text]:
        after = parse(candidate, names)
        same = (_others(after), after.subscribers) == (_others(body), body.subscribers)
        if same and set(after.crew) == set(wanted):
            return candidate
    raise UserError(NO_PLACE)


def _others(body: Body) -> object:
    return body.refs, body.unticked_tasks


def _places(body: Body, new: list[str]) -> Iterator[str]:
    """The text with new items where they belong best, then where they are surely read as a list."""
    first, last = _own_part(body)
    if ends := [item.end for item in body.items if first <= item.line < last]:
        # Below all that belongs to an item, the last one's outer ones too.
        yield _insert(body, _last_line(body, max(ends)), new)
    if body.tracked:
        yield _insert(body, _last_line(body, last), new)
        yield _insert(body, body.tracked.start, [*new, ""])
    elif not body.items:
        yield _insert(body, len(body.lines), ["", f"### {TRACKED}", *new])
        after = body.status[1] if body.status else body.marker_line
        yield _insert(body, 0 if after is None else after + 1, ["", f"### {TRACKED}", *new, ""])


def _own_part(body: Body) -> tuple[int, int]:
    """The lines where new items belong: below our heading, or around the last item that names an issue.

    Never below another heading than that one.
    """
    if body.tracked:
        return body.tracked.start, body.tracked.own_end
    naming = [item for item in body.items if item.places] or body.items
    line = naming[-1].line if naming else 0
    first = max((heading for heading in body.headings if heading <= line), default=0)
    return first, min((heading for heading in body.headings if heading > line), default=len(body.lines))


def _people_places(body: Body, section: Section | None, title: str, new: list[str]) -> Iterator[str]:
    if section:
        yield _insert(body, _last_line(body, section.end), new)
        yield _insert(body, section.start, [*new, ""])
        return
    head = [] if not body.lines or not body.lines[-1].strip() else [""]
    yield _insert(body, len(body.lines), [*head, f"### {title}", *new])
    # An open fence swallows the end; below our own first lines nothing is open.
    last = body.status[1] if body.status else body.marker_line
    yield _insert(body, 0 if last is None else last + 1, ["", f"### {title}", *new, ""])


def _last_line(body: Body, end: int) -> int:
    """The line after the last one with text above `end`: a heading or an item stands there."""
    while not body.lines[end - 1].strip():
        end -= 1
    return end


def _insert(body: Body, at: int, new: list[str]) -> str:
    lines = list(body.lines)
    newline = newline_of(body)
    if at and not ending(lines[at - 1]):
        lines[at - 1] += newline
    return "".join(lines[:at] + with_endings(new, newline) + lines[at:])
