"""Labels of a repository, and on issues."""

import re
from typing import TypedDict, Unpack

from gt_convoy_sandbox.model.entities import Issue, Label, Repository, TimelineEvent, User
from gt_convoy_sandbox.model.errors import Invalid, NotFound
from gt_convoy_sandbox.model.world import World

DEFAULT_COLOR = "ededed"
COLOR = re.compile(r"[0-9a-fA-F]{6}\Z")


class Looks(TypedDict, total=False):
    """How a label looks."""

    color: str
    description: str | None


class Changes(Looks, total=False):
    """What can be changed on a label."""

    new_name: str


def get(repository: Repository, name: str) -> Label:
    """Find a label that must be there, in any case."""
    label = repository.labels.get(name.lower())
    if label is None:
        raise NotFound
    return label


def create(world: World, repository: Repository, actor: User, name: str, **looks: Unpack[Looks]) -> Label:
    """Create a label; needs write."""
    world.require(repository, actor, "write")
    color = looks.get("color") or DEFAULT_COLOR
    _check(repository, name, color, None)
    with world.writing():
        label = Label(world.next_id("label"), name, color.lower(), looks.get("description"))
        repository.labels[name.lower()] = label
        world.emit("label", "created", repository, actor, label=label)
        return label


def edit(
    world: World, repository: Repository, actor: User, label: Label, **changes: Unpack[Changes]
) -> Label:
    """Change a label; needs write."""
    world.require(repository, actor, "write")
    _check(repository, changes.get("new_name", label.name), changes.get("color", label.color), label)
    with world.writing():
        told = _apply(label, changes)
        _rekey(repository)
        if told:
            world.emit("label", "edited", repository, actor, label=label, changes=told)
        return label


def delete(world: World, repository: Repository, actor: User, label: Label) -> None:
    """Delete a label, also from all issues; needs write."""
    world.require(repository, actor, "write")
    with world.writing():
        for issue in world.issues_of(repository):
            issue.labels = [each for each in issue.labels if each != label.id]
        del repository.labels[label.name.lower()]
        world.emit("label", "deleted", repository, actor, label=label)


def named(world: World, repository: Repository, actor: User, names: list[str]) -> list[Label]:
    """Find the labels of these names; missing ones are made for who may, else left out."""
    found: dict[int, Label] = {}
    for name in names:
        label = repository.labels.get(name.lower())
        if label is None and world.can(repository, actor, "write"):
            label = create(world, repository, actor, name)
        if label is not None:
            found[label.id] = label
    return list(found.values())


def put(world: World, issue: Issue, actor: User, wanted: list[Label]) -> None:
    """Make these the labels of an issue, with an event for each that comes or goes."""
    with world.writing():
        before = {label.id: label for label in world.labels_of(issue)}
        after = {label.id: label for label in wanted}
        issue.labels = [
            *(each for each in before if each in after),
            *(each for each in after if each not in before),
        ]
        changed = [("unlabeled", before[each]) for each in before if each not in after]
        changed += [("labeled", after[each]) for each in after if each not in before]
        for action, label in changed:
            tell(world, issue, actor, action, label)


def tell(world: World, issue: Issue, actor: User, action: str, label: Label) -> None:
    """Tell of a label that came to an issue or left it."""
    _note(world, issue, actor, action, label)
    name, key = ("pull_request", "pull_request") if issue.pull else ("issues", "issue")
    world.emit(name, action, world.repository_of(issue), actor, **{key: issue}, label=label)


def _note(world: World, issue: Issue, actor: User, action: str, label: Label) -> None:
    issue.updated_at = world.now()
    detail = {"name": label.name, "color": label.color}
    issue.timeline.append(TimelineEvent(world.next_id("event"), action, actor.login, world.now(), detail))


def _check(repository: Repository, name: str, color: str, itself: Label | None) -> None:
    if not name.strip():
        raise Invalid("Label", "name", "missing_field")
    if not COLOR.match(color):
        raise Invalid("Label", "color", "invalid")
    there = repository.labels.get(name.lower())
    if there is not None and there is not itself:
        raise Invalid("Label", "name", "already_exists")


def _apply(label: Label, wanted: Changes) -> dict[str, dict[str, str]]:
    after = {
        "name": wanted.get("new_name", label.name),
        "color": wanted.get("color", label.color).lower(),
        "description": wanted.get("description", label.description),
    }
    changed = {key: getattr(label, key) for key, value in after.items() if getattr(label, key) != value}
    for key, value in after.items():
        setattr(label, key, value)
    return {key: {"from": before or ""} for key, before in changed.items()}


def _rekey(repository: Repository) -> None:
    repository.labels = {label.name.lower(): label for label in repository.labels.values()}
