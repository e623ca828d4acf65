"""The part of the adapter that is about webhooks: a repository's, and our App's own.

https://docs.github.com/en/rest/repos/webhooks and https://docs.github.com/en/rest/apps/webhooks
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import takewhile
from typing import Any
from urllib.parse import quote

from gt_convoy.domain.errors import Denied, NotFound, Rejected
from gt_convoy.domain.github_values import Attempt, Hook
from gt_convoy.events.payloads import NEWER_EVENTS
from gt_convoy.github import values
from gt_convoy.github.api.issues import owner
from gt_convoy.github.transport.client import Client
from gt_convoy.github.transport.clients import Clients

APP_HOOK = "/app/hook"


class Hooks:
    """Implements the webhooks' part of `gt_convoy.ports.github.GitHubPort`, whose docstrings hold."""

    _clients: Clients

    def app_hook(self) -> Hook | None:
        """The App's own; None with a token."""
        app = self._clients.app()
        return Hook(APP_HOOK, str(app.get(f"{APP_HOOK}/config").get("url") or "")) if app else None

    def hooks(self, repo: str) -> list[Hook]:
        """Of a repository and its organisation. Raises NotFound or Denied to who is no admin there."""
        found = self._hooks_at(owner(repo), f"/repos/{quote(repo)}/hooks")
        try:
            return [*found, *self._hooks_at(owner(repo), f"/orgs/{quote(owner(repo))}/hooks")]
        except (NotFound, Denied):  # it is a person, or we are no admin of the organisation
            return found

    def make_hook(self, repo: str, url: str, secret: str, events: Collection[str]) -> Hook:
        """Signed JSON; GitHub refuses addresses that it cannot reach, and events that it does not know."""
        path, client = f"/repos/{quote(repo)}/hooks", self._clients.of(owner(repo))
        config = {"url": url, "content_type": "json", "secret": secret}
        wanted = {"name": "web", "active": True, "events": sorted(events), "config": config}
        try:
            return _hook(path, client.write("POST", path, wanted))
        except Rejected:
            known = sorted(set(events) - set(NEWER_EVENTS))
            return _hook(path, client.write("POST", path, {**wanted, "events": known}))

    def attempts(self, hook: Hook, since: datetime) -> list[Attempt]:
        """Newest first; GitHub keeps them for some days."""
        listed = (_attempt(data) for data in self._for(hook).pages(f"{hook.path}/deliveries"))
        return list(takewhile(lambda attempt: attempt.at >= since, listed))

    def redeliver(self, hook: Hook, attempt: Attempt) -> None:
        """GitHub answers 202 and sends it a moment later."""
        self._for(hook).write("POST", f"{hook.path}/deliveries/{attempt.id}/attempts", {})

    def _hooks_at(self, account: str, path: str) -> list[Hook]:
        return [_hook(path, data) for data in self._clients.of(account).pages(path)]

    def _for(self, hook: Hook) -> Client:
        app = self._clients.app() if hook.path == APP_HOOK else None
        return app or self._clients.of(hook.path.split("/")[2])


@values.shaped
def _hook(path: str, data: Mapping[str, Any]) -> Hook:
    config = data.get("config") or {}
    return Hook(
        f"{path}/{int(data['id'])}",
        str(config.get("url") or ""),
        tuple(data.get("events") or ()),
        bool(data.get("active")),
        config.get("content_type") == "json",
    )


@values.shaped
def _attempt(data: Mapping[str, Any]) -> Attempt:
    return Attempt(
        int(data["id"]), str(data["guid"]), str(data["event"]), values.time(data["delivered_at"]),
        int(data["status_code"]),
    )  # fmt: skip
