"""The complete payload of each webhook event.

https://docs.github.com/webhooks/webhook-events-and-payloads
"""

from collections.abc import Callable
from typing import Any

from gt_convoy_sandbox.model import Event, Repository
from gt_convoy_sandbox.representations import accounts, hooks, issues, pulls, repositories
from gt_convoy_sandbox.representations.context import Body, Context

ZEN = "Keep it logically awesome."


def payload(context: Context, event: Event) -> Body:
    """Build the payload of an event, from the state as it is at this moment."""
    body: Body = {"action": event.action} if event.action else {}
    for key, subject in event.subjects.items():
        body |= SUBJECTS[key](context, event.repository, subject)
    body["repository"] = repositories.repository(context, event.repository)
    organization = context.world.organization(event.repository.owner)
    if organization:
        body["organization"] = accounts.simple_organization(context, organization)
    return {**body, "sender": accounts.simple_user(context, event.sender)}


def _pull_request(context: Context, _: Repository, subject: Any) -> Body:
    return {"number": subject.number, "pull_request": pulls.pull_request(context, subject)}


def _hook(context: Context, _: Repository, subject: Any) -> Body:
    return {"zen": ZEN, "hook_id": subject.id, "hook": hooks.hook(context, subject)}


SUBJECTS: dict[str, Callable[[Context, Repository, Any], Body]] = {
    "issue": lambda context, _, subject: {"issue": issues.issue(context, subject)},
    "comment": lambda context, _, subject: {"comment": issues.comment(context, subject)},
    "label": lambda context, repository, subject: {"label": issues.label(context, repository, subject)},
    "assignee": lambda context, _, subject: {"assignee": accounts.simple_user(context, subject)},
    "type": lambda context, repository, subject: {"type": issues.type_named(context, repository, subject)},
    "changes": lambda _, __, subject: {"changes": subject},
    "pull_request": _pull_request,
    "hook": _hook,
}
