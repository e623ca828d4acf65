"""Webhooks of repositories and of organisations, which are handled alike.

https://docs.github.com/rest/repos/webhooks and https://docs.github.com/rest/orgs/webhooks
"""

from collections.abc import Callable
from typing import Any

from gt_convoy_sandbox.model import Hook, hooks
from gt_convoy_sandbox.representations import deliveries as sent_shown
from gt_convoy_sandbox.representations import hooks as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest import sent_deliveries
from gt_convoy_sandbox.rest.call import Call, optional, sent
from gt_convoy_sandbox.rest.routing import Reply, Routes
from gt_convoy_sandbox.rest.teams import organization

routes = Routes()
ONE = "/hooks/<int:hook_id>"
DELIVERY = f"{ONE}/deliveries/<int:delivery_id>"
Handler = Callable[..., Reply]


def either(method: str, path: str) -> Callable[[Handler], Handler]:
    """Register a handler under repositories and under organisations."""

    def register(handler: Handler) -> Handler:
        routes.repository(method, path)(handler)
        routes.add(method, f"/orgs/<org>{path}")(handler)
        return handler

    return register


@either("GET", "/hooks")
def list_hooks(call: Call, org: str = "") -> Reply:
    """List hooks."""
    target = _target(call, org)
    hooks.require(call.world, target, call.user)
    return call.paged(hooks.of(call.world, target), lambda each: shown.hook(call.context, each))


@either("POST", "/hooks")
def create_hook(call: Call, org: str = "") -> Reply:
    """Create a hook."""
    hook = hooks.create(call.world, _target(call, org), call.user, **settings(sent()))
    return shown.hook(call.context, hook), 201


@either("GET", ONE)
def get_hook(call: Call, hook_id: int, org: str = "") -> Body:
    """Show a hook."""
    return shown.hook(call.context, _hook(call, org, hook_id))


@either("PATCH", ONE)
def update_hook(call: Call, hook_id: int, org: str = "") -> Body:
    """Change a hook."""
    hook = hooks.edit(call.world, _hook(call, org, hook_id), **settings(sent()))
    return shown.hook(call.context, hook)


@either("DELETE", ONE)
def delete_hook(call: Call, hook_id: int, org: str = "") -> None:
    """Delete a hook."""
    hooks.delete(call.world, _hook(call, org, hook_id))


@either("POST", f"{ONE}/pings")
def ping_hook(call: Call, hook_id: int, org: str = "") -> None:
    """Send a `ping`."""
    hooks.ping(call.world, _target(call, org), call.user, _hook(call, org, hook_id))


@either("GET", f"{ONE}/deliveries")
def list_deliveries(call: Call, hook_id: int, org: str = "") -> Reply:
    """List what was sent to a hook, newest first."""
    return sent_deliveries.listed(call, _hook(call, org, hook_id))


@either("GET", DELIVERY)
def get_delivery(call: Call, hook_id: int, delivery_id: int, org: str = "") -> Body:
    """Show a delivery with request and response."""
    return sent_shown.delivery(sent_deliveries.get(_hook(call, org, hook_id), delivery_id))


@either("POST", f"{DELIVERY}/attempts")
def redeliver(call: Call, hook_id: int, delivery_id: int, org: str = "") -> Reply:
    """Send a delivery again, under the same guid."""
    return sent_deliveries.again(_hook(call, org, hook_id), delivery_id)


def settings(body: Body) -> hooks.Settings:
    """Read what was sent to create or change a hook."""
    found = hook_config(optional(body, "config", dict, {}))
    if "events" in body:
        found["events"] = body["events"]
    if "active" in body:
        found["active"] = optional(body, "active", bool, True)
    return found


def hook_config(config: dict[str, Any]) -> hooks.Settings:
    """Read a hook's `config`."""
    found = hooks.Settings()
    if "url" in config:
        found["url"] = config["url"]
    if "secret" in config:
        found["secret"] = config["secret"]
    if config.get("content_type"):
        found["content_type"] = config["content_type"]
    elif "url" in config:
        found["content_type"] = "form"
    if "insecure_ssl" in config:
        found["insecure_ssl"] = str(config["insecure_ssl"])
    return found


def _target(call: Call, org: str) -> hooks.Target:
    return organization(call, org) if org else call.repository


def _hook(call: Call, org: str, hook_id: int) -> Hook:
    return hooks.get(call.world, _target(call, org), call.user, hook_id)
