"""The part of the adapter that is about repositories, their labels and files, and the people in them."""

import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from gt_convoy.domain.errors import NotFound, Rejected
from gt_convoy.domain.github_values import Label, Repository, Role, Team
from gt_convoy.github import mapping, values
from gt_convoy.github.api import verify
from gt_convoy.github.api.issues import owner
from gt_convoy.github.transport.client import Client
from gt_convoy.github.transport.clients import Clients
from gt_convoy.github.transport.failures import Forbidden


class Repositories:
    """Implements the repositories' part of `gt_convoy.ports.github.GitHubPort`, whose docstrings hold."""

    _clients: Clients

    def repository(self, repo: str) -> Repository:
        """By any of its names. Raises NotFound."""
        return mapping.repository(self._of(repo).get(_path(repo)))

    def role(self, repo: str, login: str) -> Role:
        """The effective role: https://docs.github.com/en/rest/collaborators/collaborators."""
        data = _or_none(self._of(repo), f"{_path(repo)}/collaborators/{_name(login)}/permission")
        return Role.NONE if data is None else mapping.role(data)

    def assignable(self, repo: str, login: str) -> bool:
        """Whether the login can be assigned: 204 or 404."""
        try:
            self._of(repo).get(f"{_path(repo)}/assignees/{_name(login)}")
        except NotFound:
            return False
        return True

    def account_exists(self, login: str) -> bool:
        """Whether there is such an account; an App's is `name[bot]`."""
        return _or_none(self._clients.of(login), f"/users/{_name(login)}") is not None

    def team(self, org: str, slug: str) -> Team | None:
        """A team, with nested teams' members; None if this account may not see it (403, 404)."""
        path = f"/orgs/{_name(org)}/teams/{_name(slug)}"
        client = self._clients.of(org)
        try:
            data = values.mapping(client.get(path))
            members = tuple(values.login(user) for user in client.pages(f"{path}/members"))
        except (Forbidden, NotFound):
            return None
        return Team(members, secret=data.get("privacy") == "secret")

    def label(self, repo: str, name: str) -> Label | None:
        """A label; None if there is none."""
        data = _or_none(self._of(repo), f"{_path(repo)}/labels/{_name(name)}")
        return None if data is None else mapping.label(data)

    def put_label(self, repo: str, label: Label) -> None:
        """Set what is there, else make it."""
        looks = {"color": label.color, "description": label.description}
        client = self._of(repo)
        try:
            # The name as well: another spelling of it is the same label to GitHub, and none to us.
            named = {"new_name": label.name, **looks}
            data = client.write("PATCH", f"{_path(repo)}/labels/{_name(label.name)}", named)
        except NotFound:
            data = client.write("POST", f"{_path(repo)}/labels", {"name": label.name, **looks})
        verify.labelled(repo, mapping.label(data), label)

    def dispatch(self, repo: str, event_type: str, payload: Mapping[str, object]) -> None:
        """Send a `repository_dispatch` event; GitHub takes at most 10 keys in the payload."""
        body = {"event_type": event_type, "client_payload": dict(payload)}
        self._of(repo).write("POST", f"{_path(repo)}/dispatches", body)

    def text_file(self, repo: str, path: str) -> str | None:
        """A file of the default branch, up to 1 MB; None if it is not there. Raises Rejected if no text."""
        data = _or_none(self._of(repo), f"{_path(repo)}/contents/{quote(path.strip('/'))}")
        if data is None:
            return None
        if not isinstance(data, dict) or data.get("encoding") != "base64":
            raise Rejected(f"{path} in {repo} is not a file that GitHub shows: it is a folder or over 1 MB")
        try:
            return base64.b64decode(data["content"]).decode("utf-8")
        except ValueError:
            raise Rejected(f"{path} in {repo} is not UTF-8 text") from None

    def _of(self, repo: str) -> Client:
        return self._clients.of(owner(repo))


def _or_none(client: Client, path: str) -> Any:
    try:
        return client.get(path)
    except NotFound:
        return None


def _path(repo: str) -> str:
    return f"/repos/{quote(repo)}"


def _name(text: str) -> str:
    """A name as one segment of a path, whatever is in it."""
    return quote(text, safe="")
