"""What all pages share: who looks at them, what they may load, and what is refused."""

from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from gt_convoy_sandbox.model import Issue, Label, Repository, User, World
from gt_convoy_sandbox.model.errors import Forbidden, Moved, NotFound, Refused
from gt_convoy_sandbox.pages import markdown
from gt_convoy_sandbox.services import base_url, services

COOKIE = "sandbox_user"
FIRST = "alice"
# Nothing that an issue's text smuggles in can run or be sent elsewhere.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "img-src 'self' https: data:; frame-ancestors 'none'; base-uri 'none'"
)
REACTIONS = {
    "+1": "👍",
    "-1": "👎",
    "laugh": "😄",
    "confused": "😕",
    "heart": "❤️",
    "hooray": "🎉",
    "rocket": "🚀",
    "eyes": "👀",
}
# Where an issue or pull request has its page.
ONE = "/<owner>/<repo>/<any(issues, pull):kind>/<int:number>"
WORDS = {"merged": "Merged", "pull-draft": "Draft", "not-planned": "Closed as not planned"}
Page = str | Response | BaseResponse | tuple[str, int]


def install(pages: Blueprint) -> None:
    """Put this frame around a blueprint's pages."""
    pages.before_request(_take_lock)
    pages.before_request(_refuse_other_origins)
    pages.teardown_request(_release_lock)
    pages.after_request(_protect)
    pages.register_error_handler(Refused, _refused)
    pages.add_app_template_filter(_text_color, "text_color")


def world() -> World:
    """Give the records."""
    return services().world


def viewer() -> User | None:
    """Tell who looks: whom they chose, else the first user; nobody when they chose so."""
    chosen = request.cookies.get(COOKIE, FIRST)
    return world().user(chosen) or next(iter(world().tables.users.values()), None) if chosen else None


def actor() -> User:
    """Tell who acts; nobody may not."""
    found = viewer()
    if found is None:
        raise Forbidden("Choose a user first.")
    return found


def repository(owner: str, repo: str) -> Repository:
    """Find a repository that the viewer may see, by any name it had."""
    name = f"{owner}/{repo}"
    found = world().repository(name) or world().moved_repository(name)
    if found is None or not world().can(found, viewer(), "read"):
        raise NotFound
    return found


def issue(owner: str, repo: str, number: int) -> Issue:
    """Find an issue or pull request that the viewer may see; one that moved or is gone is told apart."""
    return world().get_issue(repository(owner, repo), number)


def show(template: str, **values: Any) -> str:
    """Render a page."""
    shared = {
        "viewer": viewer(),
        "users": list(world().tables.users.values()),
        "world": world(),
        "version": world().version,
        "REACTIONS": REACTIONS,
    }
    return render_template(f"sandbox/{template}", **shared, **values)


def rendered(text: str | None, inside: Repository) -> Markup:
    """Render Markdown as the viewer sees it."""
    return markdown.render(text or "", markdown.Reader(world(), base_url(), inside, viewer()))


def path(issue: Issue) -> str:
    """Give the path of an issue's page."""
    kind = "pull" if issue.pull else "issues"
    return f"/{world().repository_of(issue).full_name}/{kind}/{issue.number}"


def icon(issue: Issue) -> str:
    """Name the icon of an issue's state."""
    return markdown.state_icon(issue)


def word(issue: Issue) -> str:
    """Say an issue's state."""
    return WORDS.get(icon(issue), issue.state.capitalize())


def name(issue: Issue, inside: Repository) -> str:
    """Name an issue as a text of a repository does."""
    repository = world().repository_of(issue)
    return f"{'' if repository is inside else repository.full_name}#{issue.number}"


def labels(issue: Issue) -> list[Label]:
    """Give the labels of an issue."""
    return world().labels_of(issue)


def back(to: str) -> Page:
    """Send the browser on, after a form."""
    return redirect(to, 303)


def _take_lock() -> None:
    world().lock.acquire()
    g.holds_lock = True


def _release_lock(_: BaseException | None) -> None:
    if g.pop("holds_lock", False):
        world().lock.release()


def _refuse_other_origins() -> None:
    origin = request.headers.get("Origin")
    takes_manifest = request.path.endswith("/settings/apps/new")
    if request.method == "POST" and origin not in (None, base_url()) and not takes_manifest:
        raise Forbidden("This form came from another site.")


def _protect(response: Response) -> Response:
    also = g.get("form_action", "")
    response.headers["Content-Security-Policy"] = POLICY.replace(
        "form-action 'self'", f"form-action 'self' {also}".rstrip()
    )
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _refused(refusal: Refused) -> Page:
    if isinstance(refusal, Moved) and world().can(world().repository_of(refusal.issue), viewer(), "read"):
        return back(path(refusal.issue))
    return show("refused.html", refusal=refusal), refusal.status


def _text_color(color: str) -> str:
    red, green, blue = (int(color[at : at + 2], 16) for at in (0, 2, 4))
    return "dark" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "light"
