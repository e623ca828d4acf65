"""Writing a convoy's body: marker, status, boxes and moved references, only the lines that are ours.

Everything that people wrote stays byte for byte; a change is a set of new lines at known places.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from gt_convoy.document import metadata as markers
from gt_convoy.document.body_parser import (
    SUBSCRIBERS,
    TRACKED,
    Body,
    Item,
    parse,
)
from gt_convoy.document.markdown import ending
from gt_convoy.document.status_part import STATUS_BEGINS, STATUS_ENDS, is_status_line
from gt_convoy.domain.convoy import Lands, Marker
from gt_convoy.domain.crew import Launch
from gt_convoy.domain.references import Names, Ref

Edit = tuple[int, int, str]  # from one position of the whole text to another: this instead


def render(
    body: Body,
    *,
    marker: Marker | None = None,
    status: str | None = None,
    ticks: Mapping[Ref, bool] | None = None,
    moved: Mapping[Ref, Ref] | None = None,
) -> str:
    """The text with our lines made to say this; None and what is not named stay as they are.

    `status` has a line that begins with 🚚, and may have some with ⚠ below it.
    """
    return renderer(body, status=status, ticks=ticks, moved=moved)(marker)


def renderer(
    body: Body,
    *,
    status: str | None = None,
    ticks: Mapping[Ref, bool] | None = None,
    moved: Mapping[Ref, Ref] | None = None,
) -> Callable[[Marker | None], str]:
    """`render` for one marker and another: what changes in the items' lines is found once."""
    edits = [edit for item in body.items for edit in _item_edits(body, item, ticks or {}, moved or {})]
    items = _edited_lines(body, edits)

    def text(marker: Marker | None) -> str:
        new, above, lines = dict(items), list[str](), list(body.lines)
        if status is not None:
            _put_status(body, status, new, above)
        if marker is not None:
            _put_marker(body, markers.for_convoy(marker), new, above)
        for n, line in new.items():
            lines[n] = line
        return "".join(with_endings(above, newline_of(body)) + lines)

    return text


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


def set_landing(text: str, lands: Lands, owner: str | None, names: Names) -> str:
    """The text with its marker telling when it lands, and whose word lands it by hand."""
    body = parse(text, names)
    before = body.marker or Marker()
    marker = replace(before, lands=lands, owner=owner)
    return text if marker == before else render(body, marker=marker)


def set_launch(text: str, launch: Launch, names: Names) -> str:
    """The text with its marker telling by whose word its issues are handed out."""
    return render(body := parse(text, names), marker=replace(body.marker or Marker(), launch=launch))


def compose(marker: Marker, status: str, refs: Iterable[Ref], subscribers: Iterable[str]) -> str:
    """The body of a new convoy."""
    lines = [markers.for_convoy(marker), STATUS_BEGINS, status, STATUS_ENDS, "", f"### {TRACKED}"]
    lines += [f"- [ ] {ref}" for ref in refs]
    lines += ["", f"### {SUBSCRIBERS}"]
    lines += [f"- `{name}`" for name in subscribers]
    return "\n".join(lines) + "\n"


def _item_edits(
    body: Body, item: Item, ticks: Mapping[Ref, bool], moved: Mapping[Ref, Ref]
) -> Iterator[Edit]:
    tick = _tick([ticks.get(ref) for ref in item.refs])
    if tick is not None and tick != item.ticked:
        box = body.starts[item.line] + item.box
        yield box, box + 1, "x" if tick else " "
    for place in item.places if moved else ():
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
    block = [STATUS_BEGINS, *status.split("\n"), STATUS_ENDS]
    if body.status is None and body.marker_line is None:
        above += block
        return
    first, last = body.status or (body.marker_line or 0, body.marker_line or 0)
    kept = [] if body.status else [body.lines[first].rstrip("\r\n")]
    theirs = [n for n in range(first, last + 1) if body.status and not is_status_line(body.lines[n])]
    text = newline_of(body).join(kept + block) + (newline_of(body) if theirs else ending(body.lines[last]))
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


def with_endings(lines: list[str], newline: str) -> list[str]:
    """The lines, each ended so."""
    return [line + newline for line in lines]


def newline_of(body: Body) -> str:
    """The text's own line ending, as its first line has it; CR alone could meet an LF and be one with it."""
    first = ending(body.lines[0]) if body.lines else ""
    mixed = first == "\r" and any("\n" in line for line in body.lines)
    return first if first and not mixed else "\n"
