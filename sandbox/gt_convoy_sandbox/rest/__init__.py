"""GitHub's REST API under `/api/v3`."""

from flask import Blueprint

from gt_convoy_sandbox.rest import (
    accounts,
    assignees,
    collaborators,
    comments,
    hooks,
    issues,
    labels,
    meta,
    pulls,
    reactions,
    repositories,
)
from gt_convoy_sandbox.rest.routing import Routes

RESOURCES = (
    accounts, assignees, collaborators, comments, hooks, issues, labels, meta, pulls, reactions, repositories,
)  # fmt: skip


def blueprint() -> Blueprint:
    """Put all resources together."""
    api = Blueprint("rest", __name__)
    routes: list[Routes] = [module.routes for module in RESOURCES]
    for each in routes:
        each.register(api)
    return api
