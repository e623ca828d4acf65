"""Look at one convoy again: read it, plan, write what differs."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from gt_convoy.convoys import body_recovery, notices, plan, reading, repository, subscribers
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.authorization import is_us
from gt_convoy.convoys.plan import PlanInputs
from gt_convoy.convoys.writes import Outcome, may
from gt_convoy.document.metadata import digest
from gt_convoy.document.snapshot import ConvoySnapshot
from gt_convoy.domain.answers import Planned
from gt_convoy.domain.effects import Effect, Notice, Remark, Update, Wait, effect_json
from gt_convoy.domain.errors import REFUSALS, RateLimited, Stale
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.landing import Verdict
from gt_convoy.domain.references import Ref, convoy_id
from gt_convoy.messages import landing_notice, remarks

log = logging.getLogger(__name__)

# A person who edits while we write, or a reopening that lands again at once, makes us look again.
ROUNDS = 5


class Untellable(Exception):
    """GitHub refuses the notice for good; the text says why, in our words."""


def sync(
    context: AppContext,
    number: int,
    newest: Mapping[Ref, datetime] | None = None,
    *,
    dry: bool = False,
    closing: bool = False,
) -> Planned:
    """Make a convoy what it should be. A second look plans nothing.

    Raises Stale when GitHub shows less than `newest` says, UserError if that issue is no convoy.
    """
    inputs = PlanInputs(newest=newest or {}, closing=closing)
    if dry:
        context = context.without_writer()
        return _planned(number, _plan(context, reading.read(context, number), inputs), applied=False)
    done: list[Effect] = []
    with context.state.locks.lease(f"convoy:{number}"):
        for _ in range(ROUNDS):
            snapshot = reading.read(context, number)
            if _mend(context, snapshot):
                continue
            effects = _plan(context, snapshot, inputs)
            try:
                settled = _apply_all(context, snapshot, effects)
            except Untellable as refused:
                inputs = replace(inputs, refused=str(refused))
                continue
            done += effects
            if settled and not any(_reopens(effect) for effect in effects):
                break
    return _planned(number, done, applied=True)


def merge(context: AppContext, number: int) -> None:
    """Put back a person's edit that our write overtook, then look again."""
    ref = context.config.names.convoy_ref(number)
    with context.state.locks.lease(f"convoy:{number}"):
        thread = context.github.thread(ref)
        history = [edit.body for edit in context.github.body_edits(ref)]
        versions = history if history[:1] == [thread.body] else [thread.body, *history]
        text = body_recovery.merged(versions, context.config.names)
        if text is not None and text != thread.body:
            repository.write(context, thread, Change(body=text))
            log.info("%s: merged with an edit that our write had overtaken", convoy_id(number))
    sync(context, number)


def restore(context: AppContext, number: int, was: str) -> None:
    """Put back what an edit took away, from the text before it, then look again."""
    with context.state.locks.lease(f"convoy:{number}"):
        _mend(context, reading.read(context, number), was)
    sync(context, number)


def _plan(context: AppContext, snapshot: ConvoySnapshot, inputs: PlanInputs) -> tuple[Effect, ...]:
    """Ask GitHub for what the plan needs beyond the convoy, which is seldom anything."""
    convoy = snapshot.convoy
    if convoy.marker.untold:
        inputs = replace(inputs, silent=notices.takes_none(context, convoy.thread))
    if key := plan.landing_due(snapshot, inputs):
        mentions = subscribers.mentions(context, convoy.subscribers, snapshot.audience)
        told = notices.posted_parts(
            context, convoy.thread, key, len(landing_notice.parts(mentions)), convoy.closed_at
        )
        inputs = replace(inputs, mentions=mentions, told=told)
    if about := remarks.concerns(snapshot):
        inputs = replace(inputs, said=_said(context, snapshot, about))
    return plan.plan(snapshot, inputs)


def _said(context: AppContext, snapshot: ConvoySnapshot, about: Collection[str]) -> set[str]:
    """The remarks that were made already, by what we remember or GitHub shows."""
    thread = snapshot.convoy.thread
    remembered = {name for name in about if context.state.notices.was_told(thread.number, name)}
    if len(remembered) == len(about):
        return remembered
    comments = context.github.comments(thread.ref, thread.created_at)
    said = {name for c in comments if is_us(context, c.author) for name in remarks.said(c.body)}
    for name in said - remembered:
        context.state.notices.told(thread.number, name)
    return remembered | said


def _mend(context: AppContext, snapshot: ConvoySnapshot, was: str = "") -> bool:
    """Restore the program's part of a text that lost it. False if it never had one: it is adopted."""
    thread = snapshot.convoy.thread
    if snapshot.body.marker is not None:
        return False
    text = body_recovery.restored(context, thread.number, thread.body, was)
    if text is None:
        return False
    repository.write(context, thread, Change(body=text))
    repository.require_lease(context, thread.number)
    said = remarks.mended(snapshot.convoy.id, digest(thread.body))
    may(f"{snapshot.convoy.id}: a remark", partial(context.writer.post, thread.ref, said))
    log.info("%s: its text was mended", snapshot.convoy.id)
    return True


def _apply_all(context: AppContext, snapshot: ConvoySnapshot, effects: Sequence[Effect]) -> bool:
    try:
        return all(_apply(context, snapshot, effect) for effect in effects)
    except RateLimited as limit:
        limit.notice_due = any(isinstance(effect, Notice) for effect in effects)
        raise


def _apply(context: AppContext, snapshot: ConvoySnapshot, effect: Effect) -> bool:
    """Do one thing. False if a person was faster: then the convoy must be read again."""
    thread = snapshot.convoy.thread
    match effect:
        case Wait(ref):
            raise Stale(f"{convoy_id(thread.number)}: GitHub still shows an older {ref}")
        case Notice(key, part, text):
            try:
                notices.post_part(context, thread, key, part, text)
            except REFUSALS as error:
                log.warning("%s: landed, and GitHub takes no notice of it: %s", snapshot.convoy.id, error)
                notices.refused(context, thread, error)
                raise Untellable(remarks.why_untold(locked=thread.locked)) from error
            log.info("%s: told its subscribers, key %s part %d", snapshot.convoy.id, key, part)
        case Remark(about, text):
            repository.require_lease(context, thread.number)
            outcome = may(f"{snapshot.convoy.id}: a remark", partial(context.writer.post, thread.ref, text))
            # Label and status line say it, too: what is refused for good is not tried at each look.
            for name in about if outcome is not Outcome.FAILED else ():
                context.state.notices.told(thread.number, name)
        case Update(change, verdict):
            fresh = context.github.thread(thread.ref)
            if (fresh.body, fresh.open, fresh.labels) != (thread.body, thread.open, thread.labels):
                return False
            repository.write(context, thread, change, waits=snapshot.vouched.waits)
            if snapshot.body.marker is None:  # adopted: from now on its issues' events must find it
                told = [ref for ref in snapshot.body.refs if ref not in snapshot.vouched.waits]
                context.state.index.also_tracks(thread.number, told)
            log.info(
                "%s: %s, %d/%d", snapshot.convoy.id, verdict, snapshot.convoy.completed, snapshot.convoy.total
            )
            _tell_trackers(context, thread.ref, change.open)
    return True


def _tell_trackers(context: AppContext, ref: Ref, opens: bool | None) -> None:
    """A convoy may be tracked by others, for which its closing is an issue's closing."""
    for number in context.state.index.trackers_of(ref) if opens is not None else ():
        context.state.jobs.enqueue(f"convoy:{number}")


def _reopens(effect: Effect) -> bool:
    return isinstance(effect, Update) and effect.verdict is Verdict.REOPEN


def _planned(number: int, effects: Iterable[Effect], *, applied: bool) -> Planned:
    return Planned(convoy_id(number), tuple(effect_json(effect) for effect in effects), applied)
