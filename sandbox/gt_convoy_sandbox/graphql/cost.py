"""What a query costs: its connections, times how often each is asked for.

https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    VariableNode,
)

A_POINT = 100
MOST_NODES = 500_000


class Cost(NamedTuple):
    """Points of the rate limit, and how many nodes may come at most."""

    points: int
    nodes: int


def cost(document: DocumentNode, variables: Mapping[str, Any]) -> Cost:
    """Reckon what a valid query costs."""
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }

    def pages(selections: tuple[SelectionNode, ...], times: int) -> Iterator[tuple[int, int]]:
        for node in selections:
            inner = fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            size = _page_size(node, variables) if isinstance(node, FieldNode) else None
            if size is not None:
                yield times, times * size
            selected = getattr(inner, "selection_set", None)
            if selected:
                yield from pages(selected.selections, times * (size or 1))

    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    found = list(pages(operation.selection_set.selections, 1))
    points = (sum(requests for requests, _ in found) + A_POINT // 2) // A_POINT
    return Cost(max(1, points), sum(nodes for _, nodes in found))


def _page_size(node: FieldNode, variables: Mapping[str, Any]) -> int | None:
    """Return `first` or `last`, None when the field is no connection."""
    for argument in node.arguments or ():
        if argument.name.value in {"first", "last"}:
            if isinstance(argument.value, IntValueNode):
                return int(argument.value.value)
            if isinstance(argument.value, VariableNode):
                given = variables.get(argument.value.name.value)
                return given if isinstance(given, int) else 0
    return None
