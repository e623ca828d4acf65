"""https://docs.github.com/rest/issues/comments."""

from collections.abc import Iterable

from flask import request

from gt_convoy_sandbox.model import Comment, comments
from gt_convoy_sandbox.representations import issues as shown
from gt_convoy_sandbox.representations.context import Body
from gt_convoy_sandbox.rest.call import Call, field, instant, sent
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
ONE = "/issues/comments/<int:comment_id>"
OF_ISSUE = "/issues/<int:issue_number>/comments"


@routes.repository("GET", "/issues/comments")
def list_repository_comments(call: Call) -> Reply:
    """List the comments of all issues of a repository."""
    found = _since(
        each for issue in call.world.issues_of(call.repository) for each in call.world.comments_of(issue)
    )
    if request.args.get("sort") == "updated":
        found.sort(key=lambda each: (each.updated_at, each.id))
    else:
        found.sort(key=lambda each: each.id)
    if request.args.get("direction") == "desc":
        found.reverse()
    return call.paged(found, lambda each: shown.comment(call.context, each))


@routes.repository("GET", OF_ISSUE)
def list_comments(call: Call, issue_number: int) -> Reply:
    """List the comments of an issue, oldest first; `since` means updated since."""
    found = _since(call.world.comments_of(call.issue(issue_number)))
    return call.paged(found, lambda each: shown.comment(call.context, each))


@routes.repository("POST", OF_ISSUE)
def create_comment(call: Call, issue_number: int) -> Reply:
    """Comment on an issue."""
    issue = call.issue(issue_number)
    comment = comments.create(call.world, issue, call.user, field(sent(), "body", str))
    return shown.comment(call.context, comment), 201


@routes.repository("GET", ONE)
def get_comment(call: Call, comment_id: int) -> Body:
    """Show a comment."""
    return shown.comment(call.context, call.world.get_comment(call.repository, comment_id))


@routes.repository("PATCH", ONE)
def update_comment(call: Call, comment_id: int) -> Body:
    """Change a comment."""
    comment = call.world.get_comment(call.repository, comment_id)
    comments.edit(call.world, comment, call.user, field(sent(), "body", str))
    return shown.comment(call.context, comment)


@routes.repository("DELETE", ONE)
def delete_comment(call: Call, comment_id: int) -> None:
    """Delete a comment."""
    comments.delete(call.world, call.world.get_comment(call.repository, comment_id), call.user)


def _since(found: Iterable[Comment]) -> list[Comment]:
    since = instant("since")
    return [each for each in found if since is None or each.updated_at >= since]
