"""The curves as a picture and as text."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import plotext

from .table import Curve

mpl.use("Agg")

from matplotlib import pyplot

WIDTH = 78


def picture(curves: Sequence[Curve], path: Path) -> None:
    """A panel for each unit, both axes logarithmic, as PNG."""
    units = list(dict.fromkeys(curve.unit for curve in curves))
    figure, panels = pyplot.subplots(1, len(units), figsize=(4.2 * len(units), 4), layout="constrained")
    for unit, panel in zip(units, panels, strict=True):
        for name, curve in _of(curves, unit):
            panel.loglog(curve.sizes, curve.figures, marker="o", label=name)
        panel.set_title(unit)
        panel.grid(alpha=0.3)
        panel.legend(fontsize=7)
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


def text(curves: Sequence[Curve]) -> str:
    """The same for a terminal, a plot below the other."""
    shown = []
    for unit in dict.fromkeys(curve.unit for curve in curves):
        plotext.clear_figure()
        for name, curve in _of(curves, unit):
            plotext.plot(curve.sizes, curve.figures, label=name, marker="braille")
        plotext.xscale("log")
        plotext.yscale("log")
        plotext.title(unit)
        plotext.plotsize(WIDTH, 18)
        plotext.theme("clear")
        shown.append(plotext.uncolorize(plotext.build()))
    return "\n".join(shown)


def _of(curves: Sequence[Curve], unit: str) -> list[tuple[str, Curve]]:
    """The curves of a unit; one whose name begins with dots goes on with the name before."""
    found, name = [], ""
    for curve in curves:
        name = f"{name.partition(' ... ')[0]} {curve.what}" if curve.what.startswith("...") else curve.what
        if curve.unit == unit:
            found.append((name, curve))
    return found
