"""GitHub's issues, comments, repositories and labels, from its JSON."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, get_args

from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.github_values import (
    BodyEdit,
    Comment,
    Label,
    Repository,
    Role,
    TextHistory,
    Transfer,
)
from gt_convoy.domain.issue import Issue, Reaction, State, Thread
from gt_convoy.domain.references import Ref
from gt_convoy.github import relations
from gt_convoy.github.values import (
    GHOST,
    Data,
    actor,
    is_private,
    kind,
    label_names,
    login,
    mapping,
    maybe_time,
    repo_of,
    shaped,
    time,
)
from gt_convoy.ports.github import Edited

_PERMISSIONS = {
    "pull": Role.READ,
    "triage": Role.TRIAGE,
    "push": Role.WRITE,
    "maintain": Role.MAINTAIN,
    "admin": Role.ADMIN,
}


@shaped
def issue_node(node: Data, repository: Data) -> Issue:
    """An issue or pull request of GraphQL, with its repository as asked for in the same query."""
    is_pull = node["__typename"] == "PullRequest"
    state = node["pullState" if is_pull else "state"]
    reason = "merged" if state == "MERGED" else node.get("stateReason")
    assigned = node.get("assignedActors") or node.get("assignees") or {"nodes": []}
    labels = label_names(node["labels"]["nodes"])
    return Issue(
        ref=Ref(repository["nameWithOwner"], node["number"]),
        repo_id=repository["databaseId"],
        title=node["title"],
        url=node["url"],
        state=State.OPEN if state == "OPEN" else State.CLOSED,
        created_at=time(node["createdAt"]),
        updated_at=time(node["updatedAt"]),
        closed_at=maybe_time(node.get("closedAt")),
        state_reason=reason.lower() if reason else None,
        type=kind((node.get("issueType") or {}).get("name"), labels),
        assignees=tuple(actor(who) for who in assigned["nodes"] if who),
        is_pull=is_pull,
        private=is_private(repository),
        convoy=LABEL in labels,
        draft=is_pull and bool(node.get("isDraft")),
        **relations.of_node(node),
    )


@shaped
def issue(data: Data, repository: Repository) -> Issue:
    """An issue or pull request of REST; its repository was asked for apart."""
    pull = data.get("pull_request")
    reason = "merged" if pull and pull.get("merged_at") else data.get("state_reason")
    labels = label_names(data.get("labels") or ())
    return Issue(
        ref=Ref(repository.full_name, data["number"]),
        repo_id=repository.id,
        title=data["title"],
        url=data["html_url"],
        state=State(data["state"]),
        created_at=time(data["created_at"]),
        updated_at=time(data["updated_at"]),
        closed_at=maybe_time(data.get("closed_at")),
        state_reason=reason,
        type=kind((data.get("type") or {}).get("name"), labels),
        assignees=assignees(data),
        is_pull=pull is not None,
        private=repository.private,
        convoy=LABEL in labels,
        draft=pull is not None and bool(data.get("draft")),
        **relations.of_rest(data),
    )


@shaped
def thread_node(node: Data, repository: Data) -> Thread:
    """A convoy's own issue, of GraphQL."""
    return Thread(
        ref=Ref(repository["nameWithOwner"], node["number"]),
        id=int(node["id"]),
        title=node["title"],
        body=node["body"] or "",
        url=node["url"],
        open=node["state"] == "OPEN",
        author=actor(node.get("author")),
        created_at=time(node["createdAt"]),
        updated_at=time(node["updatedAt"]),
        closed_at=maybe_time(node.get("closedAt")),
        labels=frozenset(label_names(node["labels"]["nodes"])),
        private=is_private(repository),
        editor=_editor(node),
        edited_at=maybe_time(node.get("lastEditedAt")),
        node=node.get("node") or "",
        locked=bool(node.get("locked")),
    )


@shaped
def thread(data: Data) -> Thread:
    """An issue or pull request of REST, with its text."""
    return Thread(
        ref=Ref(repo_of(data), data["number"]),
        id=data["id"],
        title=data["title"],
        body=data.get("body") or "",
        url=data["html_url"],
        open=data["state"] == "open",
        author=login(data.get("user")),
        created_at=time(data["created_at"]),
        updated_at=time(data["updated_at"]),
        closed_at=maybe_time(data.get("closed_at")),
        labels=frozenset(label_names(data.get("labels") or ())),
        is_pull=data.get("pull_request") is not None,
        node=data.get("node_id") or "",
        locked=bool(data.get("locked")),
        reactions=_reactions(data),
        label=_described(data.get("labels") or (), LABEL),
    )


@shaped
def comment(data: Data) -> Comment:
    """A comment of REST."""
    repo, _, number = data["issue_url"].partition("/repos/")[2].partition("/issues/")
    return Comment(
        id=data["id"],
        thread=Ref(repo, int(number)),
        author=login(data.get("user")),
        body=data.get("body") or "",
        url=data["html_url"],
        created_at=time(data["created_at"]),
        updated_at=time(data["updated_at"]),
        node=data.get("node_id") or "",
        reactions=_reactions(data),
    )


def _reactions(data: Data) -> frozenset[Reaction]:
    """Those of our kinds that are there, by the counts that an issue or comment of REST comes with."""
    counts = data.get("reactions") or {}
    return frozenset(reaction for reaction in get_args(Reaction) if counts.get(reaction))


@shaped
def reactor(data: Data) -> str:
    """Who put a reaction of REST."""
    return login(data["user"])


@shaped
def repository(data: Data) -> Repository:
    """A repository of REST; internal ones are private to us: not everyone can read them."""
    public = not data["private"] and data.get("visibility", "public") == "public"
    return Repository(
        data["id"],
        data["full_name"],
        not public,
        _own_role(data.get("permissions")),
        archived=data.get("archived") is True,
        has_issues=data.get("has_issues") is not False,
    )


def _own_role(permissions: Mapping[str, bool] | None) -> Role | None:
    """The greatest of the permissions that a repository's answer names for whoever asked."""
    if permissions is None:
        return None
    return max((role for name, role in _PERMISSIONS.items() if permissions.get(name)), default=Role.NONE)


@shaped
def label(data: Data) -> Label:
    """A label of REST, or of GraphQL."""
    return Label(data["name"], data["color"], data.get("description") or "")


@shaped
def edits(nodes: Iterable[Data | None]) -> list[BodyEdit]:
    """The versions of a text, newest first; GraphQL's `diff` holds the whole text as it was after the edit.

    One that was deleted from the history has no text.
    """
    known = sorted((node for node in nodes if node), key=lambda node: time(node["editedAt"]), reverse=True)
    texts = [node.get("diff") for node in known]
    return [
        BodyEdit(
            at=time(node["editedAt"]),
            body=text,
            editor=actor(node["editor"]) if node.get("editor") else None,
            torn=n + 1 < len(texts) and texts[n + 1] is None,
        )
        for n, (node, text) in enumerate(zip(known, texts, strict=True))
        if text is not None
    ]


@shaped
def versions(texts: Iterable[Data | None]) -> list[str | None]:
    """All versions of texts; None for one removed from the history, or beyond its first page."""
    found: list[str | None] = []
    for history in (text["userContentEdits"] for text in texts if text):
        found += [edit and edit["diff"] for edit in history["nodes"]]
        found += [None] * history["pageInfo"]["hasNextPage"]
    return found


@shaped
def edited(node: Data) -> Edited:
    """Whose a text is as it stands."""
    by = _editor(node)
    return Edited(None if by == GHOST else by, maybe_time(node.get("lastEditedAt")), time(node["updatedAt"]))


@shaped
def text_history(data: Data) -> TextHistory | None:
    """What became of a text; None where its node is gone."""
    thread = mapping(mapping(data.get("repository") or {}).get("issueOrPullRequest") or {})
    moves = mapping(thread.get("timelineItems") or {}).get("nodes") or ()  # pull requests are never moved
    text = data.get("node")
    return TextHistory(text.get("lastEditedAt") is not None, tuple(map(_transfer, moves))) if text else None


def _transfer(node: Data) -> Transfer:
    source = node["fromRepository"]
    return Transfer(time(node["createdAt"]), source["nameWithOwner"] if source else None)


def _editor(node: Data) -> str | None:
    """Whoever edited it last, else its author; None where that was not told."""
    if "lastEditedAt" not in node:
        return None
    return actor(node.get("editor" if node["lastEditedAt"] else "author"))


@shaped
def role(data: Data) -> Role:
    """The role by its name; a custom role counts as the one it is based on."""
    for name in (data.get("role_name") or "", data["permission"]):
        if name.upper() in Role.__members__:
            return Role[name.upper()]
    return Role.NONE


@shaped
def assignees(data: Data) -> tuple[str, ...]:
    """Who is assigned, of an issue of REST."""
    return tuple(login(who) for who in data["assignees"] if who)


@shaped
def assigned(event: Data) -> Ref | None:
    """The issue that an issue event of REST assigned somebody to; None if it tells of another thing."""
    issue = event.get("issue")
    if event["event"] != "assigned" or not issue or issue.get("pull_request"):
        return None
    return Ref(repo_of(issue), issue["number"])


@shaped
def event_time(event: Data) -> datetime:
    """When an issue event of REST happened."""
    return time(event["created_at"])


def _described(labels: Iterable[Any], name: str) -> str | None:
    """The description of the label with that name, written just so; None if it is not there."""
    found = (label for label in labels if isinstance(label, dict) and label["name"] == name)
    return next((label.get("description") or "" for label in found), None)
