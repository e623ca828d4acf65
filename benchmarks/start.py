"""How fast the terminal starts, and how much memory it takes, in a process of its own."""

import statistics
import subprocess
import sys
import time

from .table import Row

TIMES = 9
MEMORY = """
import contextlib
from gt_convoy.cli.main import main
with contextlib.suppress(SystemExit):
    main(["--help"])
from benchmarks.memory import peak_mb
print(peak_mb())
"""


def rows() -> list[Row]:
    """Milliseconds of wall time, the median of 9 runs; the most memory that it had."""
    plain = _median([sys.executable, "-c", "pass"])
    helped = _median([sys.executable, "-m", "gt_convoy", "--help"])
    told = subprocess.run([sys.executable, "-c", MEMORY], check=True, capture_output=True, text=True)
    return [
        Row("`gt-convoy --help`", f"{helped:.0f} ms (Python alone: {plain:.0f} ms)", "< 150 ms"),
        Row("`gt-convoy --help`, memory", f"{float(told.stdout.splitlines()[-1]):.0f} MB"),
    ]


def _median(command: list[str]) -> float:
    spans = []
    for _ in range(TIMES):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        spans.append((time.perf_counter() - started) * 1000)
    return statistics.median(spans)
