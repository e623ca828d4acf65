"""https://docs.github.com/rest/teams and https://docs.github.com/rest/orgs."""

from gt_convoy_sandbox.model import AppActor, Organization, Team, accounts, rights
from gt_convoy_sandbox.model.errors import Forbidden, NotFound
from gt_convoy_sandbox.representations import accounts as people
from gt_convoy_sandbox.representations import issues, teams
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call, optional, sent
from gt_convoy_sandbox.rest.permissions import NOT_ACCESSIBLE
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
TEAM = "/orgs/<org>/teams/<team_slug>"


@routes.add("GET", "/orgs/<org>")
def get_organization(call: Call, org: str) -> Body:
    """Show an organisation."""
    return teams.organization_in_full(call.context, organization(call, org))


@routes.add("GET", "/orgs/<org>/members")
def list_members(call: Call, org: str) -> Reply:
    """List the members of an organisation; the sandbox hides none of them."""
    found = organization(call, org)
    logins = dict.fromkeys([*found.owners, *found.members])
    members = [call.world.get_user(each) for each in logins]
    return call.paged(members, lambda each: people.simple_user(call.context, each))


@routes.add("GET", "/orgs/<org>/issue-types")
def list_issue_types(call: Call, org: str) -> Reply:
    """List the issue types of an organisation."""
    return [issues.issue_type(each) for each in organization(call, org).issue_types]


@routes.add("GET", "/orgs/<org>/teams")
def list_teams(call: Call, org: str) -> Reply:
    """List the teams that the asker may know of."""
    found = _as_insider(call, org)
    visible = [each for each in found.teams.values() if rights.may_see(found, each, call.user)]
    return call.paged(visible, lambda each: teams.team(call.context, found, each))


@routes.add("GET", TEAM)
def get_team(call: Call, org: str, team_slug: str) -> Body:
    """Show a team."""
    return teams.team_in_full(call.context, *_team(call, org, team_slug))


@routes.add("GET", f"{TEAM}/members")
def list_team_members(call: Call, org: str, team_slug: str) -> Reply:
    """List the members of a team, those of its child teams among them."""
    members = [call.world.get_user(login) for login in rights.members(*_team(call, org, team_slug))]
    return call.paged(members, lambda each: people.simple_user(call.context, each))


@routes.add("GET", f"{TEAM}/memberships/<username>")
def get_membership(call: Call, org: str, team_slug: str, username: str) -> Body:
    """Say whether somebody is a member of a team, directly or by a child team."""
    found, team = _team(call, org, team_slug)
    user = call.world.get_user(username)
    if user.login not in rights.members(found, team):
        raise NotFound
    url = f"{call.context.api}/organizations/{found.id}/team/{team.id}/memberships/{user.login}"
    role = "maintainer" if user.login in found.owners else "member"
    return {"state": "active", "role": role, "url": url}


@routes.add("GET", f"{TEAM}/teams")
def list_child_teams(call: Call, org: str, team_slug: str) -> Reply:
    """List the teams right below a team."""
    found, team = _team(call, org, team_slug)
    children = [each for each in found.teams.values() if each.parent == team.slug]
    return call.paged(children, lambda each: teams.team(call.context, found, each))


@routes.add("PUT", f"{TEAM}/repos/<owner>/<repo>")
def set_repository_role(call: Call, org: str, team_slug: str, owner: str, repo: str) -> None:
    """Give a team a role on a repository, perhaps a custom one."""
    _, team = _team(call, org, team_slug)
    repository = call.world.get_repository(f"{owner}/{repo}")
    call.world.require(repository, call.user, "admin")
    wanted = optional(sent(), "permission", str, "push")
    role = {"pull": "read", "push": "write"}.get(wanted, wanted)
    accounts.set_team_role(call.world, repository, team, role)


@routes.add("DELETE", f"{TEAM}/repos/<owner>/<repo>")
def remove_repository_role(call: Call, org: str, team_slug: str, owner: str, repo: str) -> None:
    """Take a team's role on a repository away."""
    _, team = _team(call, org, team_slug)
    repository = call.world.get_repository(f"{owner}/{repo}")
    call.world.require(repository, call.user, "admin")
    accounts.set_team_role(call.world, repository, team, "none")


def organization(call: Call, org: str) -> Organization:
    """Find an organisation that must be there."""
    found = call.world.organization(org)
    if found is None:
        raise NotFound
    return found


def _as_insider(call: Call, org: str) -> Organization:
    found, user = organization(call, org), call.user
    if isinstance(user, AppActor):
        installation = call.world.tables.installations[user.installation_id]
        if installation.owner.lower() != found.login.lower() or not rights.permits(
            user.permissions, "members"
        ):
            raise Forbidden(NOT_ACCESSIBLE)
    elif user.login not in [*found.members, *found.owners]:
        raise NotFound
    return found


def _team(call: Call, org: str, slug: str) -> tuple[Organization, Team]:
    found = _as_insider(call, org)
    team = found.teams.get(slug.lower())
    if team is None or not rights.may_see(found, team, call.user):
        raise NotFound
    return found, team
