"""Comments are posted once: each notice and remark is looked for before it is made again.

A thread may take no comment (locked, interaction limits): what a convoy is stands in its text and labels all
the same, its marker says that nobody was told, and the notice follows when the thread takes it.
"""

from collections.abc import Collection
from datetime import datetime

from gt_convoy.convoys import refusals
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.authorization import writes_for_us
from gt_convoy.domain.issue import Thread
from gt_convoy.messages import landing_notice, remarks


def posted_parts(
    context: AppContext, thread: Thread, key: str, parts: int, since: datetime | None
) -> set[int]:
    """The parts of a notice that were posted already, by our log of notices or by the comments on GitHub."""
    remembered = {
        n for n in range(1, parts + 1) if context.state.notices.was_posted(thread.number, f"{key} {n}")
    }
    if len(remembered) == parts:
        return remembered
    comments = context.github.comments(thread.ref, since)
    found = ((landing_notice.notice_key(comment.body), comment.author) for comment in comments)
    same = [(notice[1], author) for notice, author in found if notice and notice[0] == key]
    return remembered | {part for part, author in same if writes_for_us(context, author)}


def said(context: AppContext, thread: Thread, about: Collection[str]) -> set[str]:
    """The remarks that were posted already, by our log of notices or by the comments on GitHub."""
    remembered = {name for name in about if context.state.notices.was_posted(thread.number, name)}
    if len(remembered) == len(about):
        return remembered
    comments = context.github.comments(thread.ref, thread.created_at)
    marked = [(names, c.author) for c in comments if (names := remarks.said(c.body))]
    found = {name for names, author in marked if writes_for_us(context, author) for name in names}
    for name in found - remembered:
        context.state.notices.note_posted(thread.number, name)
    return remembered | found


def takes_none(context: AppContext, thread: Thread) -> bool:
    """Whether GitHub would, as far as we know, refuse again the notice that it refused before."""
    return thread.locked or refusals.refused_lately(context, f"notice {thread.number}")
