"""The part of the adapter that is about issues: how they stand, and what is written to them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any, Literal
from urllib.parse import quote

from gt_convoy.domain.bounds import PER_REQUEST
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.errors import NotFound
from gt_convoy.domain.github_values import BodyEdit, Change, TextHistory
from gt_convoy.domain.issue import Issue, Seen, Thread
from gt_convoy.domain.references import Ref
from gt_convoy.github import mapping, values
from gt_convoy.github.api import graphql, verify
from gt_convoy.github.api.lookup import Lookup
from gt_convoy.github.api.unresolved import issue_path
from gt_convoy.github.transport.clients import Clients
from gt_convoy.ports.github import Edited

MOST_EDIT_PAGES = 10  # of 50 edits each
NO_EDITS = {"nodes": [], "pageInfo": {"hasNextPage": False}}


class Issues:
    """Implements the issues' part of `gt_convoy.ports.github.GitHubPort`, whose docstrings hold."""

    def __init__(self, clients: Clients) -> None:
        """Ask GitHub nothing yet."""
        self._clients = clients
        self._lookup = Lookup(clients)

    def issues(self, refs: Collection[Ref]) -> dict[Ref, Seen]:
        """How each stands now, by the reference asked for."""
        return self._lookup.issues(refs)

    def convoy(self, ref: Ref, also: Collection[Ref] = ()) -> tuple[Thread, dict[Ref, Seen]]:
        """A convoy's own issue and up to PER_REQUEST of `also`, in one request. Raises NotFound."""
        return self._lookup.convoy(ref, also)

    def convoys(
        self, repo: str, state: Literal["open", "closed", "all"], since: datetime | None = None
    ) -> list[Thread]:
        """The issues with the convoy label, oldest first, by https://docs.github.com/en/rest/issues/issues."""
        return list(self._threads(repo, {"labels": LABEL, "state": state} | stamp(since), often=True))

    def new_threads(self, repo: str, since: datetime) -> list[Thread]:
        """Issues updated at or after `since`, oldest first."""
        return list(self._threads(repo, {"state": "all"} | stamp(since)))

    def assigned(self, repo: str, since: datetime) -> list[Ref]:
        """Those that somebody was assigned to at or after `since`, each once, newest first.

        https://docs.github.com/en/rest/issues/events#list-issue-events-for-a-repository
        """
        events = self._clients.of(owner(repo)).pages(f"/repos/{quote(repo)}/issues/events", often=True)
        young = takewhile(lambda event: mapping.event_time(event) >= since, events)
        return list(dict.fromkeys(ref for ref in map(mapping.assigned, young) if ref))

    def last_touched(self, repo: str) -> datetime | None:
        """The newest updated_at; a comment moves its issue's. Raises NotFound."""
        newest = {"state": "all", "sort": "updated", "direction": "desc", "per_page": 1}
        found = self._clients.of(owner(repo)).get(f"/repos/{quote(repo)}/issues", newest, often=True)
        return mapping.thread(found[0]).updated_at if found else None

    def forget(self, refs: Collection[Ref]) -> None:
        """Ask REST again about these, though it could not find them lately."""
        self._lookup.forget(refs)

    def open_issues(self, repo: str) -> list[Issue]:
        """All open issues and pull requests, oldest first. Raises NotFound."""
        client, path = self._clients.of(owner(repo)), f"/repos/{quote(repo)}"
        repository = mapping.repository(client.get(path))
        wanted = {"state": "open", "sort": "created", "direction": "asc"}
        return [mapping.issue(data, repository) for data in client.pages(f"{path}/issues", wanted)]

    def thread(self, ref: Ref) -> Thread:
        """One issue or pull request; a moved one is shown at its new place. Raises NotFound."""
        return mapping.thread(self._clients.of(ref.owner).get(issue_path(ref)))

    def create(self, repo: str, title: str, body: str, labels: Collection[str]) -> Thread:
        """Make an issue, once. Raises Rejected if GitHub made something else of it."""
        wanted = {"title": title, "body": body, "labels": sorted(labels)}
        data = self._clients.of(owner(repo)).write("POST", f"/repos/{quote(repo)}/issues", wanted)
        return verify.created(mapping.thread(data), title, body, labels)

    def update(self, ref: Ref, change: Change) -> Thread:
        """One PATCH, verified. Raises Rejected if it did not take."""
        body = _patch(change)
        if not body:
            return self.thread(ref)
        data = self._clients.of(ref.owner).write("PATCH", issue_path(ref), body)
        return verify.updated(mapping.thread(data), change)

    def assign(self, ref: Ref, logins: Collection[str]) -> tuple[str, ...]:
        """Add assignees; answers who is assigned then: GitHub drops those without access silently."""
        path = f"{issue_path(ref)}/assignees"
        return mapping.assignees(self._clients.of(ref.owner).write("POST", path, {"assignees": list(logins)}))

    def sub_issues(self, ref: Ref) -> list[Issue]:
        """One level of sub-issues. Raises NotFound."""
        return self._issues_at(ref, f"{issue_path(ref)}/sub_issues")

    def body_edits(
        self, ref: Ref, enough: Callable[[Sequence[BodyEdit]], bool] = lambda _: False
    ) -> list[BodyEdit]:
        """The versions of the text, newest first; none where the server keeps no history."""
        nodes: list[Any] = []
        for page in self._edit_pages(ref):
            nodes += page["nodes"]
            if enough(mapping.edits(nodes)):
                break
        return mapping.edits(nodes)

    def editors(self, repo: str, numbers: Collection[int]) -> dict[int, Edited]:
        """Whose the texts of these issues are; what GitHub does not tell is left out."""
        found: dict[int, Edited] = {}
        wanted = sorted(numbers)
        variables = dict(zip("on", repo.split("/"), strict=True))
        for start in range(0, len(wanted), PER_REQUEST):
            query = graphql.editors_query(wanted[start : start + PER_REQUEST])
            data = self._lookup.query(self._clients.of(owner(repo)), query, variables)
            nodes = data.get("repository") or {}
            found |= {n: mapping.edited(node) for n in wanted if (node := nodes.get(f"i{n}"))}
        return found

    def text_history(self, thread: Ref, node: str) -> TextHistory | None:
        """One query; None where it cannot be told."""
        if not node:
            return None
        variables = {**_place(thread), "id": node}
        data = self._lookup.query(self._clients.of(thread.owner), graphql.text_query(), variables)
        return mapping.text_history(data)

    def earlier_texts(self, thread: Ref, nodes: Sequence[str]) -> list[str | None]:
        """What these texts said in any version; None for one that was removed, or is too far back."""
        if not nodes or self._lookup.lacks("userContentEdits"):
            return []
        variables = {"ids": list(nodes)}
        query = graphql.earlier_texts_query()
        data = self._lookup.query(self._clients.of(thread.owner), query, variables)
        return mapping.versions(data.get("nodes") or [])

    def _issues_at(self, ref: Ref, path: str) -> list[Issue]:
        """The issues of a list that belongs to one; their repositories are asked for once each."""
        client = self._clients.of(ref.owner)
        repositories = {}
        found = []
        for data in client.pages(path):
            repo = values.repo_of(data)
            if repo not in repositories:
                repositories[repo] = mapping.repository(client.get(f"/repos/{quote(repo)}"))
            found.append(mapping.issue(data, repositories[repo]))
        return found

    def _threads(self, repo: str, wanted: Mapping[str, str], *, often: bool = False) -> Iterator[Thread]:
        params = {"sort": "created", "direction": "asc", **wanted}
        for data in self._clients.of(owner(repo)).pages(f"/repos/{quote(repo)}/issues", params, often=often):
            if "pull_request" not in data:
                yield mapping.thread(data)

    def _edit_pages(self, ref: Ref) -> Iterator[Mapping[str, Any]]:
        variables: dict[str, Any] = {**_place(ref), "after": None}
        for _ in range(0 if self._lookup.lacks("userContentEdits") else MOST_EDIT_PAGES):
            page = self._edits_page(ref, variables)
            yield page
            if not page["pageInfo"]["hasNextPage"]:
                return
            variables["after"] = page["pageInfo"]["endCursor"]

    def _edits_page(self, ref: Ref, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        data = self._lookup.query(self._clients.of(ref.owner), graphql.edits_query(), variables)
        issue = (data.get("repository") or {}).get("issue")
        if self._lookup.lacks("userContentEdits"):
            return NO_EDITS
        if not issue:
            raise NotFound(f"GitHub shows this account no issue {ref}")
        return values.mapping(issue["userContentEdits"])


def owner(repo: str) -> str:
    """The account that owns `owner/repo`."""
    return repo.partition("/")[0]


def _place(ref: Ref) -> dict[str, Any]:
    """An issue as variables of a query."""
    return {"o": ref.owner, "n": ref.repo.partition("/")[2], "i": ref.number}


def stamp(since: datetime | None) -> dict[str, str]:
    """The `since` parameter of GitHub's lists, in UTC."""
    return {"since": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")} if since else {}


def _patch(change: Change) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if change.body is not None:
        body["body"] = change.body
    if change.open is not None:
        body["state"] = "open" if change.open else "closed"
    if change.state_reason is not None:
        body["state_reason"] = change.state_reason
    if change.labels is not None:
        body["labels"] = sorted(change.labels)
    return body
