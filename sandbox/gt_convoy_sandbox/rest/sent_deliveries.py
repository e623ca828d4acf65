"""What was sent to a hook: listed with cursors, looked up, sent again; alike for all kinds of hooks.

https://docs.github.com/rest/repos/webhooks#list-deliveries-for-a-repository-webhook
"""

from collections.abc import Sequence

from flask import request

from gt_convoy_sandbox.deliveries import Delivery
from gt_convoy_sandbox.model import Hook
from gt_convoy_sandbox.model.errors import Invalid, NotFound
from gt_convoy_sandbox.representations import deliveries as shown
from gt_convoy_sandbox.rest.call import Call
from gt_convoy_sandbox.rest.routing import Reply
from gt_convoy_sandbox.services import services

STATUSES = {"success": True, "failure": False}


def listed(call: Call, hook: Hook) -> Reply:
    """List what was sent to a hook, newest first, perhaps what failed or succeeded alone."""
    found: Sequence[Delivery] = sorted(
        services().deliveries.all(hook.id), key=lambda each: each.id, reverse=True
    )
    wanted = request.args.get("status")
    if wanted:
        if wanted not in STATUSES:
            raise Invalid("HookDelivery", "status", "invalid", value=wanted)
        found = [each for each in found if each.succeeded is STATUSES[wanted]]
    return call.cursor_paged(found, shown.item, lambda each: each.id)


def get(hook: Hook, delivery_id: int) -> Delivery:
    """Find a delivery that must be there."""
    for delivery in services().deliveries.all(hook.id):
        if delivery.id == delivery_id:
            return delivery
    raise NotFound


def again(hook: Hook, delivery_id: int) -> Reply:
    """Send a delivery again, under the same guid."""
    services().deliveries.redeliver(get(hook, delivery_id))
    return {}, 202
