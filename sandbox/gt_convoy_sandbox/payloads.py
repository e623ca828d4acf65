"""The complete payload of each webhook event.

https://docs.github.com/webhooks/webhook-events-and-payloads
"""

from collections.abc import Callable
from typing import Any

from gt_convoy_sandbox.model import Event, Installation, Organization
from gt_convoy_sandbox.representations import accounts, apps, hooks, issues, pulls, repositories
from gt_convoy_sandbox.representations.context import Body, Context

ZEN = "Keep it logically awesome."
Subject = Callable[[Context, Event, Any], Body]


def payload(context: Context, event: Event, installation: Installation | None = None) -> Body:
    """Build the payload of an event from the state of this moment; an App's names its installation."""
    body: Body = {"action": event.action} if event.action else {}
    for key, subject in event.subjects.items():
        body |= SUBJECTS[key](context, event, subject)
    if event.repository:
        body["repository"] = repositories.repository(context, event.repository)
    organization = _organization(context, event)
    if organization:
        body["organization"] = accounts.simple_organization(context, organization)
    if installation and "installation" not in body:
        body["installation"] = apps.simple_installation(context, installation)
    return {**body, "sender": accounts.simple_user(context, event.sender)}


def _organization(context: Context, event: Event) -> Organization | None:
    if event.repository:
        return context.world.organization(event.repository.owner)
    hook = event.subjects.get("hook")
    found = context.world.tables.organizations.values()
    return next((each for each in found if hook and each.id == hook.organization_id), None)


def _pull_request(context: Context, _: Event, subject: Any) -> Body:
    return {"number": subject.number, "pull_request": pulls.pull_request(context, subject)}


def _hook(context: Context, _: Event, subject: Any) -> Body:
    return {"zen": ZEN, "hook_id": subject.id, "hook": hooks.hook(context, subject)}


def _type(context: Context, event: Event, subject: Any) -> Body:
    assert event.repository is not None  # noqa: S101 - types are of a repository's owner
    return {"type": issues.type_named(context, event.repository, subject)}


def _label(context: Context, event: Event, subject: Any) -> Body:
    assert event.repository is not None  # noqa: S101 - labels are a repository's
    return {"label": issues.label(context, event.repository, subject)}


def _moved(which: str) -> Subject:
    """Tell of an issue's other place: where it came from, or where it went."""

    def changes(context: Context, _: Event, subject: Any) -> Body:
        repository = repositories.repository(context, context.world.repository_of(subject))
        issue = issues.issue(context, subject)
        return {"changes": {f"{which}_issue": issue, f"{which}_repository": repository}}

    return changes


def _old_owner(context: Context, _: Event, subject: Any) -> Body:
    if isinstance(subject, Organization):
        before = {"organization": accounts.simple_organization(context, subject)}
    else:
        before = {"user": accounts.simple_user(context, subject)}
    return {"changes": {"owner": {"from": before}}}


def _related(key: str) -> Subject:
    return lambda context, _, subject: {f"{key}_id": subject.id, key: issues.issue(context, subject)}


def _repository(key: str) -> Subject:
    return lambda context, _, subject: {key: repositories.repository(context, subject)}


def _installation(context: Context, event: Event, subject: Any) -> Body:
    body: Body = {"installation": apps.installation(context, subject)}
    if event.name == "installation":
        return body | {"repositories": apps.installation_repositories(context, subject)}
    # The event's name ends in "repositories", and it lists what came and what went.
    empty: Body = {"repositories_added": [], "repositories_removed": []}
    return body | empty | {"repository_selection": subject.selection, "requester": None}


def _repositories(key: str) -> Subject:
    return lambda context, _, subject: {key: [apps.named_repository(context, each) for each in subject]}


RELATED = ("sub_issue", "parent_issue", "blocked_issue", "blocking_issue")
SUBJECTS: dict[str, Subject] = {
    "issue": lambda context, _, subject: {"issue": issues.issue(context, subject)},
    "comment": lambda context, _, subject: {"comment": issues.comment(context, subject)},
    "label": _label,
    "assignee": lambda context, _, subject: {"assignee": accounts.simple_user(context, subject)},
    "type": _type,
    "changes": lambda _, __, subject: {"changes": subject},
    "pull_request": _pull_request,
    "hook": _hook,
    "new_issue": _moved("new"),
    "old_issue": _moved("old"),
    "old_owner": _old_owner,
    "installation": _installation,
    **{key: _repositories(key) for key in ("repositories_added", "repositories_removed")},
    **{key: _related(key) for key in RELATED},
    **{f"{key}_repo": _repository(f"{key}_repo") for key in RELATED},
}
