"""Notices are posted once: each part is looked for before, and remembered after.

A thread may take no comment (locked, interaction limits): what a convoy is stands in its text and labels all
the same, its marker says that nobody was told, and the notice follows when the thread takes it.
"""

from datetime import datetime

from gt_convoy.convoys import refusals, repository
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.authorization import is_us
from gt_convoy.domain.issue import Thread
from gt_convoy.messages import landing_notice


def posted_parts(
    context: AppContext, thread: Thread, key: str, parts: int, since: datetime | None
) -> set[int]:
    """The parts of a notice that were posted already, by what we remember or GitHub shows since then."""
    remembered = {
        n for n in range(1, parts + 1) if context.state.notices.was_told(thread.number, f"{key} {n}")
    }
    if len(remembered) == parts:
        return remembered
    comments = context.github.comments(thread.ref, since)
    found = (
        landing_notice.notice_key(comment.body) for comment in comments if is_us(context, comment.author)
    )
    return remembered | {notice[1] for notice in found if notice and notice[0] == key}


def post_part(context: AppContext, thread: Thread, key: str, part: int, text: str) -> None:
    """Post a part, under the convoy's lease. Raises Unavailable if that ran out."""
    repository.require_lease(context, thread.number)
    context.writer.post(thread.ref, text)
    context.state.notices.told(thread.number, f"{key} {part}")


def refused(context: AppContext, thread: Thread, error: Exception) -> None:
    """GitHub took no notice there: remember it for a while, unless the thread itself tells why."""
    if not thread.locked:
        refusals.note(context, f"notice {thread.number}", error)


def takes_none(context: AppContext, thread: Thread) -> bool:
    """Whether a notice that GitHub refused would be refused again now, for all we know."""
    return thread.locked or refusals.lately(context, f"notice {thread.number}")
