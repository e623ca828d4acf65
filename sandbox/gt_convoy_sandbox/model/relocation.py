"""A repository gets another owner, or is deleted.

https://docs.github.com/repositories/creating-and-managing-repositories/transferring-a-repository
"""

from gt_convoy_sandbox.model import relations
from gt_convoy_sandbox.model.entities import Repository, User
from gt_convoy_sandbox.model.errors import Invalid
from gt_convoy_sandbox.model.world import World


def transfer(
    world: World, repository: Repository, actor: User, owner: str, name: str | None = None
) -> Repository:
    """Give a repository to another owner, perhaps under another name; needs admin.

    GitHub asks the new owner first. Teams of the old one lose their roles, the old name redirects.
    """
    world.require(repository, actor, "admin")
    new_owner = world.account(owner)
    full_name = f"{new_owner.login}/{name or repository.name}"
    if world.repository(full_name):
        raise Invalid("Repository", "name", "custom", "name already exists on this account")
    with world.writing():
        before = world.account(repository.owner)
        world.tables.redirects[repository.full_name.lower()] = repository.id
        repository.owner, repository.name, repository.teams = new_owner.login, name or repository.name, {}
        world.tables.redirects.pop(full_name.lower(), None)
        repository.updated_at = world.now()
        world.emit("repository", "transferred", repository, actor, old_owner=before)
        return repository


def delete(world: World, repository: Repository, actor: User) -> None:
    """Delete a repository with all that is in it; needs admin. Its hooks still hear of that."""
    world.require(repository, actor, "admin")
    with world.writing():
        world.emit("repository", "deleted", repository, actor)
        tables = world.tables
        for issue in [each for each in tables.issues.values() if each.repository_id == repository.id]:
            relations.cut(world, issue)
            for comment in issue.comments:
                del tables.comments[comment]
            del tables.issues[issue.id]
        for hook in world.hooks_of(repository):
            del tables.hooks[hook.id]
        tables.redirects = {old: to for old, to in tables.redirects.items() if to != repository.id}
        for installation in tables.installations.values():
            installation.repositories = [each for each in installation.repositories if each != repository.id]
        del tables.repositories[repository.id]
