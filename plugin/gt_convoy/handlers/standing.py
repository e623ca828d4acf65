"""Convoys that stand still although nobody meant it: HQ's label was lost, or their author's role."""

import logging
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from gt_convoy.convoys import authorization, repository
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.ownership import claim
from gt_convoy.convoys.runner_label import runner_in_label
from gt_convoy.convoys.writes import Outcome, may
from gt_convoy.document import body_parser as bodies
from gt_convoy.domain.convoy import ATTENTION_LABEL, LABEL
from gt_convoy.domain.errors import NotFound
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.issue import Thread
from gt_convoy.domain.references import convoy_id
from gt_convoy.messages import remarks

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
LATELY = timedelta(days=365)  # convoys that nothing happened to for longer keep without the label


def keep_label(context: AppContext, *, at_once: bool) -> None:
    """Bring the label of convoys back, with who works for HQ, where it was renamed, deleted or emptied.

    For the app, which knows since when it is HQ's runner; an Action claims HQ in each run. Asks GitHub by the
    hour, and `at_once` where no convoy was found, as when the label is gone.
    """
    installed, asked = context.state_store.timestamp("installed"), context.state_store.timestamp("label")
    now = datetime.now(UTC)
    if installed is None or not (at_once or asked is None or now - asked > EVERY):
        return
    context.state_store.note("label", now)
    if runner_in_label(context) is None:
        log.warning(
            "%s: the label %s was lost, renamed or emptied: it is brought back", context.config.hq, LABEL
        )
        claim(context, "app", since=installed)


def relabel(context: AppContext) -> None:
    """Put the label back on the convoys that lost it with HQ: those with our marker, by a trusted author."""
    trusted = cache(partial(authorization.trusted, context))
    for thread in context.github.new_threads(context.config.hq, datetime.now(UTC) - LATELY):
        if LABEL in thread.labels or not _is_marked(context, thread) or not trusted(thread.author):
            continue
        with context.state_store.lease(f"convoy:{thread.number}"):
            fresh = context.github.thread(thread.ref)
            repository.write(context, fresh, Change(labels=fresh.labels | {LABEL}))
        log.warning("%s: it had lost its label, which is back", convoy_id(thread.number))
        context.state_store.enqueue(f"convoy:{thread.number}")


def stands_still(context: AppContext, thread: Thread) -> bool:
    """Whether it was a convoy, and is none because its author may not write to HQ any more."""
    labelled = LABEL in thread.labels and not thread.is_pull and context.config.names.is_hq(thread.ref.repo)
    return labelled and _is_marked(context, thread) and not authorization.trusted(context, thread.author)


def is_said(context: AppContext, thread: Thread) -> bool:
    """Whether people were told that it stands still, for all that we remember."""
    return ATTENTION_LABEL in thread.labels and context.state_store.was_told(
        thread.number, remarks.STANDS_STILL
    )


def say_why(context: AppContext, number: int) -> None:
    """If it stands still: one remark that says what to do, and the label."""
    try:
        thread = context.github.thread(context.config.names.convoy_ref(number))
    except NotFound:
        return
    if not stands_still(context, thread) or is_said(context, thread):
        return
    with context.state_store.lease(f"convoy:{number}"):
        if ATTENTION_LABEL not in thread.labels:
            repository.write(context, thread, Change(labels=thread.labels | {ATTENTION_LABEL}))
        comments = context.github.comments(thread.ref, thread.created_at)
        said = {n for c in comments if authorization.is_us(context, c.author) for n in remarks.said(c.body)}
        text = remarks.stands_still(convoy_id(number), thread.author, context.config.hq)
        post = partial(context.github.post, thread.ref, text)
        there = remarks.STANDS_STILL in said
        if there or may(f"{convoy_id(number)}: a remark", post) is not Outcome.FAILED:
            context.state_store.told(number, remarks.STANDS_STILL)


def _is_marked(context: AppContext, thread: Thread) -> bool:
    return "gt-convoy" in thread.body and bodies.parse(thread.body, context.config.names).marker is not None
