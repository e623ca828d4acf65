"""Files and functions of ours from a signed `issues closed` to the landing notice: how far one reads.

A function is *on the way* if it was on the call stack while its thread spoke with somebody: sent or received,
asked the database, waited for another thread. What only computes is called from there; it is counted in the
second row, with all that ran. Lambdas, comprehensions and generated methods do not count.
`python -m benchmarks.hops` prints the list.
"""

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import gt_convoy
import gt_convoy_webhooks
from gt_convoy_sandbox.faults import Answer, RequestFault
from tests.town import Town

from .places import a_town
from .table import Row

ROOTS = tuple(str(Path(room.__path__[0])) for room in (gt_convoy, gt_convoy_webhooks))
SPEAKING = {"send", "sendall", "recv", "recv_into", "execute", "executemany", "commit"}


class Way:
    """The functions of ours that ran, and those on the way; in the order of their first call."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.ran: dict[CodeType, None] = {}
        self.passed: set[CodeType] = set()
        self.open = False

    def look(self, frame: FrameType, event: str, called: Any) -> None:
        """For `threading.setprofile`."""
        if not self.open:
            return
        if event == "call":
            if _ours(frame.f_code):
                self.ran[frame.f_code] = None
            elif frame.f_code is threading.Condition.wait.__code__:
                self._pass(frame)
        elif event == "c_call" and called.__name__ in SPEAKING:
            self._pass(frame)

    def functions(self) -> list[CodeType]:
        """Those on the way."""
        return [code for code in self.ran if code in self.passed]

    def _pass(self, frame: FrameType | None) -> None:
        while frame:
            if _ours(frame.f_code):
                self.ran[frame.f_code] = None
                self.passed.add(frame.f_code)
            frame = frame.f_back


def rows() -> list[Row]:
    """Two lines."""
    way = walk()
    return [
        Row("from request to notice: files, functions on the way", _count(way.functions()), "15, 35"),
        Row("... files, functions that ran", _count(way.ran)),
    ]


def walk() -> Way:
    """Close the last issue of a convoy in a town and follow it to the notice."""
    way = Way()
    threading.setprofile(way.look)
    try:
        with a_town() as town, town.running():
            convoy = town.creates('"Deploy v2.0" gt-1 gt-2')
            town.closes("gt-2")
            with _until_notice(town, way):
                town.closes("gt-1")
            assert len(town.notices(convoy)) == 1
    finally:
        threading.setprofile(None)
    return way


@contextmanager
def _until_notice(town: Town, way: Way) -> Iterator[None]:
    """Look until GitHub gets the notice."""

    def is_notice(method: str, path: str) -> bool:
        if method == "POST" and path.endswith("/comments"):
            way.open = False
        return False

    fault = RequestFault(is_notice, Answer(500))
    town.sandbox.faults.requests.append(fault)
    way.open = True
    yield
    town.sandbox.faults.requests.remove(fault)
    assert not way.open, "no notice came"


def _ours(code: CodeType) -> bool:
    return code.co_filename.startswith(ROOTS) and "<" not in code.co_name


def _count(functions: Iterable[CodeType]) -> str:
    every = list(functions)
    return f"{len({code.co_filename for code in every})}, {len(every)}"


def main() -> None:
    """Print the way, file by file, as it was first entered."""
    way = walk()
    files: dict[str, list[str]] = {}
    for code in way.functions():
        files.setdefault(code.co_filename, []).append(code.co_qualname.replace(".<locals>", ""))
    for file, names in files.items():
        root = next(root for root in ROOTS if file.startswith(root))
        print(f"{file.removeprefix(str(Path(root).parent))[1:]}\n    " + "\n    ".join(names))
    print(_count(way.functions()), "on the way;", _count(way.ran), "ran", file=sys.stderr)


if __name__ == "__main__":
    main()
