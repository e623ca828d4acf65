"""How fast the terminal starts, beside click alone, and how much memory it takes, in a process of its own."""

import resource
import statistics
import subprocess
import sys

from .table import Row

TIMES = 15
CLICK = (sys.executable, "-c", "import click")
HELP = (sys.executable, "-m", "gt_convoy", "--help")
MISTYPED = (sys.executable, "-m", "gt_convoy", "craete")
MEMORY = """
import contextlib
from gt_convoy.cli.main import main
with contextlib.suppress(SystemExit):
    main(["--help"])
from benchmarks.memory import peak_mb
print(peak_mb())
"""


def rows() -> list[Row]:
    """Milliseconds of processor time, the median of 15 runs by turns; the most memory that it had."""
    click, helped, mistyped = _medians(CLICK, HELP, MISTYPED)
    told = subprocess.run([sys.executable, "-c", MEMORY], check=True, capture_output=True, text=True)
    return [
        Row("`gt-convoy --help`", _beside(click, helped), "< 2 times"),
        Row("`gt-convoy`, a mistyped command", _beside(click, mistyped), "< 2 times"),
        Row("`gt-convoy --help`, memory", f"{float(told.stdout.splitlines()[-1]):.0f} MB"),
    ]


def _beside(click: float, ours: float) -> str:
    return f"{ours:.0f} ms of CPU, {ours / click:.1f} times `python -c 'import click'`"


def _medians(*commands: tuple[str, ...]) -> list[float]:
    runs = [[_milliseconds(command) for command in commands] for _ in range(TIMES)]
    return [statistics.median(each) for each in zip(*runs, strict=True)]


def _milliseconds(command: tuple[str, ...]) -> float:
    before = _cpu()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return (_cpu() - before) * 1000


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
