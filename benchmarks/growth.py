"""How the work grows with what is tracked: 10, 100, 1,000, 10,000."""

from collections.abc import Iterator
from functools import cache

from gt_convoy.messages.words import plural
from tests.worlds import Size, fill

from .places import a_town
from .rules import milliseconds
from .sweep import sweep
from .table import Curve, Row

SIZES = (10, 100, 1_000, 10_000)
EACH = 10  # issues a convoy, where issues are counted
LONGEST = 2_500  # about as many references as GitHub's 65,536 characters hold


def rows() -> list[Row]:
    """A line a curve."""
    return [curve.row() for curve in curves()]


@cache
def curves() -> tuple[Curve, ...]:
    """All that grows, measured once."""
    return (*_text(), *_convoy(), *_swept("issues", EACH), *_swept("convoys", 1))


def _text() -> Iterator[Curve]:
    read, planned = zip(*(milliseconds(size) for size in SIZES), strict=True)
    yield Curve("one convoy's text is read, by tracked issues", "ms", SIZES, read)
    yield Curve("... planned and rendered", "ms", SIZES, planned)


def _convoy() -> Iterator[Curve]:
    sizes = (*SIZES[:-1], LONGEST)
    found = tuple(float(_closing(size)) for size in sizes)
    yield Curve("one of its issues closes, by tracked issues", "requests", sizes, found)


def _closing(size: int) -> int:
    with a_town() as town:
        (number,) = fill(town.sandbox.world, Size(1, size))
        with town.running():
            town.settle()
            assert town.app
            first = str(min(town.app.app.state.index.tracked_by(number), key=str))
            mark = town.mark()
            town.closes(first)
            found = len(town.requests(mark))
        assert f"1/{size} " in str(town.issue(f"hq-{number}")["body"])
        return found


def _swept(what: str, each: int) -> Iterator[Curve]:
    found = []
    for size in SIZES:
        with a_town() as town:
            found.append(sweep(town, Size(size // each, each)))
    requests = tuple(float(one.requests) for one in found)
    yield Curve(f"a sweep, by {what} ({plural(each, 'issue')} a convoy)", "requests", SIZES, requests)
    yield Curve("... the second time", "s", SIZES, tuple(one.again for one in found))
    yield Curve("... memory", "MB", SIZES, tuple(round(one.mb, 0) for one in found))
