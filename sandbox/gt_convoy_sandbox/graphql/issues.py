"""Issues and pull requests, comments, reactions, and the history of texts."""

from collections.abc import Sequence
from typing import Any

from gt_convoy_sandbox.graphql import related
from gt_convoy_sandbox.graphql.accounts import Account, actor
from gt_convoy_sandbox.graphql.connections import Connection, Page, connection
from gt_convoy_sandbox.graphql.fields import Asked, Fields, always, named
from gt_convoy_sandbox.graphql.repositories import Order, ordered_labels, state
from gt_convoy_sandbox.model import (
    Comment,
    Edit,
    Issue,
    IssueType,
    Reaction,
    Repository,
    TimelineEvent,
)
from gt_convoy_sandbox.representations import accounts
from gt_convoy_sandbox.representations.issues import page as page_of

Text = Issue | Comment
REACTIONS = {
    "THUMBS_UP": "+1",
    "THUMBS_DOWN": "-1",
    "LAUGH": "laugh",
    "HOORAY": "hooray",
    "CONFUSED": "confused",
    "HEART": "heart",
    "ROCKET": "rocket",
    "EYES": "eyes",
}
WORDS = {content: word for word, content in REACTIONS.items()}


def _repository(text: Text, asked: Asked) -> Repository:
    return asked.world.repository_of(asked.world.issue_of(text) if isinstance(text, Comment) else text)


def _association(text: Text, asked: Asked) -> str:
    return accounts.association(asked.world, _repository(text, asked), text.author)


def _editor(text: Text, asked: Asked) -> Account | None:
    return actor(asked, text.edits[-1].editor) if text.edits else None


def _edits(text: Text, _asked: Asked, **page: Any) -> Connection:
    return connection("userContentEdits", text.edits[::-1], Page(**page))


def _reactions(
    text: Text, asked: Asked, content: str | None = None, order_by: Order | None = None, **page: Any
) -> Connection:
    wanted = REACTIONS[content] if content else None
    found = [each for each in text.reactions if wanted in (None, each.content)]
    if order_by and order_by["direction"] == "DESC":
        found.reverse()
    mine = any(_is_viewer(each, asked) for each in found)
    return connection("reactions", found, Page(**page)) | {"viewerHasReacted": mine}


def _reaction_groups(text: Text, asked: Asked) -> list[dict[str, Any]]:
    return [
        _group(word, [each for each in text.reactions if each.content == REACTIONS[word]], asked)
        for word in REACTIONS
    ]


def _group(word: str, reactions: list[Reaction], asked: Asked) -> dict[str, Any]:
    return {
        "content": word,
        "createdAt": reactions[0].created_at if reactions else None,
        "viewerHasReacted": any(_is_viewer(each, asked) for each in reactions),
    }


def _is_viewer(reaction: Reaction, asked: Asked) -> bool:
    return asked.viewer is not None and reaction.user == asked.viewer.login


def _assignees(issue: Issue, asked: Asked, **page: Any) -> Connection:
    # Only people are `User`: a machine that is assigned shows in `assignedActors` alone.
    people = [account for account in _assigned(issue, asked) if account.type == "User"]
    return connection("assignees", people, Page(**page))


def _assigned_actors(issue: Issue, asked: Asked, **page: Any) -> Connection:
    return connection("assignedActors", _assigned(issue, asked), Page(**page))


def _assigned(issue: Issue, asked: Asked) -> list[Account]:
    return [asked.world.account(login) for login in issue.assignees]


def _labels(issue: Issue, asked: Asked, order_by: Order | None = None, **page: Any) -> Connection:
    return connection("labels", ordered_labels(asked.world.labels_of(issue), order_by), Page(**page))


def _comments(issue: Issue, asked: Asked, order_by: Order | None = None, **page: Any) -> Connection:
    found = asked.world.comments_of(issue)
    if order_by:
        found.sort(key=lambda each: (each.updated_at, each.id), reverse=order_by["direction"] == "DESC")
    return connection("comments", found, Page(**page))


def _state_reason(issue: Issue, _asked: Asked, *, enable_duplicate: bool = False) -> str | None:
    if issue.state_reason == "duplicate" and not enable_duplicate:
        return "NOT_PLANNED"
    return issue.state_reason.upper() if issue.state_reason else None


def _issue_type(issue: Issue, asked: Asked) -> IssueType | None:
    organization = asked.world.organization(_repository(issue, asked).owner)
    kinds = organization.issue_types if organization else []
    return next((kind for kind in kinds if kind.name == issue.type), None)


def _timeline(issue: Issue, _asked: Asked, item_types: Sequence[str] = (), **page: Any) -> Connection:
    """Of a timeline only the transfers are told."""
    wanted = not item_types or "TRANSFERRED_EVENT" in item_types
    found = [one for one in issue.timeline if wanted and one.event == "transferred"]
    shown = connection("timelineItems", found, Page.of(page))
    counts = {"filteredCount": len(found), "pageCount": len(shown["nodes"])}
    return shown | counts | {"updatedAt": issue.updated_at}


def _came_from(event: TimelineEvent, asked: Asked) -> Repository | None:
    """Nothing where the viewer may not read it."""
    found = asked.world.tables.repositories.get(event.detail["from_repository"])
    return found if found and asked.world.can(found, asked.viewer, "read") else None


def _comment_url(comment: Comment, asked: Asked) -> str:
    return f"{page_of(asked, asked.world.issue_of(comment))}#issuecomment-{comment.id}"


def _path(url: str, asked: Asked) -> str:
    return url.removeprefix(asked.base)


def _pull_of(comment: Comment, asked: Asked) -> Issue | None:
    issue = asked.world.issue_of(comment)
    return issue if issue.pull else None


TEXT: Fields = {
    "author": lambda text, asked: actor(asked, text.author),
    "authorAssociation": _association,
    "body": lambda text, _: text.body or "",
    "databaseId": named("id"),
    "editor": _editor,
    "fullDatabaseId": named("id"),
    "id": named("node_id"),
    "includesCreatedEdit": lambda text, _: bool(text.edits),
    "publishedAt": named("created_at"),
    "reactionGroups": _reaction_groups,
    "reactions": _reactions,
    "repository": _repository,
    "userContentEdits": _edits,
    "viewerDidAuthor": lambda text, asked: text.author == asked.viewer.login,
}
EITHER: Fields = {
    **TEXT,
    "assignedActors": _assigned_actors,
    "assignees": _assignees,
    "closed": lambda issue, _: issue.state == "closed",
    "comments": _comments,
    "labels": _labels,
    "resourcePath": lambda issue, asked: _path(page_of(asked, issue), asked),
    "state": lambda issue, _: state(issue),
    "url": lambda issue, asked: page_of(asked, issue),
}
ISSUE: Fields = {
    **EITHER,
    **related.OF_ISSUE,
    "issueType": _issue_type,
    "stateReason": _state_reason,
    "timelineItems": _timeline,
}
PULL_REQUEST: Fields = {
    **EITHER,
    **related.OF_PULL_REQUEST,
    "baseRefName": lambda issue, _: issue.pull.base_ref,
    "headRefName": lambda issue, _: issue.pull.head_ref,
    "isDraft": lambda issue, _: issue.pull.draft,
    "merged": lambda issue, _: issue.pull.merged,
    "mergedAt": lambda issue, _: issue.pull.merged_at,
    "mergedBy": lambda issue, asked: actor(asked, issue.pull.merged_by),
}
COMMENT: Fields = {
    **TEXT,
    "isMinimized": always(value=False),
    "issue": lambda comment, asked: asked.world.issue_of(comment),
    "pullRequest": _pull_of,
    "resourcePath": lambda comment, asked: _path(_comment_url(comment, asked), asked),
    "url": _comment_url,
}
REACTION: Fields = {
    "content": lambda reaction, _: WORDS[reaction.content],
    "databaseId": named("id"),
    "id": named("node_id"),
    "user": lambda reaction, asked: asked.world.user(reaction.user),
}


def _edit_editor(edit: Edit, asked: Asked) -> Account | None:
    return actor(asked, edit.editor)


EDIT: Fields = {
    "createdAt": named("edited_at"),
    "deletedAt": always(None),
    "deletedBy": always(None),
    "diff": named("body"),
    "editor": _edit_editor,
    "id": named("node_id"),
    "updatedAt": named("edited_at"),
}
TRANSFER: Fields = {
    "actor": lambda event, asked: actor(asked, event.actor),
    "fromRepository": _came_from,
    "id": named("node_id"),
}
ISSUE_TYPE: Fields = {
    "color": lambda kind, _: kind.color.upper(),
    "id": named("node_id"),
    "isEnabled": always(value=True),
}
