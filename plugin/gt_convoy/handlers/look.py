"""Look at one convoy again: read it, plan, write what differs."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from gt_convoy import hq, mending, notices, people, reconcile
from gt_convoy.commands import Planned
from gt_convoy.decision import Verdict
from gt_convoy.desk import Desk
from gt_convoy.errors import REFUSALS, RateLimited, Stale
from gt_convoy.marker import digest
from gt_convoy.reading import Read
from gt_convoy.reconcile import Effect, Known, Notice, Remark, Update, Wait
from gt_convoy.refs import Ref, convoy_id
from gt_convoy.replies import landing, remarks
from gt_convoy.tracker import Change
from gt_convoy.trust import is_us
from gt_convoy.writes import Outcome, may

log = logging.getLogger(__name__)

# A person who edits while we write, or a reopening that lands again at once, makes us look again.
ROUNDS = 5


class Untellable(Exception):
    """GitHub refuses the notice for good; the text says why, in our words."""


def look(
    desk: Desk,
    number: int,
    newest: Mapping[Ref, datetime] | None = None,
    *,
    dry: bool = False,
    closing: bool = False,
) -> Planned:
    """Make a convoy what it should be. A second look plans nothing.

    Raises Stale when GitHub shows less than `newest` says, Refused if that issue is no convoy.
    """
    known = Known(newest=newest or {}, closing=closing)
    if dry:
        return _planned(number, _plan(desk, hq.read(desk, number), known), applied=False)
    done: list[Effect] = []
    with desk.memory.lease(f"convoy:{number}"):
        for _ in range(ROUNDS):
            read = hq.read(desk, number)
            if _mend(desk, read):
                continue
            effects = _plan(desk, read, known)
            try:
                settled = _apply_all(desk, read, effects)
            except Untellable as refused:
                known = replace(known, refused=str(refused))
                continue
            done += effects
            if settled and not any(_reopens(effect) for effect in effects):
                break
    return _planned(number, done, applied=True)


def merge(desk: Desk, number: int) -> None:
    """Put back a person's edit that our write overtook, then look again."""
    ref = desk.config.names.convoy_ref(number)
    with desk.memory.lease(f"convoy:{number}"):
        thread = desk.github.thread(ref)
        history = [edit.body for edit in desk.github.body_edits(ref)]
        versions = history if history[:1] == [thread.body] else [thread.body, *history]
        text = mending.merged(versions, desk.config.names)
        if text is not None and text != thread.body:
            hq.write(desk, thread, Change(body=text))
            log.info("%s: merged with an edit that our write had overtaken", convoy_id(number))
    look(desk, number)


def restore(desk: Desk, number: int, was: str) -> None:
    """Put back what an edit took away, from the text before it, then look again."""
    with desk.memory.lease(f"convoy:{number}"):
        _mend(desk, hq.read(desk, number), was)
    look(desk, number)


def _plan(desk: Desk, read: Read, known: Known) -> tuple[Effect, ...]:
    """Ask GitHub for what the plan needs beyond the convoy, which is seldom anything."""
    convoy = read.convoy
    if convoy.marker.untold:
        known = replace(known, silent=notices.takes_none(desk, convoy.thread))
    if key := reconcile.lands(read, known):
        mentions = people.mentions(desk, convoy.subscribers, read.audience)
        told = notices.told(desk, convoy.thread, key, len(landing.parts(mentions)), convoy.closed_at)
        known = replace(known, mentions=mentions, told=told)
    if about := remarks.concerns(read):
        known = replace(known, said=_said(desk, read, about))
    return reconcile.plan(read, known)


def _said(desk: Desk, read: Read, about: Collection[str]) -> set[str]:
    """The remarks that were made already, by what we remember or GitHub shows."""
    thread = read.convoy.thread
    remembered = {name for name in about if desk.memory.was_told(thread.number, name)}
    if len(remembered) == len(about):
        return remembered
    comments = desk.github.comments(thread.ref, thread.created_at)
    said = {name for c in comments if is_us(desk, c.author) for name in remarks.said(c.body)}
    for name in said - remembered:
        desk.memory.told(thread.number, name)
    return remembered | said


def _mend(desk: Desk, read: Read, was: str = "") -> bool:
    """Restore the program's part of a text that lost it. False if it never had one: it is adopted."""
    thread = read.convoy.thread
    if read.body.marker is not None:
        return False
    text = mending.restored(desk, thread.number, thread.body, was)
    if text is None:
        return False
    hq.write(desk, thread, Change(body=text))
    hq.require_lease(desk, thread.number)
    said = remarks.mended(read.convoy.id, digest(thread.body))
    may(f"{read.convoy.id}: a remark", partial(desk.github.post, thread.ref, said))
    log.info("%s: its text was mended", read.convoy.id)
    return True


def _apply_all(desk: Desk, read: Read, effects: Sequence[Effect]) -> bool:
    try:
        return all(_apply(desk, read, effect) for effect in effects)
    except RateLimited as limit:
        limit.notice_due = any(isinstance(effect, Notice) for effect in effects)
        raise


def _apply(desk: Desk, read: Read, effect: Effect) -> bool:
    """Do one thing. False if a person was faster: then the convoy must be read again."""
    thread = read.convoy.thread
    match effect:
        case Wait(ref):
            raise Stale(f"{convoy_id(thread.number)}: GitHub still shows an older {ref}")
        case Notice(key, part, text):
            try:
                notices.tell(desk, thread, key, part, text)
            except REFUSALS as error:
                log.warning("%s: landed, and GitHub takes no notice of it: %s", read.convoy.id, error)
                notices.refused(desk, thread)
                raise Untellable(remarks.why_untold(locked=thread.locked)) from error
            log.info("%s: told its subscribers, key %s part %d", read.convoy.id, key, part)
        case Remark(about, text):
            hq.require_lease(desk, thread.number)
            outcome = may(f"{read.convoy.id}: a remark", partial(desk.github.post, thread.ref, text))
            # Label and status line say it, too: what is refused for good is not tried at each look.
            for name in about if outcome is not Outcome.FAILED else ():
                desk.memory.told(thread.number, name)
        case Update(change, verdict):
            fresh = desk.github.thread(thread.ref)
            if (fresh.body, fresh.open, fresh.labels) != (thread.body, thread.open, thread.labels):
                return False
            hq.write(desk, thread, change, waits=read.vouched.waits)
            if read.body.marker is None:  # adopted: from now on its issues' events must find it
                told = [ref for ref in read.body.refs if ref not in read.vouched.waits]
                desk.memory.also_tracks(thread.number, told)
            log.info("%s: %s, %d/%d", read.convoy.id, verdict, read.convoy.completed, read.convoy.total)
            _tell_trackers(desk, thread.ref, change.open)
    return True


def _tell_trackers(desk: Desk, ref: Ref, opens: bool | None) -> None:
    """A convoy may be tracked by others, for which its closing is an issue's closing."""
    for number in desk.memory.trackers_of(ref) if opens is not None else ():
        desk.memory.want(f"convoy:{number}")


def _reopens(effect: Effect) -> bool:
    return isinstance(effect, Update) and effect.verdict is Verdict.REOPEN


def _planned(number: int, effects: Iterable[Effect], *, applied: bool) -> Planned:
    return Planned(convoy_id(number), tuple(reconcile.effect_json(effect) for effect in effects), applied)
