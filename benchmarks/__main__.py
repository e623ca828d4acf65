"""`make bench`: run every measurement, print one table, keep it for docs/benchmarks.md.

`python -m benchmarks inbox hops` runs only the parts that are named, and keeps nothing.
"""

import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from . import growth, plot
from .table import Row, as_json, markdown

MODULES = (
    *("size", "hops", "start", "rules", "budgets", "inbox", "drip"),
    *("app", "serve", "sweep", "action", "growth"),
)
RESULTS = Path(__file__).parents[1] / "docs/benchmarks"


def main(parts: Sequence[str]) -> None:
    """One process, one machine, one go: figures of one run compare with each other."""
    rows = [_here()]
    for name in parts or MODULES:
        rows += import_module(f"benchmarks.{name}").rows()
    print(markdown(rows))
    if not parts:
        _keep(rows)


def _keep(rows: Sequence[Row]) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "results.md").write_text(markdown(rows), encoding="utf-8")
    (RESULTS / "results.json").write_text(as_json(rows), encoding="utf-8")
    plots = plot.text(growth.curves())
    (RESULTS / "growth.txt").write_text(plots, encoding="utf-8")
    plot.picture(growth.curves(), RESULTS / "growth.png")
    print(plots)


def _here() -> Row:
    """What the figures depend on."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return Row(
        f"measured on {datetime.now(UTC):%Y-%m-%d}",
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {python}",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
