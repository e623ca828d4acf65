"""Webhooks, as REST and the `ping` show them."""

from gt_convoy_sandbox.model import Hook
from gt_convoy_sandbox.representations.context import Body, Context, timestamp


def hook(context: Context, hook: Hook) -> Body:
    """Give a hook; its secret is never shown."""
    repository = context.world.tables.repositories[hook.repository_id]
    url = f"{context.repository_api(repository)}/hooks/{hook.id}"
    code = hook.last_status
    status = "unused" if code is None else "active" if 200 <= code < 300 else "failed"
    return {
        "type": "Repository",
        "id": hook.id,
        "name": "web",
        "active": hook.active,
        "events": hook.events,
        "config": config(hook),
        "updated_at": timestamp(hook.updated_at),
        "created_at": timestamp(hook.created_at),
        "url": url,
        "test_url": f"{url}/test",
        "ping_url": f"{url}/pings",
        "deliveries_url": f"{url}/deliveries",
        "last_response": {"code": code, "status": status, "message": None},
    }


def config(hook: Hook) -> Body:
    """Give the settings of a hook."""
    shown = {"url": hook.url, "content_type": hook.content_type, "insecure_ssl": hook.insecure_ssl}
    return shown | ({"secret": "********"} if hook.secret else {})
