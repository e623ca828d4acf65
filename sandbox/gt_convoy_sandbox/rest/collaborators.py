"""https://docs.github.com/rest/collaborators/collaborators."""

from gt_convoy_sandbox.model import User, repositories
from gt_convoy_sandbox.model.errors import Forbidden, Invalid, NotFound
from gt_convoy_sandbox.representations import accounts as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call, optional, sent
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
ROLES = {"pull": "read", "push": "write"}


@routes.repository("GET", "/collaborators")
def list_collaborators(call: Call) -> Reply:
    """List who was given a role."""
    if not call.world.can(call.repository, call.user, "write"):
        raise Forbidden("Must have push access to view repository collaborators.")
    people = call.world.tables.users.values()
    given = [each for each in people if call.world.is_assignable(call.repository, each)]
    return call.paged(given, lambda each: shown.collaborator(call.context, call.repository, each))


@routes.repository("GET", "/collaborators/<username>")
def check_collaborator(call: Call, username: str) -> None:
    """Say whether someone was given a role: 204 or 404."""
    if not call.world.can(call.repository, call.user, "write"):
        raise Forbidden("Must have push access to view repository collaborators.")
    if not call.world.is_assignable(call.repository, _user(call, username)):
        raise NotFound(f"{username} is not a user")


@routes.repository("GET", "/collaborators/<username>/permission")
def get_permission(call: Call, username: str) -> Body:
    """Show the effective role: `role_name`, and `permission`, which knows fewer words."""
    if not call.world.can(call.repository, call.user, "write"):
        raise Forbidden("Must have push access to view collaborator permission.")
    user = _user(call, username)
    role = call.world.role(call.repository, user)
    body = shown.collaborator(call.context, call.repository, user)
    name = call.world.role_name(call.repository, user)
    return {"permission": shown.LEGACY_PERMISSION.get(role, role), "role_name": name, "user": body}


@routes.repository("PUT", "/collaborators/<username>")
def add_collaborator(call: Call, username: str) -> None:
    """Give someone a role. GitHub would invite them (201); the sandbox takes them in at once (204)."""
    wanted = optional(sent(), "permission", str, "push")
    role = ROLES.get(wanted, wanted)
    repositories.set_role(call.world, call.repository, call.user, _user(call, username).login, role)


@routes.repository("DELETE", "/collaborators/<username>")
def remove_collaborator(call: Call, username: str) -> None:
    """Take someone's role away."""
    if username.lower() not in call.repository.collaborators:
        raise Invalid("Collaborator", "user", "invalid", value=username)
    repositories.set_role(call.world, call.repository, call.user, username, "none")


def _user(call: Call, username: str) -> User:
    user = call.world.user(username)
    if user is None:
        raise NotFound(f"{username} is not a user")
    return user
