"""Changing a convoy's body: only the lines that are ours.

Everything that people wrote stays byte for byte; a change is a set of new lines at known places.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from . import marker as markers
from .body import STATUS_BEGINS, STATUS_ENDS, SUBSCRIBERS, TRACKED, Body, Item, is_status_line, parse
from .convoy import Marker, unique
from .errors import Refused
from .markdown import ending
from .refs import Names, Ref

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
    new: dict[int, str] = {}
    for item in body.items:
        if item.ref:
            line = _item_line(
                body.lines[item.line], item, (ticks or {}).get(item.ref), (moved or {}).get(item.ref)
            )
            new[item.line] = line
    above: list[str] = []
    if status is not None:
        _put_status(body, status, new, above)
    if marker is not None:
        _put_marker(body, markers.for_convoy(marker), new, above)
    lines = [new.get(n, line) for n, line in enumerate(body.lines)]
    return "".join(_with_endings(above, _newline(body)) + lines)


def stamp(text: str, over: str, names: Names) -> str:
    """The text with its marker naming the text that it replaces; without a marker, as it is."""
    body = parse(text, names)
    return render(body, marker=replace(body.marker, over=over)) if body.marker else text


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
    """Track these too. Raises Refused where the text has no place that a list item could stand in."""
    body = parse(text, names)
    new = [f"- [ ] {ref}" for ref in dict.fromkeys(refs) if ref not in body.refs]
    if not new:
        return text
    wanted = {*body.refs, *refs}
    for candidate in _places(body, new):
        after = parse(candidate, names)
        # A line that goes on below the new item would become part of it: then this is no place for one.
        if set(after.refs) == wanted and (after.holds, after.subscribers) == (body.holds, body.subscribers):
            return candidate
    raise Refused(NO_PLACE)


def remove_refs(text: str, refs: Collection[Ref], names: Names) -> str:
    """Track these no longer. An item that holds more than its line keeps it, without the box."""
    body = parse(text, names)
    lines: list[str | None] = list(body.lines)
    unboxed = list(body.lines)
    for item in body.items:
        if item.ref in refs:
            line = body.lines[item.line]
            alone = all(not body.lines[n].strip() for n in range(item.line + 1, item.end))
            unboxed[item.line] = line[: item.box - 1] + line[item.text_column :].lstrip(" \t")
            lines[item.line] = None if alone else unboxed[item.line]
    shorter = "".join(line for line in lines if line is not None)
    # Without the line that it followed, another may be no list item: `2.` below a paragraph, a deep indent.
    kept = tuple(item.text for item in body.items if item.ref not in refs)
    same = tuple(item.text for item in parse(shorter, names).items) == kept
    return shorter if same else "".join(unboxed)


def add_subscribers(text: str, subscribers: Iterable[str], names: Names) -> str:
    """Tell these too, each on a line of its own and in a code span, so that nobody is pinged by it.

    Raises Refused where the text has no place that a list item could stand in.
    """
    body = parse(text, names)
    there = {name.lower() for name in body.subscribers}
    wanted = [name for name in unique(subscribers) if name.lower() not in there]
    if not wanted:
        return text
    for candidate in _subscriber_places(body, [f"- `{name}`" for name in wanted]):
        after = parse(candidate, names)
        same = (after.refs, after.holds) == (body.refs, body.holds)
        if same and set(after.subscribers) == {*body.subscribers, *wanted}:
            return candidate
    raise Refused(NO_PLACE)


def remove_subscribers(text: str, subscribers: Collection[str], names: Names) -> str:
    """Tell these no longer."""
    body = parse(text, names)
    gone = {name.lower() for name in subscribers}
    drop = {line.line for line in body.subscriber_lines if line.name.lower() in gone}
    return "".join(line for n, line in enumerate(body.lines) if n not in drop)


def _item_line(line: str, item: Item, tick: bool | None, moved: Ref | None) -> str:
    if tick is not None and tick != item.ticked:
        line = line[: item.box] + ("x" if tick else " ") + line[item.box + 1 :]
    if moved is not None:
        start = len(line) - len(line[item.text_column :].lstrip())
        line = line[:start] + str(moved) + line[start + item.ref_end :]
    return line


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
    if body.items:
        # Below all that belongs to an item, the last one's outer ones too.
        yield _insert(body, _last_line(body, max(i.end for i in body.items)), new)
    if body.tracked:
        yield _insert(body, _last_line(body, body.tracked.end), new)
        yield _insert(body, body.tracked.start, [*new, ""])
    elif not body.items:
        yield _insert(body, len(body.lines), ["", f"### {TRACKED}", *new])
        last = body.status[1] if body.status else body.marker_line
        yield _insert(body, 0 if last is None else last + 1, ["", f"### {TRACKED}", *new, ""])


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
