"""Users, agents, organisations and teams."""

from typing import TypedDict, Unpack

from gt_convoy_sandbox.model import rights
from gt_convoy_sandbox.model.entities import AccountType, IssueType, Organization, Repository, Team, User
from gt_convoy_sandbox.model.errors import Invalid
from gt_convoy_sandbox.model.world import World

ISSUE_TYPES = (
    ("Task", "A specific piece of work", "yellow"),
    ("Bug", "An unexpected problem or behavior", "red"),
    ("Feature", "A request, idea, or new functionality", "blue"),
)
COPILOT = "copilot-swe-agent[bot]"


def add_user(world: World, login: str, kind: AccountType = "User", name: str | None = None) -> User:
    """Add a user whose token is `token-<login>`."""
    with world.writing():
        user = User(world.next_id("account"), login, f"token-{login}", world.now(), kind, name)
        world.tables.users[login.lower()] = user
        return user


def add_agent(world: World, login: str = COPILOT, shown: str | None = "Copilot") -> User:
    """Add an agent, which people can assign issues to; REST shows it under another name.

    https://docs.github.com/copilot/how-tos/use-copilot-agents/coding-agent/assign-copilot-to-an-issue
    """
    with world.writing():
        agent = add_user(world, login, "Bot")
        agent.is_agent, agent.shown = True, shown
        return agent


def add_organization(world: World, login: str, owners: list[str], members: list[str]) -> Organization:
    """Add an organisation with GitHub's three default issue types."""
    with world.writing():
        now = world.now()
        organization = Organization(world.next_id("account"), login, now, owners=owners, members=members)
        organization.issue_types = [
            IssueType(world.next_id("issue_type"), name, description, color, now)
            for name, description, color in ISSUE_TYPES
        ]
        world.tables.organizations[login.lower()] = organization
        return organization


class TeamSettings(TypedDict, total=False):
    """What a team may be made with beside its name and members."""

    parent: Team | None
    secret: bool


def add_team(
    world: World, organization: Organization, name: str, members: list[str], **more: Unpack[TeamSettings]
) -> Team:
    """Add a team; its slug is made of its name. A secret team has no parent and no children.

    https://docs.github.com/organizations/organizing-members-into-teams/about-teams
    """
    parent, secret = more.get("parent"), more.get("secret", False)
    if parent and (secret or parent.privacy == "secret"):
        raise Invalid("Team", "parent_team_id", "custom", "Secret teams cannot be nested")
    with world.writing():
        team = Team(world.next_id("team"), name.lower().replace(" ", "-"), name, members=members)
        team.privacy = "secret" if secret else "closed"
        team.parent = parent.slug if parent else None
        organization.teams[team.slug] = team
        return team


def set_team_role(world: World, repository: Repository, team: Team, role: str) -> None:
    """Give a team a role, perhaps a custom one, on a repository; "none" takes it away."""
    if not rights.is_role(role, world.organization(repository.owner)):
        raise Invalid("Team", "permission", "invalid", value=role)
    with world.writing():
        repository.teams[team.slug] = role
        if role == "none":
            del repository.teams[team.slug]
