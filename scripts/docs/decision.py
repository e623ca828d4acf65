"""The decision table in words, a row for each of `gt_convoy.domain.landing.TABLE`.

A word is what it is because of the predicate beside it; a test holds the rows against the table for every
case there can be.
"""

from collections.abc import Callable, Mapping

from gt_convoy.domain.landing import TABLE, LandingFacts, Verdict

from .tables import table

Holds = Callable[[LandingFacts], bool]
ANY = "any"
STATE: Mapping[str, Holds] = {"open": lambda c: c.open, "closed": lambda c: not c.open}
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
    "one seen open, or a plain task unticked": lambda c: c.open_seen or c.held,
    "one cannot be read, none seen open": lambda c: c.unknown and not c.open_seen,
    "more than landed": lambda c: c.grown,
    "as it landed, or fewer": lambda c: not c.grown,
    "one seen open, or nothing, or a plain task unticked": lambda c: not c.complete,
}
ROWS: tuple[tuple[str, str, str], ...] = (
    ("open", ANY, "not complete"),
    ("open", "landed, as just this", "complete"),
    ("open", "not landed as just this", "complete"),
    ("closed", "abandoned", ANY),
    ("closed", "landed", "one seen open, or a plain task unticked"),
    ("closed", "landed", "one cannot be read, none seen open"),
    ("closed", "landed", "more than landed"),
    ("closed", "landed", "as it landed, or fewer"),
    ("closed", "neither", "complete"),
    ("closed", "neither", "one cannot be read, none seen open"),
    ("closed", "neither", "one seen open, or nothing, or a plain task unticked"),
)
THEN: Mapping[Verdict, str] = {
    Verdict.LAND: "**lands**: one notice to the subscribers, then one write that closes it",
    Verdict.REST: "a person reopened it and nothing changed: left open, and the status line says so",
    Verdict.UPDATE: "boxes, status line and labels only; while it is open, the marker forgets a landing",
    Verdict.REOPEN: "reopened, the landing forgotten; if it is complete it lands again",
    Verdict.ABANDON: "a person gave it up: noted as `abandoned`, nobody is told",
    Verdict.NOTHING: "nothing",
}


def text() -> str:
    """The table; the first row that holds decides."""
    rows = [(*row, THEN[verdict]) for row, (_, verdict) in zip(ROWS, TABLE, strict=True)]
    return table(("the convoy is", "its marker says", "what it tracks is", "then"), rows)


def holds(row: tuple[str, str, str], case: LandingFacts) -> bool:
    """Whether a row in words is about a case."""
    state, marker, tracked = row
    return STATE[state](case) and MARKER[marker](case) and TRACKED[tracked](case)
