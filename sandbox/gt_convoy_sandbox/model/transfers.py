"""An issue moves to another repository of the same owner; its old number leads to the new place.

https://docs.github.com/issues/tracking-your-work-with-issues/administering-issues/transferring-an-issue-to-another-repository
"""

from dataclasses import replace

from gt_convoy_sandbox.model import issues, labels, relations
from gt_convoy_sandbox.model.entities import Issue, Repository, User
from gt_convoy_sandbox.model.errors import Invalid
from gt_convoy_sandbox.model.world import World


def transfer(
    world: World, issue: Issue, actor: User, target: Repository, *, create_labels: bool = False
) -> Issue:
    """Move an issue with its comments, and give what it became; needs write on both repositories.

    Labels come along where the target has some of the same name, assignees where they can be assigned.
    """
    source = world.repository_of(issue)
    world.require(source, actor, "write")
    world.require(target, actor, "write")
    _check(issue, source, target)
    with world.writing():
        new = _moved(world, issue, target)
        names = [label.name for label in world.labels_of(issue)]
        known = names if create_labels else [each for each in names if each.lower() in target.labels]
        new.labels = [label.id for label in labels.named(world, target, actor, known)]
        issues.note(world, new, actor, "transferred", from_repository=source.id)
        world.emit("issues", "opened", target, actor, issue=new, old_issue=issue)
        world.emit("issues", "transferred", source, actor, issue=issue, new_issue=new)
        issue.comments, issue.transferred_to = [], new.id
        return new


def _moved(world: World, issue: Issue, target: Repository) -> Issue:
    new = issues.new_issue(world, target, world.get_user(issue.author), issues.Text(issue.title, issue.body))
    known = (world.user(login) for login in issue.assignees)
    able = [each.login for each in known if each and world.is_assignable(target, each)]
    moved = replace(issue, id=new.id, repository_id=target.id, number=new.number)
    moved.assignees, moved.labels, moved.comments = able, [], list(issue.comments)
    world.tables.issues[moved.id] = moved
    for comment in world.comments_of(moved):
        comment.issue_id = moved.id
    relations.hand_over(world, issue, moved)
    return moved


def _check(issue: Issue, source: Repository, target: Repository) -> None:
    if issue.pull:
        raise Invalid("Issue", "repository", "custom", "Pull requests cannot be transferred")
    if source.owner != target.owner or source.id == target.id:
        raise Invalid("Issue", "repository", "custom", "Issues can only be transferred within an owner")
    if source.private and not target.private:
        raise Invalid("Issue", "repository", "custom", "Private issues cannot become public")
