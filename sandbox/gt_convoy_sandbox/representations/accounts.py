"""Users and organisations, as REST shows them."""

from urllib.parse import quote

from gt_convoy_sandbox.model import Organization, Repository, Role, User, World
from gt_convoy_sandbox.representations.context import Body, Context, timestamp

FLAGS: dict[str, Role] = {
    "pull": "read",
    "triage": "triage",
    "push": "write",
    "maintain": "maintain",
    "admin": "admin",
}
LEGACY_PERMISSION: dict[Role, str] = {"maintain": "write", "triage": "read"}


def simple_user(context: Context, account: User | Organization) -> Body:
    """Give a "simple user"; organisations have that form too when they own something."""
    url = f"{context.api}/users/{quote(account.login)}"
    return {
        "login": (account.shown if isinstance(account, User) else None) or account.login,
        "id": account.id,
        "node_id": account.node_id,
        "avatar_url": f"{context.base}/_sandbox/avatars/{quote(account.login)}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{context.base}/{_page(account)}",
        "followers_url": f"{url}/followers",
        "following_url": f"{url}/following{{/other_user}}",
        "gists_url": f"{url}/gists{{/gist_id}}",
        "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
        "subscriptions_url": f"{url}/subscriptions",
        "organizations_url": f"{url}/orgs",
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events{{/privacy}}",
        "received_events_url": f"{url}/received_events",
        "type": account.type,
        "site_admin": account.site_admin,
    }


def _page(account: User | Organization) -> str:
    is_app = account.type == "Bot" and account.login.endswith("[bot]")
    return f"apps/{account.login.removesuffix('[bot]')}" if is_app else account.login


def public_user(context: Context, account: User | Organization) -> Body:
    """Give what anyone sees of a user (`GET /users/{username}`)."""
    nothing = dict.fromkeys(("company", "blog", "location", "email", "hireable", "bio"))
    return {
        **simple_user(context, account),
        **nothing,
        "name": account.name,
        "public_repos": 0,
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": timestamp(account.created_at),
        "updated_at": timestamp(account.created_at),
    }


def private_user(context: Context, user: User) -> Body:
    """Give what one sees of oneself (`GET /user`)."""
    counts = ("private_gists", "total_private_repos", "owned_private_repos", "disk_usage", "collaborators")
    return {**public_user(context, user), **dict.fromkeys(counts, 0), "two_factor_authentication": True}


def collaborator(context: Context, repository: Repository, user: User) -> Body:
    """Give a user with their rights on a repository."""
    return {
        **simple_user(context, user),
        "permissions": permissions(context.world, repository, user),
        "role_name": context.world.role_name(repository, user),
    }


def permissions(world: World, repository: Repository, user: User | None) -> dict[str, bool]:
    """Give the five flags that stand for a role."""
    return {flag: world.can(repository, user, role) for flag, role in FLAGS.items()}


def association(world: World, repository: Repository, login: str) -> str:
    """Give the `author_association`; GitHub's shows little, so rest nothing on it."""
    organization = world.organization(repository.owner)
    if repository.owner.lower() == login.lower():
        return "OWNER"
    if organization and login.lower() in (each.lower() for each in organization.members):
        return "MEMBER"
    return "COLLABORATOR" if login.lower() in repository.collaborators else "NONE"


def simple_organization(context: Context, organization: Organization) -> Body:
    """Give an organisation as webhooks carry it."""
    url = f"{context.api}/orgs/{organization.login}"
    return {
        "login": organization.login,
        "id": organization.id,
        "node_id": organization.node_id,
        "url": url,
        "repos_url": f"{url}/repos",
        "events_url": f"{url}/events",
        "hooks_url": f"{url}/hooks",
        "issues_url": f"{url}/issues",
        "members_url": f"{url}/members{{/member}}",
        "public_members_url": f"{url}/public_members{{/member}}",
        "avatar_url": f"{context.base}/_sandbox/avatars/{organization.login}",
        "description": organization.name or "",
    }
