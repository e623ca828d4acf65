"""Webhooks, as REST and the `ping` show them."""

from typing import Any

from gt_convoy_sandbox.model import Hook
from gt_convoy_sandbox.representations.context import Body, Context, timestamp


def hook(context: Context, hook: Hook) -> Body:
    """Give a hook; its secret is never shown."""
    kinds = {"repository": _repository_hook, "organization": _organization_hook, "integration": _app_hook}
    kind, owner = hook.target
    return {
        "id": hook.id,
        "name": "web",
        "active": hook.active,
        "events": hook.events,
        "config": config(hook),
        "updated_at": timestamp(hook.updated_at),
        "created_at": timestamp(hook.created_at),
        **kinds[kind](context, hook, owner),
    }


def config(hook: Hook) -> Body:
    """Give the settings of a hook; only an App's may lead nowhere."""
    shown = {"content_type": hook.content_type, "insecure_ssl": hook.insecure_ssl}
    return ({"url": hook.url} if hook.url else {}) | shown | ({"secret": "********"} if hook.secret else {})


def _repository_hook(context: Context, hook: Hook, owner: int) -> Body:
    url = f"{context.repository_api(context.world.tables.repositories[owner])}/hooks/{hook.id}"
    code = hook.last_status
    status = "unused" if code is None else "active" if 200 <= code < 300 else "failed"
    return {
        "type": "Repository",
        **_links(url),
        "test_url": f"{url}/test",
        "last_response": {"code": code, "status": status, "message": None},
    }


def _organization_hook(context: Context, hook: Hook, owner: int) -> Body:
    organizations = context.world.tables.organizations.values()
    login = next(each.login for each in organizations if each.id == owner)
    return {"type": "Organization", **_links(f"{context.api}/orgs/{login}/hooks/{hook.id}")}


def _app_hook(context: Context, _: Hook, owner: int) -> Body:
    return {"type": "App", "app_id": owner, "deliveries_url": f"{context.api}/app/hook/deliveries"}


def _links(url: str) -> dict[str, Any]:
    return {"url": url, "ping_url": f"{url}/pings", "deliveries_url": f"{url}/deliveries"}
