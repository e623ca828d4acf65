"""Comments on issues and pull requests.

https://docs.github.com/rest/issues/comments
"""

from gt_convoy_sandbox.model import locks
from gt_convoy_sandbox.model.entities import Comment, Issue, User
from gt_convoy_sandbox.model.errors import Forbidden, Invalid
from gt_convoy_sandbox.model.issues import note
from gt_convoy_sandbox.model.texts import check_body, record_edit
from gt_convoy_sandbox.model.world import World


def create(world: World, issue: Issue, actor: User, body: str) -> Comment:
    """Comment on an issue; whoever can read may, on a locked one only who can write."""
    repository = world.repository_of(issue)
    world.require(repository, actor)
    locks.require_voice(world, issue, actor, "comment")
    _check(body)
    with world.writing():
        now = world.now()
        comment = Comment(world.next_id("comment"), issue.id, actor.login, body, now, now)
        world.tables.comments[comment.id] = comment
        issue.comments.append(comment.id)
        note(world, issue, actor, "commented", comment_id=comment.id)
        world.emit("issue_comment", "created", repository, actor, issue=issue, comment=comment)
        return comment


def edit(world: World, comment: Comment, actor: User, body: str) -> Comment:
    """Change a comment; its author and who can write may."""
    _require_editor(world, comment, actor)
    _check(body)
    with world.writing():
        if body != comment.body:
            before = comment.body
            record_edit(world, comment, actor, body)
            comment.updated_at = world.now()
            _emit(world, comment, actor, "edited", changes={"body": {"from": before}})
        return comment


def delete(world: World, comment: Comment, actor: User) -> None:
    """Delete a comment; its author and who can write may."""
    _require_editor(world, comment, actor)
    with world.writing():
        issue = world.issue_of(comment)
        issue.comments.remove(comment.id)
        issue.updated_at = world.now()
        del world.tables.comments[comment.id]
        _emit(world, comment, actor, "deleted")


def _require_editor(world: World, comment: Comment, actor: User) -> None:
    repository = world.repository_of(world.issue_of(comment))
    world.require(repository, actor)
    if comment.author != actor.login and not world.can(repository, actor, "write"):
        raise Forbidden


def _emit(world: World, comment: Comment, actor: User, action: str, **subjects: object) -> None:
    issue = world.issue_of(comment)
    repository = world.repository_of(issue)
    world.emit("issue_comment", action, repository, actor, issue=issue, comment=comment, **subjects)


def _check(body: object) -> None:
    if not isinstance(body, str) or not body.strip():
        raise Invalid("IssueComment", "body", "missing_field")
    check_body("IssueComment", body)
