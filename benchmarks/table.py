"""A figure, what was aimed at, and the table of all of them."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure."""

    what: str
    figure: str
    aim: str = ""


def markdown(rows: Iterable[Row]) -> str:
    """The table as people read it."""
    lines = ["| what | measured | aim |", "|---|---|---|"]
    lines += [f"| {row.what} | {row.figure} | {row.aim} |" for row in rows]
    return "\n".join(lines) + "\n"


def as_json(rows: Iterable[Row]) -> str:
    """The table as programs read it."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2) + "\n"
