"""Runs a query."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import has_request_context
from graphql import DocumentNode, GraphQLError, execute_sync, parse, validate

from gt_convoy_sandbox.counting import Budget
from gt_convoy_sandbox.graphql import errors
from gt_convoy_sandbox.graphql.cost import MOST_NODES, cost
from gt_convoy_sandbox.graphql.fields import Asked
from gt_convoy_sandbox.graphql.schema import schema, type_name
from gt_convoy_sandbox.model import User, World
from gt_convoy_sandbox.services import base_url, services

Answer = dict[str, Any]
LITERAL = re.compile(r'"[^"\n]*"|(?<!\w)\d+')
_valid_shapes: set[int] = set()


def execute(
    world: World,
    viewer: User,
    query: str,
    variables: Mapping[str, Any],
    lacking: frozenset[str] = frozenset(),
) -> Answer:
    """Answer a query with `data`, `errors` or both, as the body of a response with status 200.

    An older server lacks some fields and arguments, such as `Issue.blockedBy`.
    """
    try:
        document = _valid(query, lacking)
    except NotRun as refused:
        return {"errors": [errors.of_query(error) for error in refused.errors]}
    price = cost(document, variables)
    if price.nodes > MOST_NODES:
        return {"errors": [errors.too_many_nodes(price.nodes, MOST_NODES)]}
    base, budget = _surroundings(viewer)
    asked = Asked(world, base, viewer, budget, price.points, price.nodes)
    with world.lock:
        result = execute_sync(
            schema(lacking),
            document,
            context_value=asked,
            variable_values=dict(variables),
            type_resolver=type_name,
        )
    if result.data is None and not any(error.path for error in result.errors or ()):
        return {"errors": [errors.of_query(error) for error in result.errors or ()]}
    answer: Answer = {"data": result.data}
    if result.errors:
        answer["errors"] = [errors.of_field(error) for error in result.errors]
    return answer


class NotRun(Exception):
    """A query that is not run at all."""

    def __init__(self, found: list[GraphQLError]) -> None:
        """Keep what is wrong with it."""
        super().__init__()
        self.errors = found


@lru_cache(maxsize=256)
def _valid(query: str, lacking: frozenset[str]) -> DocumentNode:
    try:
        document = parse(query)
    except GraphQLError as error:
        raise NotRun([error]) from error
    # A hundred aliases take 150 ms to validate, and differ from the last hundred in names and numbers alone.
    shape = hash((LITERAL.sub("0", query), lacking))
    if shape not in _valid_shapes:
        found = validate(schema(lacking), document)
        if found:
            raise NotRun(found)
        _valid_shapes.add(shape)
    return document


def _surroundings(viewer: User) -> tuple[str, Budget | None]:
    """Give our address and what is left of the viewer's budget; outside a request there is neither."""
    if not has_request_context():
        return "http://127.0.0.1", None
    now = services().world.clock().timestamp()
    return base_url(), services().requests.spend(viewer.login, "graphql", now, 0)
