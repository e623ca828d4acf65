"""Convoys that became inactive by accident: HQ's label was lost, or their author lost the write role."""

import logging
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from gt_convoy.convoys import authorization, notices
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.apply import apply
from gt_convoy.convoys.runner import Runner, runner_in, runner_in_label, write_runner
from gt_convoy.document import body_parser as bodies
from gt_convoy.domain.convoy import ATTENTION_LABEL, LABEL
from gt_convoy.domain.effects import Cause, Effect, Update
from gt_convoy.domain.errors import NotFound
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.issue import Thread
from gt_convoy.domain.job import Relabel, SyncConvoy
from gt_convoy.domain.references import convoy_id
from gt_convoy.messages import remarks

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
LATELY = timedelta(days=365)  # convoys that nothing happened to for longer keep without the label


def keep_label(context: AppContext, labelled: Collection[Thread]) -> None:
    """Have the label of convoys brought back where HQ lost it, and with it who works for HQ.

    `labelled` are the issues that have it, as they were just read: each shows what the label is described as.
    GitHub is asked by the hour, and at once where there are none, as when the label is gone.
    """
    bare = any(runner_in(thread.label or "") is None for thread in labelled)
    if bare or (_is_due(context, at_once=not labelled) and _lost(context)):
        context.state.jobs.enqueue(Relabel())


def bring_label_back(context: AppContext) -> None:
    """Restore HQ's label of convoys where it is gone, or where its description names no runner.

    For the app, which knows since when it is HQ's runner; an Action claims HQ in each run.
    """
    if _lost(context):
        log.warning(
            "%s: the label %s was lost, renamed or emptied: it is brought back", context.config.hq, LABEL
        )
        since = context.state.timestamps.at("installed")
        write_runner(context, Runner("app", context.github.me(), since))


def _lost(context: AppContext) -> bool:
    return context.state.timestamps.at("installed") is not None and runner_in_label(context) is None


def _is_due(context: AppContext, *, at_once: bool) -> bool:
    asked, now = context.state.timestamps.at("label"), datetime.now(UTC)
    if not at_once and asked is not None and now - asked <= EVERY:
        return False
    context.state.timestamps.note("label", now)
    return True


def relabel(context: AppContext) -> None:
    """Bring the label back, and put it on the convoys that lost it with HQ.

    They have our marker, by a trusted author. The newest open one of them tells people what happened.
    """
    bring_label_back(context)
    trusted = cache(partial(authorization.trusted, context))
    found = []
    for thread in context.github.new_threads(context.config.hq, datetime.now(UTC) - LATELY):
        if LABEL in thread.labels or not _is_marked(context, thread) or not trusted(thread.author):
            continue
        with context.state.locks.lease(f"convoy:{thread.number}"):
            fresh = context.github.thread(thread.ref)
            apply(context, fresh, [_labelled(fresh, LABEL)], newest=True)
        log.warning("%s: it had lost its label, which is back", convoy_id(thread.number))
        context.state.jobs.enqueue(SyncConvoy(thread.number))
        found.append(fresh)
    if told := max((thread for thread in found if thread.open), key=lambda one: one.number, default=None):
        with context.state.locks.lease(f"convoy:{told.number}"):
            apply(context, told, [remarks.relabelled(context.config.hq, len(found))])


def is_inactive(context: AppContext, thread: Thread) -> bool:
    """Whether it was a convoy and is none any more, because its author lost the write role on HQ."""
    labelled = LABEL in thread.labels and not thread.is_pull and context.config.names.is_hq(thread.ref.repo)
    return labelled and _is_marked(context, thread) and not authorization.trusted(context, thread.author)


def was_explained(context: AppContext, thread: Thread) -> bool:
    """Whether the remark that it is inactive was posted, by its label and our log of notices."""
    return ATTENTION_LABEL in thread.labels and context.state.notices.was_posted(
        thread.number, remarks.STANDS_STILL
    )


def explain_inactive(context: AppContext, number: int) -> None:
    """Post one remark on an inactive convoy that says what to do, and set the attention label."""
    try:
        thread = context.github.thread(context.config.names.convoy_ref(number))
    except NotFound:
        return
    if not is_inactive(context, thread) or was_explained(context, thread):
        return
    with context.state.locks.lease(f"convoy:{number}"):
        effects: list[Effect] = []
        if ATTENTION_LABEL not in thread.labels:
            effects.append(_labelled(thread, ATTENTION_LABEL))
        if remarks.STANDS_STILL not in notices.said(context, thread, [remarks.STANDS_STILL]):
            effects.append(remarks.is_inactive(convoy_id(number), thread.author, context.config.hq))
        apply(context, thread, effects, newest=True)


def _labelled(thread: Thread, label: str) -> Update:
    return Update(Change(labels=thread.labels | {label}), Cause.LABEL)


def _is_marked(context: AppContext, thread: Thread) -> bool:
    return "gt-convoy" in thread.body and bodies.parse(thread.body, context.config.names).marker is not None
