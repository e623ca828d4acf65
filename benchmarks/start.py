"""How fast the terminal starts, and how much memory it takes, in a process of its own."""

import resource
import statistics
import subprocess
import sys
import time

from .table import Row

TIMES = 9


def rows() -> list[Row]:
    """Milliseconds of wall time, the median of 9 runs; the largest resident memory of any of them."""
    plain = _median([sys.executable, "-c", "pass"])
    helped = _median([sys.executable, "-m", "gt_convoy", "--help"])
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return [
        Row("`gt-convoy --help`", f"{helped:.0f} ms (Python alone: {plain:.0f} ms)", "< 150 ms"),
        Row("`gt-convoy --help`, memory", f"{memory} MB"),
    ]


def _median(command: list[str]) -> float:
    spans = []
    for _ in range(TIMES):
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        spans.append((time.perf_counter() - started) * 1000)
    return statistics.median(spans)
