"""Teams, as REST shows them."""

from gt_convoy_sandbox.model import Organization, Repository, Team
from gt_convoy_sandbox.model.rights import members
from gt_convoy_sandbox.representations.accounts import simple_organization
from gt_convoy_sandbox.representations.context import Body, Context, timestamp


def simple_team(context: Context, organization: Organization, team: Team) -> Body:
    """Give a team as it stands inside of another."""
    url = f"{context.api}/organizations/{organization.id}/team/{team.id}"
    return {
        "id": team.id,
        "node_id": team.node_id,
        "url": url,
        "html_url": f"{context.base}/orgs/{organization.login}/teams/{team.slug}",
        "name": team.name,
        "slug": team.slug,
        "description": team.description,
        "privacy": team.privacy,
        "notification_setting": "notifications_enabled",
        "permission": "pull",
        "members_url": f"{url}/members{{/member}}",
        "repositories_url": f"{url}/repos",
        "type": "organization",
    }


def team(context: Context, organization: Organization, one: Team) -> Body:
    """Give a team as lists do."""
    parent = organization.teams[one.parent] if one.parent else None
    return simple_team(context, organization, one) | {
        "parent": parent and simple_team(context, organization, parent)
    }


def team_in_full(context: Context, organization: Organization, one: Team) -> Body:
    """Give a team as `GET .../teams/{slug}` does."""
    created = timestamp(organization.created_at)
    return team(context, organization, one) | {
        "members_count": len(members(organization, one)),
        "repos_count": sum(one.slug in each.teams for each in _repositories(context, organization)),
        "created_at": created,
        "updated_at": created,
        "organization": organization_in_full(context, organization),
    }


def _repositories(context: Context, organization: Organization) -> list[Repository]:
    return [each for each in context.world.repositories() if each.owner == organization.login]


def organization_in_full(context: Context, organization: Organization) -> Body:
    """Give an organisation as `GET /orgs/{org}` and teams do."""
    created = timestamp(organization.created_at)
    counts = ("public_repos", "public_gists", "followers", "following")
    return {
        **simple_organization(context, organization),
        **dict.fromkeys(counts, 0),
        "html_url": f"{context.base}/{organization.login}",
        "has_organization_projects": True,
        "has_repository_projects": True,
        "created_at": created,
        "updated_at": created,
        "archived_at": None,
        "type": "Organization",
    }
