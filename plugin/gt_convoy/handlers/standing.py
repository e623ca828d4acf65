"""Convoys that stand still although nobody meant it: HQ's label was lost, or their author's role."""

import logging
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from gt_convoy import body as bodies
from gt_convoy import hq, trust
from gt_convoy.convoy import ATTENTION_LABEL, LABEL, Thread
from gt_convoy.desk import Desk
from gt_convoy.errors import NotFound
from gt_convoy.refs import convoy_id
from gt_convoy.replies import remarks
from gt_convoy.runner import claim
from gt_convoy.tracker import Change
from gt_convoy.writes import Outcome, may

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
LATELY = timedelta(days=365)  # convoys that nothing happened to for longer keep without the label


def keep_label(desk: Desk, *, at_once: bool) -> None:
    """Bring the label of convoys back, with who works for HQ, where it was renamed, deleted or emptied.

    For the app, which knows since when it is HQ's runner; an Action claims HQ in each run. Asks GitHub by the
    hour, and `at_once` where no convoy was found, as when the label is gone.
    """
    installed, asked = desk.memory.moment("installed"), desk.memory.moment("label")
    now = datetime.now(UTC)
    if installed is None or not (at_once or asked is None or now - asked > EVERY):
        return
    desk.memory.note("label", now)
    if trust.runner(desk) is None:
        log.warning(
            "%s: the label %s was lost, renamed or emptied: it is brought back", desk.config.hq, LABEL
        )
        claim(desk, "app", since=installed)


def relabel(desk: Desk) -> None:
    """Put the label back on the convoys that lost it with HQ: those with our marker, by a trusted author."""
    trusted = cache(partial(trust.trusted, desk))
    for thread in desk.github.new_threads(desk.config.hq, datetime.now(UTC) - LATELY):
        if LABEL in thread.labels or not _is_marked(desk, thread) or not trusted(thread.author):
            continue
        with desk.memory.lease(f"convoy:{thread.number}"):
            fresh = desk.github.thread(thread.ref)
            hq.write(desk, fresh, Change(labels=fresh.labels | {LABEL}))
        log.warning("%s: it had lost its label, which is back", convoy_id(thread.number))
        desk.memory.want(f"convoy:{thread.number}")


def stands_still(desk: Desk, thread: Thread) -> bool:
    """Whether it was a convoy, and is none because its author may not write to HQ any more."""
    labelled = LABEL in thread.labels and not thread.is_pull and desk.config.names.is_hq(thread.ref.repo)
    return labelled and _is_marked(desk, thread) and not trust.trusted(desk, thread.author)


def is_said(desk: Desk, thread: Thread) -> bool:
    """Whether people were told that it stands still, for all that we remember."""
    return ATTENTION_LABEL in thread.labels and desk.memory.was_told(thread.number, remarks.STANDS_STILL)


def say_why(desk: Desk, number: int) -> None:
    """If it stands still: one remark that says what to do, and the label."""
    try:
        thread = desk.github.thread(desk.config.names.convoy_ref(number))
    except NotFound:
        return
    if not stands_still(desk, thread) or is_said(desk, thread):
        return
    with desk.memory.lease(f"convoy:{number}"):
        if ATTENTION_LABEL not in thread.labels:
            hq.write(desk, thread, Change(labels=thread.labels | {ATTENTION_LABEL}))
        comments = desk.github.comments(thread.ref, thread.created_at)
        said = {n for c in comments if trust.is_us(desk, c.author) for n in remarks.said(c.body)}
        text = remarks.stands_still(convoy_id(number), thread.author, desk.config.hq)
        post = partial(desk.github.post, thread.ref, text)
        there = remarks.STANDS_STILL in said
        if there or may(f"{convoy_id(number)}: a remark", post) is not Outcome.FAILED:
            desk.memory.told(number, remarks.STANDS_STILL)


def _is_marked(desk: Desk, thread: Thread) -> bool:
    return "gt-convoy" in thread.body and bodies.parse(thread.body, desk.config.names).marker is not None
