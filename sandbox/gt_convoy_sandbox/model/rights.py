"""Who may do what: roles of people and teams, and what an App's token permits.

https://docs.github.com/organizations/managing-user-access-to-your-organizations-repositories
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from gt_convoy_sandbox.model.entities import Organization, Repository, Role, Team, User
from gt_convoy_sandbox.model.machines import AppActor, Installation, Permissions

if TYPE_CHECKING:
    from gt_convoy_sandbox.model.world import World

ROLES: tuple[Role, ...] = ("none", "read", "triage", "write", "maintain", "admin")
WRITING = ("issues", "pull_requests", "contents")


class Granted(NamedTuple):
    """A role of GitHub's, and its name, which is another for an organisation's custom role."""

    role: Role
    name: str

    @property
    def rank(self) -> tuple[int, bool]:
        """How much it is: a custom role adds to the one it builds on."""
        return ROLES.index(self.role), self.name != self.role


def granted(world: "World", repository: Repository, user: User) -> Granted:
    """Give the best role that a user was given, leaving out what everybody has on a public repository."""
    if isinstance(user, AppActor):
        role = _role_of_app(world, repository, user)
        return Granted(role, role)
    login = user.login.lower()
    if repository.owner.lower() == login:
        return Granted("admin", "admin")
    organization = world.organization(repository.owner)
    custom = organization.custom_roles if organization else {}
    names = [repository.collaborators.get(login, "none")]
    names += _names_by_organization(organization, repository, login) if organization else []
    return best(*(Granted(_role(name, custom), name) for name in names))


def best(*found: Granted) -> Granted:
    """Give the highest of some roles."""
    return max(found, key=lambda each: each.rank)


def is_role(name: str, organization: Organization | None) -> bool:
    """Tell whether a role has this name: one of GitHub's, or of the organisation's own."""
    return name in ROLES or bool(organization and name in organization.custom_roles)


def members(organization: Organization, team: Team) -> list[str]:
    """List the logins of a team's members; those of child teams are members, too.

    https://docs.github.com/rest/teams/members#list-team-members
    """
    return list(dict.fromkeys(login for each in _with_children(organization, team) for login in each.members))


def may_see(organization: Organization, team: Team, user: User) -> bool:
    """Tell whether a user may know of a team: a secret one is known to its members and to owners."""
    if isinstance(user, AppActor):
        return "members" in user.permissions
    owners, insiders = _lower(organization.owners), _lower([*organization.owners, *organization.members])
    login = user.login.lower()
    if team.privacy == "secret":
        return login in owners or login in _lower(members(organization, team))
    return login in insiders


def covers(installation: Installation, repository: Repository) -> bool:
    """Tell whether an App is installed on a repository."""
    return installation.owner.lower() == repository.owner.lower() and (
        installation.selection == "all" or repository.id in installation.repositories
    )


def reaches(world: "World", actor: AppActor, repository: Repository) -> bool:
    """Tell whether an App's token was made for a repository."""
    installation = world.tables.installations.get(actor.installation_id)
    chosen = actor.repositories is None or repository.id in actor.repositories
    return installation is not None and chosen and covers(installation, repository)


def permits(permissions: Permissions, name: str, level: str = "read") -> bool:
    """Tell whether permissions include one of at least this level."""
    levels = ("", "read", "write", "admin")
    return levels.index(permissions.get(name, "")) >= levels.index(level)


def _role_of_app(world: "World", repository: Repository, actor: AppActor) -> Role:
    if not reaches(world, actor, repository):
        return "none"
    if permits(actor.permissions, "administration", "write"):
        return "admin"
    return "write" if any(permits(actor.permissions, each, "write") for each in WRITING) else "read"


def _role(name: str, custom: dict[str, Role]) -> Role:
    known: dict[str, Role] = {role: role for role in ROLES}
    return (known | custom).get(name, "none")


def _names_by_organization(organization: Organization, repository: Repository, login: str) -> Iterator[str]:
    if login in _lower(organization.owners):
        yield "admin"
    if login in _lower(organization.members):
        yield organization.base_role
    for slug, name in repository.teams.items():
        team = organization.teams.get(slug)
        if team and login in _lower(members(organization, team)):
            yield name


def _with_children(organization: Organization, team: Team) -> Iterator[Team]:
    yield team
    for each in organization.teams.values():
        if each.parent == team.slug:
            yield from _with_children(organization, each)


def _lower(logins: list[str]) -> set[str]:
    return {login.lower() for login in logins}
