"""Changing a convoy's body: only the lines that are ours.

Everything that people wrote stays byte for byte; a change is a set of new lines at known places.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from gt_convoy.document import metadata as markers
from gt_convoy.document.body_parser import (
    STATUS_BEGINS,
    STATUS_ENDS,
    SUBSCRIBERS,
    TRACKED,
    Body,
    Item,
    is_status_line,
    parse,
)
from gt_convoy.document.markdown import ending
from gt_convoy.domain.convoy import Marker, unique
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.references import Names, Ref

Edit = tuple[int, int, str]  # from one position of the whole text to another: this instead

NO_PLACE = (
    "the convoy's body has no place for a list item: something in it is left open, such as a code fence"
)


def render(
    body: Body,
    *,
    marker: Marker | None = None,
    status: str | None = None,
    ticks: Mapping[Ref, bool] | None = None,
    moved: Mapping[Ref, Ref] | None = None,
) -> str:
    """The text with our lines made to say this; None and what is not named stay as they are."""
    edits = [edit for item in body.items for edit in _item_edits(body, item, ticks or {}, moved or {})]
    new = _edited_lines(body, edits)
    above: list[str] = []
    if status is not None:
        _put_status(body, status, new, above)
    if marker is not None:
        _put_marker(body, markers.for_convoy(marker), new, above)
    lines = [new.get(n, line) for n, line in enumerate(body.lines)]
    return "".join(_with_endings(above, _newline(body)) + lines)


def stamp(text: str, over: str, waits: Collection[Ref], names: Names) -> str:
    """The text with its marker naming the text that it replaces, and which lines nobody vouched for.

    Without a marker, as it is.
    """
    body = parse(text, names)
    if body.marker is None:
        return text
    listed = tuple(ref for ref in body.refs if ref in waits)
    return render(body, marker=replace(body.marker, over=over, waits=listed))


def forget_closing(text: str, names: Names) -> str:
    """The text with its marker telling of no landing and no giving up; without a marker, as it is."""
    body = parse(text, names)
    forgot = replace(body.marker, landed=None, abandoned=False) if body.marker else None
    return text if forgot == body.marker else render(body, marker=forgot)


def compose(marker: Marker, status: str, refs: Iterable[Ref], subscribers: Iterable[str]) -> str:
    """The body of a new convoy."""
    lines = [markers.for_convoy(marker), STATUS_BEGINS, status, STATUS_ENDS, "", f"### {TRACKED}"]
    lines += [f"- [ ] {ref}" for ref in refs]
    lines += ["", f"### {SUBSCRIBERS}"]
    lines += [f"- `{name}`" for name in subscribers]
    return "\n".join(lines) + "\n"


def add_refs(text: str, refs: Collection[Ref], names: Names) -> str:
    """Track these too. Raises UserError where the text has no place that a list item could stand in."""
    body = parse(text, names)
    new = [f"- [ ] {ref}" for ref in dict.fromkeys(refs) if ref not in body.refs]
    if not new:
        return text
    wanted = {*body.refs, *refs}
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
    for candidate in _subscriber_places(body, [f"- `{name}`" for name in wanted]):
        after = parse(candidate, names)
        same = (after.refs, after.unticked_tasks) == (body.refs, body.unticked_tasks)
        if same and set(after.subscribers) == {*body.subscribers, *wanted}:
            return candidate
    raise UserError(NO_PLACE)


def remove_subscribers(text: str, subscribers: Collection[str], names: Names) -> str:
    """Tell these no longer."""
    body = parse(text, names)
    gone = {name.lower() for name in subscribers}
    drop = {line.line for line in body.subscriber_lines if line.name.lower() in gone}
    return "".join(line for n, line in enumerate(body.lines) if n not in drop)


def _item_edits(
    body: Body, item: Item, ticks: Mapping[Ref, bool], moved: Mapping[Ref, Ref]
) -> Iterator[Edit]:
    tick = _tick([ticks.get(ref) for ref in item.refs])
    if tick is not None and tick != item.ticked:
        box = body.starts[item.line] + item.box
        yield box, box + 1, "x" if tick else " "
    for place in item.places:
        if new := moved.get(place.ref):
            written = f"{body.web}/{new.repo}/issues/{new.number}" if place.linked else str(new)
            yield place.start, place.end, written


def _tick(closed: Collection[bool | None]) -> bool | None:
    """A box is ticked when all that its line names is closed; what is not known leaves it as it is."""
    if False in closed:
        return False
    return True if closed and None not in closed else None


def _edited_lines(body: Body, edits: Iterable[Edit]) -> dict[int, str]:
    """The lines that the edits change, by their numbers; no edit reaches over the end of its line."""
    new: dict[int, str] = {}
    for start, end, text in sorted(edits, reverse=True):
        n = bisect_right(body.starts, start) - 1
        line = new.get(n, body.lines[n])
        new[n] = line[: start - body.starts[n]] + text + line[end - body.starts[n] :]
    return new


def _put_status(body: Body, status: str, new: dict[int, str], above: list[str]) -> None:
    block = [STATUS_BEGINS, status, STATUS_ENDS]
    if body.status is None and body.marker_line is None:
        above += block
        return
    first, last = body.status or (body.marker_line or 0, body.marker_line or 0)
    kept = [] if body.status else [body.lines[first].rstrip("\r\n")]
    theirs = [n for n in range(first, last + 1) if body.status and not is_status_line(body.lines[n])]
    text = _newline(body).join(kept + block) + (_newline(body) if theirs else ending(body.lines[last]))
    for n in range(first, last + 1):
        if n not in theirs:
            new[n] = ""
    new[first] = text


def _put_marker(body: Body, line: str, new: dict[int, str], above: list[str]) -> None:
    if body.marker_line is None:
        above.insert(0, line)
        return
    old = body.lines[body.marker_line]
    current = new.get(body.marker_line, old)
    new[body.marker_line] = current.replace(old.rstrip("\r\n"), line, 1)


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


def _subscriber_places(body: Body, new: list[str]) -> Iterator[str]:
    if section := body.subscribers_section:
        yield _insert(body, _last_line(body, section.end), new)
        yield _insert(body, section.start, [*new, ""])
        return
    head = [] if not body.lines or not body.lines[-1].strip() else [""]
    yield _insert(body, len(body.lines), [*head, f"### {SUBSCRIBERS}", *new])
    # An open fence swallows the end; below our own first lines nothing is open.
    last = body.status[1] if body.status else body.marker_line
    yield _insert(body, 0 if last is None else last + 1, ["", f"### {SUBSCRIBERS}", *new, ""])


def _last_line(body: Body, end: int) -> int:
    """The line after the last one with text above `end`: a heading or an item stands there."""
    while not body.lines[end - 1].strip():
        end -= 1
    return end


def _insert(body: Body, at: int, new: list[str]) -> str:
    lines = list(body.lines)
    newline = _newline(body)
    if at and not ending(lines[at - 1]):
        lines[at - 1] += newline
    return "".join(lines[:at] + _with_endings(new, newline) + lines[at:])


def _with_endings(lines: list[str], newline: str) -> list[str]:
    return [line + newline for line in lines]


def _newline(body: Body) -> str:
    """The text's own line ending, as its first line has it; CR alone could meet an LF and be one with it."""
    first = ending(body.lines[0]) if body.lines else ""
    mixed = first == "\r" and any("\n" in line for line in body.lines)
    return first if first and not mixed else "\n"
