"""`POST /api/graphql`: who asks, what is asked, and how GitHub answers a request that is none.

https://docs.github.com/graphql/guides/forming-calls-with-graphql
"""

import importlib
import re
from typing import Any

from flask import Blueprint, Response, g, jsonify, request

from gt_convoy_sandbox.edge import error
from gt_convoy_sandbox.rest.authentication import viewer
from gt_convoy_sandbox.services import services

blueprint = Blueprint("graphql", __name__)
OPERATION = re.compile(r"\b(?:query|mutation)\s+(\w+)")


@blueprint.post("/graphql")
def graphql() -> Response:
    """Run a query; errors of the query itself come with status 200."""
    world = services().world
    asker = viewer(world)
    if asker is None:
        return error(401, "This endpoint requires you to be authenticated.")
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        return error(400, "A query attribute must be specified and must be a string.")
    query, variables = body["query"], body.get("variables") or {}
    named = OPERATION.search(query)
    g.operation = body.get("operationName") or (named[1] if named else "")
    # The schema is large: it is loaded by the first query, not by the first page.
    execute: Any = importlib.import_module("gt_convoy_sandbox.graphql").execute
    seen = services().faults.reading(world, request.path)
    with seen.lock:
        return jsonify(execute(seen, asker, query, variables, services().faults.lacking))
