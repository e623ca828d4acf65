"""Closing and reopening that a person asked for."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from gt_convoy.convoys import notices, reading, repository
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.document import body_parser as bodies
from gt_convoy.document import editor
from gt_convoy.domain.convoy import LANDED_LABEL, Convoy
from gt_convoy.domain.errors import REFUSALS
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.issue import Thread
from gt_convoy.domain.landing import marker_of_an_open
from gt_convoy.messages import landing_notice
from gt_convoy.messages.convoy_status import status_line

log = logging.getLogger(__name__)


def reopen(context: AppContext, number: int) -> bool:
    """Open a closed convoy; what it tracks then decides what follows. Returns whether it was open already."""
    with context.state.locks.lease(f"convoy:{number}"):
        thread = repository.fresh(context, number)
        if not thread.open:
            snapshot = reading.read(context, number)
            marker = (
                marker_of_an_open(snapshot.convoy, moved=bool(snapshot.moved))
                if snapshot.body.marker
                else None
            )
            text = editor.render(bodies.parse(thread.body, context.config.names), marker=marker)
            repository.write(context, thread, Change(text if text != thread.body else None, True, "reopened"))
        return thread.open


def abandon(
    context: AppContext, number: int, parts: Callable[[Convoy], Sequence[str]], command: str | None
) -> bool:
    """Close a convoy that is not complete: its subscribers are told first, once, then it is closed.

    Answers False if its thread takes no comment: then nobody was told.
    """
    with context.state.locks.lease(f"convoy:{number}"):
        snapshot = reading.read(context, number)
        thread = snapshot.convoy.thread
        if not thread.open:
            return True
        told = _tell(context, thread, parts(snapshot.convoy), command)
        fresh = context.github.thread(thread.ref)
        body = bodies.parse(fresh.body, context.config.names)
        text = editor.render(
            body,
            marker=replace(snapshot.convoy.marker, landed=None, abandoned=True),
            status=status_line(snapshot.convoy, is_open=False, landed=False),
        )
        labels = fresh.labels - {LANDED_LABEL}
        repository.write(
            context, fresh, Change(text, False, "not_planned", labels if labels != fresh.labels else None)
        )
        return told


def _tell(context: AppContext, thread: Thread, parts: Sequence[str], command: str | None) -> bool:
    # Without a command to know it by (in the terminal) nothing was told before.
    key = landing_notice.closed_key(command or "-")
    told = notices.posted_parts(context, thread, key, len(parts), thread.created_at) if command else ()
    try:
        for part, text in enumerate(parts, 1):
            if part not in told:
                notices.post_part(context, thread, key, part, text)
    except REFUSALS as error:
        log.warning("%s: closed by force, and GitHub takes no notice of it: %s", thread.ref, error)
        return False
    return True
