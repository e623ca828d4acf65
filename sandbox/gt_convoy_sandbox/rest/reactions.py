"""https://docs.github.com/rest/reactions/reactions."""

from flask import request

from gt_convoy_sandbox.model import Comment, Issue, reactions
from gt_convoy_sandbox.representations import issues as shown
from gt_convoy_sandbox.rest.call import Call, field, sent
from gt_convoy_sandbox.rest.routing import Reply, Routes

routes = Routes()
OF_ISSUE = "/issues/<int:issue_number>/reactions"
OF_COMMENT = "/issues/comments/<int:comment_id>/reactions"


@routes.repository("GET", OF_ISSUE)
def list_for_issue(call: Call, issue_number: int) -> Reply:
    """List the reactions to an issue."""
    return _list(call, call.issue(issue_number))


@routes.repository("POST", OF_ISSUE)
def create_for_issue(call: Call, issue_number: int) -> Reply:
    """React to an issue: 201 when it is new, 200 when it was there."""
    return _create(call, call.issue(issue_number))


@routes.repository("DELETE", f"{OF_ISSUE}/<int:reaction_id>")
def delete_for_issue(call: Call, issue_number: int, reaction_id: int) -> None:
    """Take a reaction back."""
    reactions.remove(call.world, call.issue(issue_number), call.user, reaction_id)


@routes.repository("GET", OF_COMMENT)
def list_for_comment(call: Call, comment_id: int) -> Reply:
    """List the reactions to a comment."""
    return _list(call, call.world.get_comment(call.repository, comment_id))


@routes.repository("POST", OF_COMMENT)
def create_for_comment(call: Call, comment_id: int) -> Reply:
    """React to a comment: 201 when it is new, 200 when it was there."""
    return _create(call, call.world.get_comment(call.repository, comment_id))


@routes.repository("DELETE", f"{OF_COMMENT}/<int:reaction_id>")
def delete_for_comment(call: Call, comment_id: int, reaction_id: int) -> None:
    """Take a reaction back."""
    comment = call.world.get_comment(call.repository, comment_id)
    reactions.remove(call.world, comment, call.user, reaction_id)


def _list(call: Call, subject: Issue | Comment) -> Reply:
    wanted = request.args.get("content")
    found = [each for each in subject.reactions if wanted in (None, each.content)]
    return call.paged(found, lambda each: shown.reaction(call.context, each))


def _create(call: Call, subject: Issue | Comment) -> Reply:
    reaction, is_new = reactions.add(call.world, subject, call.user, field(sent(), "content", str))
    return shown.reaction(call.context, reaction), 201 if is_new else 200
