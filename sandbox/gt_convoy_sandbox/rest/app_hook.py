"""https://docs.github.com/rest/apps/webhooks."""

from gt_convoy_sandbox.model import Hook, apps, hooks
from gt_convoy_sandbox.representations import deliveries as sent_shown
from gt_convoy_sandbox.representations import hooks as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest import sent_deliveries
from gt_convoy_sandbox.rest.call import Call, sent
from gt_convoy_sandbox.rest.hooks import hook_config
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
CONFIG = "/app/hook/config"
DELIVERIES = "/app/hook/deliveries"


@routes.app("GET", CONFIG)
def get_config(call: Call) -> Body:
    """Show the settings of the App's webhook."""
    return shown.config(_hook(call))


@routes.app("PATCH", CONFIG)
def update_config(call: Call) -> Body:
    """Change the settings of the App's webhook; an address makes it active."""
    body = sent()
    wanted = hook_config({"content_type": _hook(call).content_type, **body})
    hook = hooks.edit(call.world, _hook(call), **wanted)
    hook.active = bool(hook.url)
    return shown.config(hook)


@routes.app("GET", DELIVERIES)
def list_deliveries(call: Call) -> Reply:
    """List what was sent to the App's webhook, newest first."""
    return sent_deliveries.listed(call, _hook(call))


@routes.app("GET", f"{DELIVERIES}/<int:delivery_id>")
def get_delivery(call: Call, delivery_id: int) -> Body:
    """Show a delivery with request and response."""
    return sent_shown.delivery(sent_deliveries.get(_hook(call), delivery_id))


@routes.app("POST", f"{DELIVERIES}/<int:delivery_id>/attempts")
def redeliver(call: Call, delivery_id: int) -> Reply:
    """Send a delivery again, under the same guid."""
    return sent_deliveries.again(_hook(call), delivery_id)


def _hook(call: Call) -> Hook:
    return apps.hook_of(call.world, call.app)
