"""How a field finds its value: by a function where one is listed, else as the record's attribute."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gt_convoy_sandbox.counting import Budget
from gt_convoy_sandbox.representations.context import Context

UPPER = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class Asked(Context):
    """What a query's fields depend on: the world, the sandbox's address, who asks, and the query's cost."""

    budget: Budget | None = None
    cost: int = 1
    node_count: int = 0


Resolve = Callable[..., Any]
"""From a record, `Asked` and the field's arguments (in snake case) to a value."""
Fields = Mapping[str, Resolve]


def always(value: object) -> Resolve:
    """Resolve to the same for every record: what the sandbox does not have."""
    return lambda _record, _asked, **_arguments: value


def named(attribute: str) -> Resolve:
    """Resolve to an attribute of another name."""
    return lambda record, _asked: getattr(record, attribute)


def snake(name: str) -> str:
    """Write `nameWithOwner` as `name_with_owner`."""
    return UPPER.sub("_", name).lower()
