"""https://docs.github.com/rest/meta and https://docs.github.com/rest/rate-limit."""

from gt_convoy_sandbox.counting import LIMIT, Budget
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call
from gt_convoy_sandbox.rest.routing import Routes
from gt_convoy_sandbox.services import services

routes = Routes()
RESOURCES = ("core", "graphql", "search", "integration_manifest")


@routes.add("GET", "/rate_limit")
def get_rate_limit(call: Call) -> Body:
    """Show what is left; asking costs nothing."""
    login = call.viewer.login if call.viewer else ""
    now = call.world.clock().timestamp()
    resources = {each: _budget(services().requests.spend(login, each, now, cost=0)) for each in RESOURCES}
    return {"resources": resources, "rate": resources["core"]}


@routes.add("GET", "/meta")
def get_meta(_: Call) -> Body:
    """Show what a client may want to know of the server."""
    return {"verifiable_password_authentication": False, "hooks": ["127.0.0.0/8"]}


def _budget(budget: Budget) -> Body:
    return {"limit": LIMIT, "used": budget.used, "remaining": budget.remaining, "reset": budget.reset}
