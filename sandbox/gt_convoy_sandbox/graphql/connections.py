"""Lists by the page, with cursors.

https://docs.github.com/graphql/guides/using-pagination-in-the-graphql-api
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gt_convoy_sandbox.graphql.errors import ExcessivePagination, InvalidCursor, MissingBoundaries

LARGEST = 100


@dataclass(frozen=True)
class Page:
    """Which part of a list is asked for."""

    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None

    @classmethod
    def of(cls, arguments: Mapping[str, Any]) -> "Page":
        """Take a page's arguments from among a field's."""
        return cls(**{key: arguments.get(key) for key in ("first", "last", "after", "before")})


Connection = dict[str, Any]


def connection(name: str, items: Sequence[Any], page: Page) -> Connection:
    """Give a part of a list, as GitHub's connections do; `name` is the field's, for errors."""
    _check(name, page)
    cursors = [_encode(item.node_id) for item in items]
    start, end = _between(cursors, page)
    if page.first is not None:
        end = min(end, start + page.first)
    if page.last is not None:
        start = max(start, end - page.last)
    shown = list(zip(cursors[start:end], items[start:end], strict=True))
    return {
        "nodes": [item for _, item in shown],
        "edges": [{"cursor": at, "node": item} for at, item in shown],
        "totalCount": len(items),
        "pageInfo": {
            "startCursor": shown[0][0] if shown else None,
            "endCursor": shown[-1][0] if shown else None,
            "hasPreviousPage": start > 0,
            "hasNextPage": end < len(items),
        },
    }


def _check(name: str, page: Page) -> None:
    sizes = {"first": page.first, "last": page.last}
    if page.first is None and page.last is None:
        message = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
        raise MissingBoundaries(message)
    for which, size in sizes.items():
        if size is not None and size > LARGEST:
            raise ExcessivePagination(
                f"Requesting {size} records on the `{name}` connection exceeds the `{which}` limit of"
                f" {LARGEST} records."
            )
        if size is not None and size < 0:
            raise ExcessivePagination(f"`{which}` on the `{name}` connection cannot be less than zero.")


def _between(cursors: list[str], page: Page) -> tuple[int, int]:
    start = _index(cursors, page.after) + 1 if page.after else 0
    return start, _index(cursors, page.before) if page.before else len(cursors)


def _index(cursors: list[str], cursor: str) -> int:
    if cursor not in cursors:
        raise InvalidCursor(f"`{cursor}` does not appear to be a valid cursor.")
    return cursors.index(cursor)


def _encode(text: str) -> str:
    return base64.b64encode(f"cursor:v2:{text}".encode()).decode()
