"""https://docs.github.com/rest/users and https://docs.github.com/rest/teams."""

from gt_convoy_sandbox.model import Organization, Team
from gt_convoy_sandbox.model.errors import NotFound
from gt_convoy_sandbox.representations import accounts as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()


@routes.add("GET", "/user")
def get_viewer(call: Call) -> Body:
    """Say who the token belongs to."""
    return shown.private_user(call.context, call.user)


@routes.add("GET", "/users/<username>")
def get_user(call: Call, username: str) -> Body:
    """Show a user or organisation."""
    return shown.public_user(call.context, call.world.account(username))


@routes.add("GET", "/orgs/<org>/teams/<team_slug>")
def get_team(call: Call, org: str, team_slug: str) -> Body:
    """Show a team."""
    organization, team = _team(call, org, team_slug)
    return shown.team(call.context, organization, team)


@routes.add("GET", "/orgs/<org>/teams/<team_slug>/members")
def list_members(call: Call, org: str, team_slug: str) -> Reply:
    """List the members of a team."""
    _, team = _team(call, org, team_slug)
    members = [call.world.get_user(login) for login in team.members]
    return call.paged(members, lambda each: shown.simple_user(call.context, each))


def _team(call: Call, org: str, slug: str) -> tuple[Organization, Team]:
    organization = call.world.organization(org)
    insiders = [*organization.members, *organization.owners] if organization else []
    team = organization.teams.get(slug.lower()) if organization else None
    if organization is None or team is None or call.user.login not in insiders:
        raise NotFound
    if team.privacy == "secret" and call.user.login not in [*team.members, *organization.owners]:
        raise NotFound
    return organization, team
