"""`make bench`: run every measurement, print one table, keep it as Markdown and JSON."""

from importlib import import_module
from pathlib import Path

from .table import Row, as_json, markdown

MODULES = ("start", "rules", "budgets", "inbox", "app", "action")
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """One process, one machine, one go: figures of one run compare with each other."""
    rows: list[Row] = []
    for name in MODULES:
        rows += import_module(f"benchmarks.{name}").rows()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "benchmarks.md").write_text(markdown(rows), encoding="utf-8")
    (RESULTS / "benchmarks.json").write_text(as_json(rows), encoding="utf-8")
    print(markdown(rows))


if __name__ == "__main__":
    main()
