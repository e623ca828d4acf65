"""GitHub's REST API under `/api/v3`."""

from flask import Blueprint

from gt_convoy_sandbox.rest import (
    accounts,
    app_hook,
    apps,
    assignees,
    collaborators,
    comments,
    dependencies,
    hooks,
    issue_events,
    issues,
    labels,
    locks,
    meta,
    pulls,
    reactions,
    repositories,
    sub_issues,
    teams,
)
from gt_convoy_sandbox.rest.routing import Routes

RESOURCES = (
    accounts, app_hook, apps, assignees, collaborators, comments, dependencies, hooks, issue_events, issues,
    labels, locks, meta, pulls, reactions, repositories, sub_issues, teams,
)  # fmt: skip


def blueprint() -> Blueprint:
    """Put all resources together."""
    api = Blueprint("rest", __name__)
    routes: list[Routes] = [module.routes for module in RESOURCES]
    for each in routes:
        each.register(api)
    return api
