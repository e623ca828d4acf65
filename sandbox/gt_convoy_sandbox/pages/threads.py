"""The page of an issue or pull request, and what can be done there."""

from collections.abc import Iterator

from flask import Blueprint, request

from gt_convoy_sandbox.model import Comment, Issue, TimelineEvent, comments, issues, pulls
from gt_convoy_sandbox.pages import frame, markdown, related
from gt_convoy_sandbox.pages.frame import ONE, Page

SHOWN_EVENTS = {
    "closed", "reopened", "merged", "convert_to_draft", "ready_for_review", "renamed", "assigned",
    "unassigned", "labeled", "unlabeled",
}  # fmt: skip


def register(pages: Blueprint) -> None:
    """Put these pages onto the blueprint."""
    pages.get(ONE)(show)
    pages.post(f"{ONE}/comment")(comment)
    pages.post(f"{ONE}/edit")(edit)
    pages.post(f"{ONE}/comments/<int:comment_id>/edit")(edit_comment)
    pages.post(f"{ONE}/assignees")(assign)
    pages.post(f"{ONE}/labels")(label)


def show(owner: str, repo: str, kind: str, number: int) -> Page:
    """Show an issue with its comments and what happened to it."""
    issue = frame.issue(owner, repo, number)
    if request.path != frame.path(issue):
        return frame.back(frame.path(issue))
    world, repository, viewer = frame.world(), frame.world().repository_of(issue), frame.viewer()
    return frame.show(
        "issue.html",
        repository=repository,
        issue=issue,
        entries=_entries(issue),
        labels=frame.labels(issue),
        assignable=[each for each in world.tables.users.values() if world.is_assignable(repository, each)],
        can_triage=world.can(repository, viewer, "triage"),
        can_write=world.can(repository, viewer, "write"),
        tasks=markdown.progress(issue.body),
        editing=request.args.get("edit", ""),
        frame=frame,
        **related.shown(issue),
    )


def comment(owner: str, repo: str, kind: str, number: int) -> Page:
    """Comment, close, reopen, merge or draft: whichever button of the one form was pressed."""
    issue, world, actor = frame.issue(owner, repo, number), frame.world(), frame.actor()
    body, wanted = request.form.get("body", ""), request.form.get("do", "comment")
    with world.writing():
        if body.strip() or wanted == "comment":
            comments.create(world, issue, actor, body)
        if wanted in ("completed", "not_planned"):
            issues.close(world, issue, actor, wanted)
        elif wanted == "reopen":
            issues.reopen(world, issue, actor)
        elif wanted == "merge" and issue.pull:
            pulls.merge(world, issue, actor)
        elif wanted in ("draft", "ready") and issue.pull:
            pulls.set_draft(world, issue, actor, draft=wanted == "draft")
    return frame.back(f"{frame.path(issue)}#reply")


def edit(owner: str, repo: str, kind: str, number: int) -> Page:
    """Change title and body."""
    issue = frame.issue(owner, repo, number)
    title, body = request.form.get("title", issue.title), request.form.get("body", issue.body)
    issues.edit(frame.world(), issue, frame.actor(), title=title, body=body)
    return frame.back(frame.path(issue))


def edit_comment(owner: str, repo: str, kind: str, number: int, comment_id: int) -> Page:
    """Change a comment, or delete it."""
    issue, world = frame.issue(owner, repo, number), frame.world()
    found = world.get_comment(world.repository_of(issue), comment_id)
    if request.form.get("do") == "delete":
        comments.delete(world, found, frame.actor())
    else:
        comments.edit(world, found, frame.actor(), request.form.get("body", ""))
    return frame.back(frame.path(issue))


def assign(owner: str, repo: str, kind: str, number: int) -> Page:
    """Make the chosen people the assignees."""
    issue, world, actor = frame.issue(owner, repo, number), frame.world(), frame.actor()
    chosen = request.form.getlist("assignee")
    with world.writing():
        issues.remove_assignees(world, issue, actor, [each for each in issue.assignees if each not in chosen])
        issues.add_assignees(world, issue, actor, chosen)
    return frame.back(frame.path(issue))


def label(owner: str, repo: str, kind: str, number: int) -> Page:
    """Make the chosen labels those of the issue."""
    issue = frame.issue(owner, repo, number)
    issues.set_labels(frame.world(), issue, frame.actor(), request.form.getlist("label"))
    return frame.back(frame.path(issue))


def _entries(issue: Issue) -> Iterator[Comment | TimelineEvent]:
    comments_by_id = {each.id: each for each in frame.world().comments_of(issue)}
    for each in issue.timeline:
        if each.event == "commented" and each.detail["comment_id"] in comments_by_id:
            yield comments_by_id[each.detail["comment_id"]]
        elif each.event in SHOWN_EVENTS:
            yield each
