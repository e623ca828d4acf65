"""Users, organisations and teams."""

from gt_convoy_sandbox.model.entities import AccountType, IssueType, Organization, Team, User
from gt_convoy_sandbox.model.world import World

ISSUE_TYPES = (
    ("Task", "A specific piece of work", "yellow"),
    ("Bug", "An unexpected problem or behavior", "red"),
    ("Feature", "A request, idea, or new functionality", "blue"),
)


def add_user(world: World, login: str, kind: AccountType = "User", name: str | None = None) -> User:
    """Add a user whose token is `token-<login>`."""
    with world.writing():
        user = User(world.next_id("account"), login, f"token-{login}", world.now(), kind, name)
        world.tables.users[login.lower()] = user
        return user


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


def add_team(world: World, organization: Organization, name: str, members: list[str]) -> Team:
    """Add a team; its slug is made of its name."""
    with world.writing():
        team = Team(world.next_id("team"), name.lower().replace(" ", "-"), name, members=members)
        organization.teams[team.slug] = team
        return team
