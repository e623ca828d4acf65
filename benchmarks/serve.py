"""The memory of `gt-convoy serve`."""

import sys

from tests.worlds import Size, fill

from .memory import peak_mb
from .places import a_town
from .servers import serving
from .table import Row

LARGE = Size(1000, 10)


def rows() -> list[Row]:
    """`gt-convoy serve`, once it has swept a small HQ, and one with 10,000 tracked issues."""
    return [
        Row("memory of `serve`, idle", f"{_served(Size(0, 0)):.0f} MB", "< 80 MB"),
        Row("... after a sweep of 10,000 issues", f"{_served(LARGE):.0f} MB", "< 110 MB"),
    ]


def _served(size: Size) -> float:
    with a_town() as town:
        fill(town.sandbox.world, size)
        mark = town.mark()
        command = (sys.executable, "-m", "gt_convoy", "serve", "--port", "{port}")
        with serving(command, town.environ) as server:
            server.cpu_at_rest()
            assert len(town.requests(mark)) > size.convoys * size.issues_each / 100
            return peak_mb(server.process.pid)
