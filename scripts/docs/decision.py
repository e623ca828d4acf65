"""The decision table in words, a row for each of `gt_convoy.domain.landing.TABLE`.

A word is what it is because of the predicate beside it; a test holds the rows against the table for every
case there can be.
"""

from collections.abc import Callable, Mapping

from gt_convoy.domain.convoy import Lands
from gt_convoy.domain.landing import TABLE, LandingFacts, Verdict

from .tables import table

Holds = Callable[[LandingFacts], bool]
ANY = "any"
STATE: Mapping[str, Holds] = {"open": lambda c: c.open, "closed": lambda c: not c.open}
LANDS: Mapping[str, Holds] = {
    ANY: lambda _: True,
    "merged": lambda c: c.lands is Lands.MERGED,
    "by-hand": lambda c: c.lands is Lands.BY_HAND,
    "closed, merged": lambda c: c.lands is not Lands.BY_HAND,
}
MARKER: Mapping[str, Holds] = {
    ANY: lambda _: True,
    "landed, as just this": lambda c: c.same,
    "not landed as just this": lambda c: not c.same,
    "landed": lambda c: c.landed and not c.abandoned,
    "abandoned": lambda c: c.abandoned,
    "neither": lambda c: not c.landed and not c.abandoned,
}
TRACKED: Mapping[str, Holds] = {
    ANY: lambda _: True,
    "not complete": lambda c: not c.complete,
    "complete": lambda c: c.complete,
    "complete, one of it unmerged": lambda c: c.complete and c.unmerged,
    "one seen open, or a plain task unticked": lambda c: c.open_seen or c.held,
    "one cannot be read, none seen open": lambda c: c.unknown and not c.open_seen,
    "more than landed": lambda c: c.grown,
    "as it landed, or fewer": lambda c: not c.grown,
    "one seen open, or nothing, or a plain task unticked": lambda c: not c.complete,
}
ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("open", ANY, ANY, "not complete"),
    ("open", "merged", ANY, "complete, one of it unmerged"),
    ("open", ANY, "landed, as just this", "complete"),
    ("open", "by-hand", "not landed as just this", "complete"),
    ("open", "closed, merged", "not landed as just this", "complete"),
    ("closed", ANY, "abandoned", ANY),
    ("closed", ANY, "landed", "one seen open, or a plain task unticked"),
    ("closed", ANY, "landed", "one cannot be read, none seen open"),
    ("closed", ANY, "landed", "more than landed"),
    ("closed", ANY, "landed", "as it landed, or fewer"),
    ("closed", "merged", "neither", "complete, one of it unmerged"),
    ("closed", ANY, "neither", "complete"),
    ("closed", ANY, "neither", "one cannot be read, none seen open"),
    ("closed", ANY, "neither", "one seen open, or nothing, or a plain task unticked"),
)
THEN: Mapping[Verdict, str] = {
    Verdict.LAND: "**lands**: one notice to the subscribers, then one write that closes it",
    Verdict.WAIT_FOR_OWNER: "open until its owner lands it by `convoy land`; a remark tells them, once",
    Verdict.REST: "a person reopened it and nothing changed: left open, and the status line says so",
    Verdict.UPDATE: "boxes, status line and labels only; while it is open, the marker forgets a landing",
    Verdict.REOPEN: "reopened, the landing forgotten; if it is complete it lands again",
    Verdict.ABANDON: "a person gave it up: noted as `abandoned`, nobody is told",
    Verdict.NOTHING: "nothing",
}


def text() -> str:
    """The table; the first row that holds decides."""
    rows = [(*row, THEN[verdict]) for row, (_, verdict) in zip(ROWS, TABLE, strict=True)]
    return table(("the convoy is", "it lands", "its marker says", "what it tracks is", "then"), rows)


def holds(row: tuple[str, str, str, str], case: LandingFacts) -> bool:
    """Whether a row in words is about a case."""
    state, lands, marker, tracked = row
    return STATE[state](case) and LANDS[lands](case) and MARKER[marker](case) and TRACKED[tracked](case)
