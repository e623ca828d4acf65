"""A repository's issues, and the form for a new one."""

from flask import Blueprint, request

from gt_convoy_sandbox.model import issues
from gt_convoy_sandbox.pages import frame, markdown
from gt_convoy_sandbox.pages.frame import Page

PER_PAGE = 50


def register(pages: Blueprint) -> None:
    """Put these pages onto the blueprint."""
    pages.get("/<owner>/<repo>")(list_issues)
    pages.get("/<owner>/<repo>/issues")(list_issues)
    pages.get("/<owner>/<repo>/issues/new")(new_issue)
    pages.post("/<owner>/<repo>/issues/new")(create_issue)


def list_issues(owner: str, repo: str) -> Page:
    """List the issues of a repository, pull requests among them, newest first."""
    repository = frame.repository(owner, repo)
    everything = frame.world().issues_of(repository)[::-1]
    state = "closed" if request.args.get("state") == "closed" else "open"
    label = repository.labels.get(request.args.get("label", "").lower())
    shown = [
        each for each in everything if each.state == state and (label is None or label.id in each.labels)
    ]
    counts = {each: sum(issue.state == each for issue in everything) for each in ("open", "closed")}
    page = max(request.args.get("page", 1, type=int), 1)
    return frame.show(
        "issues.html",
        repository=repository,
        issues=shown[(page - 1) * PER_PAGE : page * PER_PAGE],
        page=page,
        has_more=len(shown) > page * PER_PAGE,
        state=state,
        label=label,
        counts=counts,
        frame=frame,
        markdown=markdown,
    )


def new_issue(owner: str, repo: str) -> Page:
    """Show the form for a new issue."""
    return frame.show("new.html", repository=frame.repository(owner, repo))


def create_issue(owner: str, repo: str) -> Page:
    """Open an issue."""
    repository = frame.repository(owner, repo)
    title, body = request.form.get("title", ""), _text("body")
    return frame.back(frame.path(issues.create(frame.world(), repository, frame.actor(), title, body)))


def _text(name: str) -> str | None:
    # Browsers send line ends as CRLF, and so does GitHub keep them.
    return request.form.get(name) or None
