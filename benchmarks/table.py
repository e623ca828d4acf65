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


@dataclass(frozen=True, slots=True)
class Curve:
    """How a figure grows: the sizes, and the figure at each."""

    what: str
    unit: str
    sizes: tuple[int, ...]
    figures: tuple[float, ...]

    def row(self) -> Row:
        """All of it in a line."""
        sizes = " / ".join(f"{size:,}" for size in self.sizes)
        figures = " / ".join(f"{figure:,.1f}" if figure % 1 else f"{figure:,.0f}" for figure in self.figures)
        return Row(f"{self.what}: {sizes}", f"{figures} {self.unit}")


def markdown(rows: Iterable[Row]) -> str:
    """The table as people read it."""
    lines = ["| what | measured | aim |", "|---|---|---|"]
    lines += [f"| {row.what} | {row.figure} | {row.aim} |" for row in rows]
    return "\n".join(lines) + "\n"


def as_json(rows: Iterable[Row]) -> str:
    """The table as programs read it."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=2) + "\n"
