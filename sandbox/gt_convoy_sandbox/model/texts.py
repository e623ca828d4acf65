"""Limits on what people write, and the history of it."""

from gt_convoy_sandbox.model.entities import Comment, Edit, Issue, User
from gt_convoy_sandbox.model.errors import Invalid
from gt_convoy_sandbox.model.world import World

LONGEST_BODY = 65_536
LONGEST_TITLE = 256


def check_title(title: object) -> str:
    """Refuse a title that GitHub refuses."""
    if not isinstance(title, str) or not title.strip():
        raise Invalid("Issue", "title", "missing_field")
    if len(title) > LONGEST_TITLE:
        raise Invalid("Issue", "title", "custom", "title is too long (maximum is 256 characters)")
    return title.strip()


def check_body(resource: str, body: str | None) -> str | None:
    """Refuse a text over the limit: 65,536 characters."""
    if body is not None and len(body) > LONGEST_BODY:
        where = (
            ("data", "unprocessable", "Body") if resource == "IssueComment" else ("body", "custom", "body")
        )
        raise Invalid(resource, *where[:2], f"{where[2]} is too long (maximum is 65536 characters)")
    return body


def record_edit(world: World, text: Issue | Comment, editor: User, body: str | None) -> None:
    """Keep what was there and what is there now, as GitHub's edit history does."""
    if not text.edits:
        text.edits.append(Edit(world.next_id("edit"), text.author, text.created_at, text.body or ""))
    now = world.now()
    text.edits.append(Edit(world.next_id("edit"), editor.login, now, body or ""))
    text.body = body or ""
    text.last_edited_at = now
