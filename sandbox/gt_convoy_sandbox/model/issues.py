"""Issues: open, edit, close, reopen, delete, label, assign. Pull requests share all of it but the opening.

https://docs.github.com/rest/issues/issues
"""

from typing import Any, NamedTuple, TypedDict, Unpack

from gt_convoy_sandbox.model import labels as label_operations
from gt_convoy_sandbox.model import links, relations
from gt_convoy_sandbox.model.entities import Issue, PullRequest, Repository, TimelineEvent, User
from gt_convoy_sandbox.model.errors import Forbidden, Invalid
from gt_convoy_sandbox.model.machines import AppActor
from gt_convoy_sandbox.model.texts import check_body, check_title, record_edit
from gt_convoy_sandbox.model.world import World

MOST_ASSIGNEES = 10
STATE_REASONS = {"open": ("reopened",), "closed": ("completed", "not_planned", "duplicate")}


class Extras(TypedDict, total=False):
    """What an issue may be opened with beside its text."""

    labels: list[str]
    assignees: list[str]
    type: str | None


class Changes(Extras, total=False):
    """What one PATCH may change; what is absent stays."""

    title: str
    body: str | None
    state: str
    state_reason: str | None


class Text(NamedTuple):
    """What an issue says."""

    title: str
    body: str | None


def create(
    world: World,
    repository: Repository,
    actor: User,
    title: str,
    body: str | None = None,
    **more: Unpack[Extras],
) -> Issue:
    """Open an issue; whoever can read may. Labels, assignees and type of who may not set them are dropped."""
    world.require(repository, actor)
    text = Text(check_title(title), check_body("Issue", body))
    assignees = _checked_assignees(world, repository, actor, more.get("assignees") or [])
    kind = _checked_type(world, repository, more.get("type"))
    with world.writing():
        issue = new_issue(world, repository, actor, text)
        if world.can(repository, actor, "triage"):
            labels = label_operations.named(world, repository, actor, more.get("labels") or [])
            issue.labels = [label.id for label in labels]
            issue.assignees, issue.type = assignees[:MOST_ASSIGNEES], kind
        _tell_opened(world, issue, actor)
        return issue


def new_issue(
    world: World, repository: Repository, actor: User, text: Text, pull: PullRequest | None = None
) -> Issue:
    """Record an issue or pull request under the repository's next number; tells nobody."""
    with world.writing():
        now = world.now()
        number = repository.next_number
        repository.next_number += 1
        issue = Issue(
            world.next_id("issue"),
            repository.id,
            number,
            text.title,
            text.body,
            actor.login,
            now,
            now,
            pull=pull,
        )
        world.tables.issues[issue.id] = issue
        repository.numbers[number] = issue.id
        return issue


def edit(world: World, issue: Issue, actor: User, **changes: Unpack[Changes]) -> Issue:
    """Change what is given, all in one; the author and who has triage may, others are refused.

    https://docs.github.com/rest/issues/issues#update-an-issue
    """
    repository = world.repository_of(issue)
    _require_editor(world, issue, actor)
    _check(changes)
    assignees = _checked_assignees(world, repository, actor, changes.get("assignees") or [])
    kind = _checked_type(world, repository, changes.get("type"))
    with world.writing():
        _edit_text(world, issue, actor, changes)
        if world.can(repository, actor, "triage"):
            if "labels" in changes:
                _set_labels(world, issue, actor, changes["labels"])
            if "assignees" in changes:
                _set_assignees(world, issue, actor, assignees)
            if "type" in changes:
                _set_type(world, issue, actor, kind)
        if "state" in changes:
            _set_state(world, issue, actor, changes["state"], changes.get("state_reason"))
        return issue


def close(world: World, issue: Issue, actor: User, reason: str = "completed") -> Issue:
    """Close an issue."""
    return edit(world, issue, actor, state="closed", state_reason=reason)


def reopen(world: World, issue: Issue, actor: User) -> Issue:
    """Reopen an issue."""
    return edit(world, issue, actor, state="open")


def delete(world: World, issue: Issue, actor: User) -> None:
    """Delete an issue for good; it answers 410 from now on. Needs admin."""
    repository = world.repository_of(issue)
    world.require(repository, actor, "admin")
    with world.writing():
        relations.cut(world, issue)
        issue.deleted = True
        emit(world, issue, actor, "deleted")


def add_labels(world: World, issue: Issue, actor: User, names: list[str]) -> None:
    """Add labels by name; needs triage."""
    repository = world.repository_of(issue)
    world.require(repository, actor, "triage")
    with world.writing():
        wanted = label_operations.named(world, repository, actor, names)
        label_operations.put(world, issue, actor, [*world.labels_of(issue), *wanted])


def set_labels(world: World, issue: Issue, actor: User, names: list[str]) -> None:
    """Make these all the labels of an issue; needs triage."""
    world.require(world.repository_of(issue), actor, "triage")
    with world.writing():
        _set_labels(world, issue, actor, names)


def add_assignees(world: World, issue: Issue, actor: User, logins: list[str]) -> None:
    """Assign people; those without access, and those after the tenth, are dropped without a word."""
    repository = world.repository_of(issue)
    world.require(repository, actor, "triage")
    known = (world.user(login) for login in logins)
    able = [user.login for user in known if user and _may_assign(world, repository, actor, user)]
    with world.writing():
        _set_assignees(world, issue, actor, [*issue.assignees, *able])


def remove_assignees(world: World, issue: Issue, actor: User, logins: list[str]) -> None:
    """Take people off an issue; needs triage."""
    world.require(world.repository_of(issue), actor, "triage")
    leaving = {login.lower() for login in logins}
    with world.writing():
        _set_assignees(world, issue, actor, [each for each in issue.assignees if each.lower() not in leaving])


def emit(world: World, issue: Issue, actor: User, action: str, **subjects: Any) -> None:
    """Tell of an issue (`issues`) or a pull request (`pull_request`)."""
    name, key = ("pull_request", "pull_request") if issue.pull else ("issues", "issue")
    world.emit(name, action, world.repository_of(issue), actor, **{key: issue}, **subjects)


def note(world: World, issue: Issue, actor: User, event: str, **detail: Any) -> None:
    """Put a line on the timeline of an issue, which also updates it."""
    issue.updated_at = world.now()
    issue.timeline.append(TimelineEvent(world.next_id("event"), event, actor.login, world.now(), detail))


def _tell_opened(world: World, issue: Issue, actor: User) -> None:
    emit(world, issue, actor, "opened")
    for label in world.labels_of(issue):
        label_operations.tell(world, issue, actor, "labeled", label)
    for login in issue.assignees:
        _tell_assignee(world, issue, actor, "assigned", login)
    if issue.type:
        emit(world, issue, actor, "typed", type=issue.type)


def _require_editor(world: World, issue: Issue, actor: User) -> None:
    repository = world.repository_of(issue)
    world.require(repository, actor)
    if issue.author != actor.login and not world.can(repository, actor, "triage"):
        raise Forbidden


def _check(changes: Changes) -> None:
    if "title" in changes:
        changes["title"] = check_title(changes["title"])
    check_body("Issue", changes.get("body"))
    state, reason = changes.get("state"), changes.get("state_reason")
    if state is not None and state not in STATE_REASONS:
        raise Invalid("Issue", "state", "invalid", value=state)
    if state is not None and reason is not None and reason not in STATE_REASONS[state]:
        raise Invalid("Issue", "state_reason", "invalid", value=reason)


def _checked_assignees(world: World, repository: Repository, actor: User, logins: list[str]) -> list[str]:
    if not world.can(repository, actor, "triage"):
        return []
    found = []
    for login in logins:
        user = world.user(login)
        if user is None or not _may_assign(world, repository, actor, user):
            raise Invalid("Issue", "assignees", "invalid", value=login)
        found.append(user.login)
    return list(dict.fromkeys(found))


def _may_assign(world: World, repository: Repository, actor: User, user: User) -> bool:
    # Agents work for people: an App's token cannot assign them.
    return world.is_assignable(repository, user) and not (user.is_agent and isinstance(actor, AppActor))


def _checked_type(world: World, repository: Repository, name: str | None) -> str | None:
    if name is None:
        return None
    organization = world.organization(repository.owner)
    for kind in organization.issue_types if organization else []:
        if kind.name.lower() == name.lower():
            return kind.name
    raise Invalid("Issue", "type", "invalid", value=name)


def _edit_text(world: World, issue: Issue, actor: User, changes: Changes) -> None:
    told: dict[str, dict[str, str]] = {}
    title, body = changes.get("title", issue.title), changes.get("body", issue.body)
    if title != issue.title:
        told["title"] = {"from": issue.title}
        note(world, issue, actor, "renamed", **{"from": issue.title, "to": title})
        issue.title = title
    if (body or "") != (issue.body or ""):
        told["body"] = {"from": issue.body or ""}
        record_edit(world, issue, actor, body)
        links.read(world, issue)
    if told:
        issue.updated_at = world.now()
        emit(world, issue, actor, "edited", changes=told)


def _set_labels(world: World, issue: Issue, actor: User, names: list[str]) -> None:
    repository = world.repository_of(issue)
    label_operations.put(world, issue, actor, label_operations.named(world, repository, actor, names))


def _set_assignees(world: World, issue: Issue, actor: User, logins: list[str]) -> None:
    wanted = list(dict.fromkeys(logins))[:MOST_ASSIGNEES]
    before, issue.assignees = issue.assignees, wanted
    gone = [("unassigned", each) for each in before if each not in wanted]
    for action, login in [*gone, *(("assigned", each) for each in wanted if each not in before)]:
        _tell_assignee(world, issue, actor, action, login)


def _tell_assignee(world: World, issue: Issue, actor: User, action: str, login: str) -> None:
    note(world, issue, actor, action, assignee=login)
    emit(world, issue, actor, action, assignee=world.get_user(login))


def _set_type(world: World, issue: Issue, actor: User, name: str | None) -> None:
    before, issue.type = issue.type, name
    if before != name:
        issue.updated_at = world.now()
        emit(world, issue, actor, "typed" if name else "untyped", type=name or before)


def _set_state(world: World, issue: Issue, actor: User, state: str, reason: str | None) -> None:
    closing = state == "closed"
    if issue.pull and issue.pull.merged:
        raise Invalid(
            "PullRequest", "state", "invalid", "state cannot be changed. The pull request was merged."
        )
    if not issue.pull and reason and issue.state == state:
        issue.state_reason = reason
    if issue.state == state:
        return
    issue.state = "closed" if closing else "open"
    if not issue.pull:
        issue.state_reason = (reason or "completed") if closing else "reopened"
    issue.closed_at = world.now() if closing else None
    issue.closed_by = actor.login if closing else None
    note(world, issue, actor, "closed" if closing else "reopened", state_reason=issue.state_reason)
    emit(world, issue, actor, "closed" if closing else "reopened")
