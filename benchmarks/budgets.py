"""Requests to GitHub for each kind of event, counted at the sandbox, and the seconds until all is done."""

import time
from collections.abc import Callable

from tests.town import Town

from .places import a_town
from .table import Row


def rows() -> list[Row]:
    """One town, one convoy, from its making to its second landing."""
    with a_town() as town, town.running():
        return _story(town)


def _story(town: Town) -> list[Row]:
    found = [
        _cost(town, "create by a comment", lambda: town.creates('"Deploy v2.0" gt-1 gt-2 bd-1')),
        _cost(town, "an untracked issue closes", lambda: town.closes("gt-4"), "0"),
        _cost(town, "a tracked issue closes", lambda: town.closes("gt-1"), "3"),
    ]
    town.closes("bd-1")
    return [
        *found,
        _cost(town, "the last one closes: landing", lambda: town.closes("gt-2"), "5"),
        _cost(town, "one reopens", lambda: town.reopens("gt-1")),
        _cost(town, "status by a comment", lambda: town.comment("/gt convoy status 5")),
    ]


def _cost(town: Town, what: str, does: Callable[[], object], aim: str = "") -> Row:
    mark, started = town.mark(), time.perf_counter()
    does()
    took = time.perf_counter() - started
    return Row(f"requests: {what}", f"{len(town.requests(mark))} (all done after {took:.1f} s)", aim)
