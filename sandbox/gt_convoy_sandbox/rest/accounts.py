"""https://docs.github.com/rest/users."""

from gt_convoy_sandbox.model import AppActor, rights
from gt_convoy_sandbox.model.errors import Forbidden
from gt_convoy_sandbox.representations import accounts as shown
from gt_convoy_sandbox.representations import repositories
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call
from gt_convoy_sandbox.rest.permissions import NOT_ACCESSIBLE
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()


@routes.add("GET", "/user")
def get_viewer(call: Call) -> Body:
    """Say who the token belongs to; an installation's belongs to no user."""
    if isinstance(call.user, AppActor):
        raise Forbidden(NOT_ACCESSIBLE)
    return shown.private_user(call.context, call.user)


@routes.add("GET", "/users/<username>")
def get_user(call: Call, username: str) -> Body:
    """Show a user or organisation."""
    return shown.public_user(call.context, call.world.account(username))


@routes.add("GET", "/user/repos")
def list_repositories(call: Call) -> Reply:
    """List the repositories on which the asker was given a role."""
    user, world = call.user, call.world
    found = [each for each in world.repositories() if rights.granted(world, each, user).role != "none"]
    return call.paged(found, lambda each: repositories.repository(call.context, each))
