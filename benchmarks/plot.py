"""The curves as a picture and as text."""

from collections.abc import Sequence
from io import StringIO
from math import log10
from pathlib import Path

import matplotlib as mpl
from rich.bar import Bar
from rich.console import Console
from rich.table import Table

from .table import Curve

mpl.use("Agg")

from matplotlib import pyplot  # after that: it looks for a screen unless told before

WIDTH = 78


def picture(curves: Sequence[Curve], path: Path) -> None:
    """A panel for each unit, both axes logarithmic but for memory, as PNG."""
    units = list(dict.fromkeys(curve.unit for curve in curves))
    figure, panels = pyplot.subplots(1, len(units), figsize=(4.4 * len(units), 4), layout="constrained")
    for unit, panel in zip(units, panels, strict=True):
        for name, curve in _named(curves):
            if curve.unit == unit:
                panel.loglog(curve.sizes, curve.figures, marker="o", label=name)
        if unit == "MB":
            panel.set_yscale("linear")
            panel.set_ylim(bottom=0)
        panel.set_title(unit)
        panel.grid(alpha=0.3)
        panel.legend(fontsize=7)
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


def text(curves: Sequence[Curve]) -> str:
    """The same for a terminal: bars whose length is the figure's logarithm."""
    out = StringIO()
    console = Console(file=out, width=WIDTH, color_system=None)
    for name, curve in _named(curves):
        console.print(f"\n{name}, {curve.unit}")
        console.print(_bars(curve))
    return out.getvalue().lstrip()


def _bars(curve: Curve) -> Table:
    shown = Table.grid(padding=(0, 1), expand=True)
    for side in ("right", "left", "right"):
        shown.add_column(justify=side, ratio=1 if side == "left" else None)
    least, most = min(curve.figures), max(curve.figures)
    for size, figure in zip(curve.sizes, curve.figures, strict=True):
        # A tenth of the least is where bars begin, for a logarithm has no zero.
        length, whole = log10(10 * figure / least), log10(10 * most / least)
        shown.add_row(f"{size:,}", Bar(whole, 0, length), f"{figure:,.1f}")
    return shown


def _named(curves: Sequence[Curve]) -> list[tuple[str, Curve]]:
    """Each with its whole name: one that begins with dots goes on with the name before."""
    found, before = [], ""
    for curve in curves:
        before = before if curve.what.startswith("...") else curve.what
        more = curve.what.removeprefix("...")
        found.append((f"{before}:{more}" if more != curve.what else curve.what, curve))
    return found
