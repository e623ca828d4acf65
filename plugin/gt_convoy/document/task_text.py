"""Which issues the text of a task item names: as people write such lines, not as a grammar would like them.

It counts what the text begins with; what it consists of, where it is references alone; or the one reference
that it holds. Not what it only mentions, nor what is struck through, nor code.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from gt_convoy.document import inline
from gt_convoy.document.reference_lists import is_joint, is_range, range_end, separated
from gt_convoy.document.spans import Link
from gt_convoy.domain.references import Mention, Names, Ref

# Nothing that looks like a reference: neither `#1` nor `t-1` nor an address.
_MAYBE = re.compile(r"[#/-][0-9]")

# Without these nothing is struck through.
_STRIKES = re.compile(r"[~<]")

# What may stand before a reference that a text begins with: signs, no words.
_BEGINNING = re.compile(rf"[^\w@{inline.CODE}]*")

# A reference behind these words is mentioned, and no more.
MENTIONED = (
    r"block(?:ed|s)? (?:by|on)",
    r"depend(?:s|ing|ent)? (?:up)?on",
    r"after",
    r"before",
    r"see(?: also)?",
    r"like",
    r"re",
    r"about",
    r"revert(?:s|ed|ing)?(?: of)?",
    r"follow(?:[- ]?up|s up)? (?:to|of|on|for)",
)
_KIND = r"(?:(?:the|issue|issues|pr|prs|pull request|ticket|bug|commit) )"
_ONLY_MENTIONED = re.compile(
    rf"(?<![\w-])(?:{'|'.join(MENTIONED)})[ :(\[\"'“]+{_KIND}*[:(\[\"'“]*$", re.IGNORECASE
)
_LONGEST_MENTION = 60  # characters before a reference that are looked at


class Place(NamedTuple):
    """A reference in a text, and where it stands; of a link its address stands for it."""

    ref: Ref
    start: int
    end: int
    linked: bool  # an address in a link: nothing but an address may stand there
    outer: tuple[int, int]  # all of the link

    def moved(self, to: Callable[[int], int]) -> "Place":
        """The same in another text, where each position is what `to` makes of it."""
        outer = (to(self.outer[0]), to(self.outer[1]))
        return Place(self.ref, to(self.start), to(self.end), self.linked, outer)


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names: each place of what counts of it, and what does not count."""

    places: tuple[Place, ...] = ()
    passed_over: tuple[Ref, ...] = ()
    struck: bool = False  # all of it: a person dropped it
    ranged: bool = False  # a range, `#12 – #15`, which names only its ends


@dataclass(frozen=True, slots=True)
class _Found(Mention):
    link: Link | None = None  # whose address it is


def named(text: str, names: Names) -> Named:
    """The issues that a task item's own text names, and where; of several lines the first may tell more."""
    if places := named_plainly(text, names):
        return Named(places)
    if not _MAYBE.search(text) and not _STRIKES.search(text):
        return Named()
    found = _of(text, names)
    first, _, more = text.partition("\n")
    if not more or found.struck or found.ranged:
        return found
    of_first = _of(first, names)
    counted = {place.ref for place in of_first.places}
    if not of_first.ranged and not counted > {place.ref for place in found.places}:
        return found
    passed_over = (ref for ref in found.passed_over if ref not in counted)
    return replace(of_first, passed_over=tuple(passed_over))


def named_plainly(text: str, names: Names, at: int = 0) -> tuple[Place, ...]:
    """As `named` where the text is one reference and no more, as in all that we write: without a parser."""
    found = names.leading(text)
    if found is None or found[1] != len(text):
        return ()
    span = (at, at + found[1])
    return (Place(found[0], *span, False, span),)


def _of(text: str, names: Names) -> Named:
    read = inline.read(text)
    if read is None:
        found = names.leading(text)
        return Named((Place(found[0], 0, found[1], False, (0, found[1])),)) if found else Named()
    if read.all_struck:
        return Named(struck=True)
    references = _references(read, names)
    ranged = _is_range(read.shown, references)
    counted = () if ranged else _counted(read.shown, references)
    refs = {one.ref for one in counted}
    passed_over = (one.ref for one in references if one.ref not in refs and one.kind != "colour")
    places = tuple(_place(read.shown, one) for one in counted)
    return Named(places, tuple(dict.fromkeys(passed_over)), ranged=ranged)


def _counted(shown: str, found: Sequence[_Found]) -> Sequence[_Found]:
    if found and _alone(shown, found):
        return found
    found = [one for one in found if one.kind != "colour" or _leads(shown, one)]
    if not found:
        return ()
    start, end = _outer(found[0])
    if _leads(shown, found[0]):
        # Further back in the text the same reference is one of its words.
        return [one for one in found if one.ref == found[0].ref and one.start < end]
    same = all(one.ref == found[0].ref for one in found)
    return found if same and not _only_mentioned(shown[:start]) else ()


def _alone(shown: str, found: Sequence[_Found]) -> bool:
    """Whether the text consists of references alone, whatever sign it begins with."""
    return all(map(is_joint, [*_gaps(shown, found), _behind(shown, found)]))


def _gaps(shown: str, found: Sequence[_Found]) -> list[str]:
    """What stands before each reference; signs that the text begins with do not count."""
    at = _outer(found[0])[0] if _leads(shown, found[0]) else 0
    gaps = []
    for one in found:
        start, end = _outer(one)
        gaps.append(shown[at:start])
        at = max(at, end)
    return gaps


def _behind(shown: str, found: Sequence[_Found]) -> str:
    return shown[max(_outer(one)[1] for one in found) :]


def _is_range(shown: str, found: Sequence[_Found]) -> bool:
    """Whether the text goes from one issue to another: by references alone, or by its first, tightly."""
    if not found:
        return False
    gaps, behind = _gaps(shown, found), _behind(shown, found)
    listed = is_joint(gaps[0]) and all(is_joint(gap) or is_range(gap) for gap in gaps[1:])
    if last := range_end(behind, found[-1].ref.number):
        return listed or (last == "tight" and found[-1].ref == found[0].ref)
    ranges = [
        (one, gap)
        for (one, other), gap in zip(pairwise(found), gaps[1:], strict=True)
        if one.ref.repo.lower() == other.ref.repo.lower() and one.ref != other.ref and is_range(gap)
    ]
    tight = any(one.ref == found[0].ref and gap == "".join(gap.split()) for one, gap in ranges)
    return tight or bool(ranges and listed and is_joint(behind))


def _leads(shown: str, one: _Found) -> bool:
    return _BEGINNING.fullmatch(shown, 0, _outer(one)[0]) is not None


def _only_mentioned(before: str) -> bool:
    before = before.replace(inline.NOTHING, "")
    words = " ".join(before.split()) + (" " if before[-1:].isspace() else "")
    return _ONLY_MENTIONED.search(words[-_LONGEST_MENTION:]) is not None


def _references(read: inline.Inline, names: Names) -> list[_Found]:
    """All references of a text, in order; a title and its own address are one."""
    linked = {link: ref for link in read.links if (ref := names.address(link.href))}
    found = [_Found(ref, *link.address, "url", link) for link, ref in linked.items()]
    for one in names.within(separated(read.shown, names)):
        link = next((link for link in linked if link.start < one.start < link.end), None)
        if link is None or one.ref.number == linked[link].number:
            found.append(_Found(linked[link] if link else one.ref, one.start, one.end, one.kind))
    addressed = {one.ref.number: one.ref for one in found if one.kind == "url"}
    # `#12` beside an address of an issue 12 is that issue: GitHub's own titles are written so.
    found = [
        replace(one, ref=addressed.get(one.ref.number, one.ref)) if one.kind == "bare" else one
        for one in found
    ]
    return sorted(found, key=lambda one: _outer(one)[0])


def _outer(one: _Found) -> tuple[int, int]:
    return (one.link.start, one.link.end) if one.link else (one.start, one.end)


def _place(shown: str, one: _Found) -> Place:
    if one.link:
        return Place(one.ref, one.start, one.end, True, _outer(one))
    # An address in angle brackets goes with these.
    angled = (
        one.kind == "url" and shown[one.start - 1 : one.start] == "<" and shown[one.end : one.end + 1] == ">"
    )
    start, end = one.start - angled, one.end + angled
    return Place(one.ref, start, end, False, (start, end))
