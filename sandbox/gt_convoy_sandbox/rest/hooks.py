"""https://docs.github.com/rest/repos/webhooks."""

import json
from typing import Any

from gt_convoy_sandbox.deliveries import Delivery
from gt_convoy_sandbox.model import Hook, hooks
from gt_convoy_sandbox.model.errors import NotFound
from gt_convoy_sandbox.representations import hooks as shown
from gt_convoy_sandbox.representations.context import Body, optional_timestamp
from gt_convoy_sandbox.rest.call import Call, optional, sent
from gt_convoy_sandbox.rest.routing import Reply, Routes
from gt_convoy_sandbox.services import services

routes = Routes()
ONE = "/hooks/<int:hook_id>"
DELIVERY = f"{ONE}/deliveries/<int:delivery_id>"


@routes.repository("GET", "/hooks")
def list_hooks(call: Call) -> Reply:
    """List the hooks of a repository."""
    hooks.require(call.world, call.repository, call.user)
    return call.paged(call.world.hooks_of(call.repository), lambda each: shown.hook(call.context, each))


@routes.repository("POST", "/hooks")
def create_hook(call: Call) -> Reply:
    """Create a hook."""
    hook = hooks.create(call.world, call.repository, call.user, **_settings(sent()))
    return shown.hook(call.context, hook), 201


@routes.repository("GET", ONE)
def get_hook(call: Call, hook_id: int) -> Body:
    """Show a hook."""
    return shown.hook(call.context, _hook(call, hook_id))


@routes.repository("PATCH", ONE)
def update_hook(call: Call, hook_id: int) -> Body:
    """Change a hook."""
    hook = hooks.edit(call.world, _hook(call, hook_id), call.user, **_settings(sent()))
    return shown.hook(call.context, hook)


@routes.repository("DELETE", ONE)
def delete_hook(call: Call, hook_id: int) -> None:
    """Delete a hook."""
    hooks.delete(call.world, _hook(call, hook_id), call.user)


@routes.repository("POST", f"{ONE}/pings")
def ping_hook(call: Call, hook_id: int) -> None:
    """Send a `ping`."""
    hooks.ping(call.world, call.repository, call.user, _hook(call, hook_id))


@routes.repository("GET", f"{ONE}/deliveries")
def list_deliveries(call: Call, hook_id: int) -> Reply:
    """List what was sent to a hook, newest first."""
    hook = _hook(call, hook_id)
    return call.paged(services().deliveries.all(hook.id)[::-1], _delivery_item)


@routes.repository("GET", DELIVERY)
def get_delivery(call: Call, hook_id: int, delivery_id: int) -> Body:
    """Show a delivery with request and response."""
    delivery = _delivery(_hook(call, hook_id), delivery_id)
    response = delivery.response
    return _delivery_item(delivery) | {
        "url": delivery.hook.url,
        "request": {"headers": delivery.headers, "payload": json.loads(delivery.body)},
        "response": {
            "headers": response.headers if response else {},
            "payload": response.body if response else None,
        },
    }


@routes.repository("POST", f"{DELIVERY}/attempts")
def redeliver(call: Call, hook_id: int, delivery_id: int) -> Reply:
    """Send a delivery again, under the same guid."""
    services().deliveries.redeliver(_delivery(_hook(call, hook_id), delivery_id))
    return {}, 202


def _hook(call: Call, hook_id: int) -> Hook:
    return hooks.get(call.world, call.repository, call.user, hook_id)


def _delivery(hook: Hook, delivery_id: int) -> Delivery:
    for delivery in services().deliveries.all(hook.id):
        if delivery.id == delivery_id:
            return delivery
    raise NotFound


def _delivery_item(delivery: Delivery) -> Body:
    response = delivery.response
    return {
        "id": delivery.id,
        "guid": delivery.guid,
        "delivered_at": optional_timestamp(delivery.delivered_at),
        "redelivery": delivery.redelivery,
        "duration": response.duration if response else 0,
        "status": response.reason if response else "pending",
        "status_code": response.status if response else 0,
        "event": delivery.event,
        "action": delivery.action or None,
        "installation_id": None,
        "repository_id": delivery.hook.repository_id,
        "throttled_at": None,
    }


def _settings(body: Body) -> hooks.Settings:
    config: dict[str, Any] = optional(body, "config", dict, {})
    settings = hooks.Settings()
    if "url" in config:
        settings["url"] = config["url"]
    if "secret" in config:
        settings["secret"] = config["secret"]
    if config.get("content_type"):
        settings["content_type"] = config["content_type"]
    elif "url" in config:
        settings["content_type"] = "form"
    if "insecure_ssl" in config:
        settings["insecure_ssl"] = str(config["insecure_ssl"])
    if "events" in body:
        settings["events"] = body["events"]
    if "active" in body:
        settings["active"] = optional(body, "active", bool, True)
    return settings
