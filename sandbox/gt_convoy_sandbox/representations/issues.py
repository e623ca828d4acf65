"""Issues, comments, labels and reactions, as REST and webhooks show them."""

from urllib.parse import quote

from gt_convoy_sandbox.model import (
    Comment,
    Issue,
    IssueType,
    Label,
    Reaction,
    Repository,
    dependencies,
    sub_issues,
)
from gt_convoy_sandbox.model.reactions import CONTENTS
from gt_convoy_sandbox.representations import accounts
from gt_convoy_sandbox.representations.context import Body, Context, optional_timestamp, timestamp


def issue(context: Context, issue: Issue) -> Body:
    """Give an issue; a pull request is shown as one too, with `pull_request`."""
    world, repository = context.world, context.world.repository_of(issue)
    url = address(context, issue)
    assignees = [accounts.simple_user(context, world.account(login)) for login in issue.assignees]
    body: Body = {
        "url": url,
        "repository_url": context.repository_api(repository),
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "html_url": page(context, issue),
        "id": issue.id,
        "node_id": issue.node_id,
        "number": issue.number,
        "title": issue.title,
        "user": accounts.simple_user(context, world.account(issue.author)),
        "labels": [label(context, repository, each) for each in world.labels_of(issue)],
        "state": issue.state,
        "locked": issue.locked,
        "assignee": assignees[0] if assignees else None,
        "assignees": assignees,
        "milestone": None,
        "comments": len(issue.comments),
        "created_at": timestamp(issue.created_at),
        "updated_at": timestamp(issue.updated_at),
        "closed_at": optional_timestamp(issue.closed_at),
        "author_association": accounts.association(world, repository, issue.author),
        "active_lock_reason": issue.lock_reason,
        "body": issue.body,
        "reactions": reaction_rollup(url, issue.reactions),
        "performed_via_github_app": None,
        "state_reason": issue.state_reason,
        "sub_issues_summary": sub_issues.summary(world, issue),
        "issue_dependencies_summary": dependencies.summary(world, issue),
    }
    return body | (_pull_links(context, issue) if issue.pull else _type(context, issue))


def issue_in_full(context: Context, one: Issue) -> Body:
    """Give an issue as `GET .../issues/{n}` does: with who closed it, which lists leave out."""
    closer = context.world.account(one.closed_by) if one.closed_by else None
    parent = sub_issues.parent_of(context.world, one)
    body = issue(context, one) | {"closed_by": closer and accounts.simple_user(context, closer)}
    return body | ({"parent_issue_url": address(context, parent)} if parent else {})


def address(context: Context, issue: Issue) -> str:
    """Give the REST address of an issue."""
    return f"{context.repository_api(context.world.repository_of(issue))}/issues/{issue.number}"


def page(context: Context, issue: Issue) -> str:
    """Give the address of an issue's page."""
    kind = "pull" if issue.pull else "issues"
    return f"{context.repository_page(context.world.repository_of(issue))}/{kind}/{issue.number}"


def issue_type(kind: IssueType) -> Body:
    """Give an issue type."""
    return {
        "id": kind.id,
        "node_id": kind.node_id,
        "name": kind.name,
        "description": kind.description,
        "color": kind.color,
        "created_at": timestamp(kind.created_at),
        "updated_at": timestamp(kind.created_at),
        "is_enabled": True,
    }


def type_named(context: Context, repository: Repository, name: str | None) -> Body | None:
    """Give the issue type of this name that the repository's organisation has."""
    organization = context.world.organization(repository.owner)
    kinds = organization.issue_types if organization else []
    return next((issue_type(kind) for kind in kinds if kind.name == name), None)


def comment(context: Context, comment: Comment) -> Body:
    """Give a comment."""
    issue = context.world.issue_of(comment)
    repository = context.world.repository_of(issue)
    api = context.repository_api(repository)
    url = f"{api}/issues/comments/{comment.id}"
    return {
        "url": url,
        "html_url": f"{page(context, issue)}#issuecomment-{comment.id}",
        "issue_url": f"{api}/issues/{issue.number}",
        "id": comment.id,
        "node_id": comment.node_id,
        "user": accounts.simple_user(context, context.world.account(comment.author)),
        "created_at": timestamp(comment.created_at),
        "updated_at": timestamp(comment.updated_at),
        "body": comment.body,
        "author_association": accounts.association(context.world, repository, comment.author),
        "reactions": reaction_rollup(url, comment.reactions),
        "performed_via_github_app": None,
    }


def label(context: Context, repository: Repository, label: Label) -> Body:
    """Give a label."""
    return {
        "id": label.id,
        "node_id": label.node_id,
        "url": f"{context.repository_api(repository)}/labels/{quote(label.name)}",
        "name": label.name,
        "color": label.color,
        "default": label.default,
        "description": label.description,
    }


def reaction(context: Context, reaction: Reaction) -> Body:
    """Give a reaction."""
    return {
        "id": reaction.id,
        "node_id": reaction.node_id,
        "user": accounts.simple_user(context, context.world.account(reaction.user)),
        "content": reaction.content,
        "created_at": timestamp(reaction.created_at),
    }


def reaction_rollup(url: str, reactions: list[Reaction]) -> Body:
    """Count reactions by kind."""
    counts = {content: sum(each.content == content for each in reactions) for content in CONTENTS}
    return {"url": f"{url}/reactions", "total_count": len(reactions), **counts}


def _type(context: Context, issue: Issue) -> Body:
    return {"type": type_named(context, context.world.repository_of(issue), issue.type)}


def _pull_links(context: Context, issue: Issue) -> Body:
    assert issue.pull is not None  # noqa: S101 - the caller looked
    html_url = page(context, issue)
    links = {
        "url": f"{context.repository_api(context.world.repository_of(issue))}/pulls/{issue.number}",
        "html_url": html_url,
        "diff_url": f"{html_url}.diff",
        "patch_url": f"{html_url}.patch",
        "merged_at": optional_timestamp(issue.pull.merged_at),
    }
    return {"draft": issue.pull.draft, "pull_request": links}
