"""Repositories: create, rename, make private or public, roles, files, dispatches."""

from typing import Any

from gt_convoy_sandbox.model.entities import Label, Repository, User
from gt_convoy_sandbox.model.errors import Invalid
from gt_convoy_sandbox.model.machines import Dispatch
from gt_convoy_sandbox.model.rights import is_role
from gt_convoy_sandbox.model.world import World

DEFAULT_LABELS = (
    ("bug", "d73a4a", "Something isn't working"),
    ("documentation", "0075ca", "Improvements or additions to documentation"),
    ("duplicate", "cfd3d7", "This issue or pull request already exists"),
    ("enhancement", "a2eeef", "New feature or request"),
    ("good first issue", "7057ff", "Good for newcomers"),
    ("help wanted", "008672", "Extra attention is needed"),
    ("invalid", "e4e669", "This doesn't seem right"),
    ("question", "d876e3", "Further information is requested"),
    ("wontfix", "ffffff", "This will not be worked on"),
)


def create(
    world: World, full_name: str, *, private: bool = False, description: str | None = None
) -> Repository:
    """Create a repository of an account that is there, with GitHub's default labels."""
    owner, _, name = full_name.partition("/")
    with world.writing():
        if world.repository(full_name):
            raise Invalid("Repository", "name", "custom", "name already exists on this account")
        now = world.now()
        repository = Repository(
            world.next_id("repository"), world.account(owner).login, name, now, now, private, description
        )
        for label, color, text in DEFAULT_LABELS:
            repository.labels[label] = Label(world.next_id("label"), label, color, text, default=True)
        world.tables.repositories[repository.id] = repository
        world.tables.redirects.pop(full_name.lower(), None)
        return repository


def rename(world: World, repository: Repository, actor: User, name: str) -> None:
    """Rename a repository; the old name answers with a redirect from now on. Needs admin."""
    world.require(repository, actor, "admin")
    there = world.repository(f"{repository.owner}/{name}")
    if there is not None and there is not repository:
        raise Invalid("Repository", "name", "custom", "name already exists on this account")
    with world.writing():
        before = repository.name
        if before == name:
            return
        world.tables.redirects[repository.full_name.lower()] = repository.id
        repository.name = name
        world.tables.redirects.pop(repository.full_name.lower(), None)
        repository.updated_at = world.now()
        changes = {"repository": {"name": {"from": before}}}
        world.emit("repository", "renamed", repository, actor, changes=changes)


def set_private(world: World, repository: Repository, actor: User, *, private: bool) -> None:
    """Make a repository private or public; needs admin."""
    world.require(repository, actor, "admin")
    with world.writing():
        if repository.private != private:
            repository.private = private
            repository.updated_at = world.now()
            world.emit("repository", "privatized" if private else "publicized", repository, actor)


def set_archived(world: World, repository: Repository, actor: User, *, archived: bool) -> None:
    """Archive a repository or take it back from there; needs admin."""
    world.require(repository, actor, "admin")
    with world.writing():
        if repository.archived != archived:
            repository.archived = archived
            repository.updated_at = world.now()
            world.emit("repository", "archived" if archived else "unarchived", repository, actor)


def set_role(world: World, repository: Repository, actor: User, login: str, role: str) -> None:
    """Give a person a role, perhaps a custom one, on a repository; "none" takes it away. Needs admin."""
    world.require(repository, actor, "admin")
    if not is_role(role, world.organization(repository.owner)):
        raise Invalid("Repository", "permission", "invalid", value=role)
    with world.writing():
        user = world.get_user(login)
        repository.collaborators[user.login.lower()] = role
        if role == "none":
            del repository.collaborators[user.login.lower()]


def write_file(world: World, repository: Repository, path: str, text: str) -> None:
    """Put a file onto the default branch."""
    with world.writing():
        repository.files[path] = text


def dispatch(
    world: World, repository: Repository, actor: User, event_type: str, client_payload: dict[str, Any]
) -> None:
    """Record a `repository_dispatch`, for what would run Actions; needs write."""
    world.require(repository, actor, "write")
    if not event_type:
        raise Invalid("RepositoryDispatch", "event_type", "missing_field")
    with world.writing():
        world.tables.dispatches.append(
            Dispatch(repository.id, event_type, client_payload, actor.login, world.now())
        )
