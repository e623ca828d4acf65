"""Look at one convoy again: read it, plan, write what differs."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from gt_convoy import hq, reconcile
from gt_convoy.commands import Planned
from gt_convoy.decision import Verdict
from gt_convoy.errors import Stale
from gt_convoy.hq import Desk
from gt_convoy.reading import Read
from gt_convoy.reconcile import Effect, Notice, Update, Wait
from gt_convoy.refs import Ref, convoy_id
from gt_convoy.replies.landing import notice_key
from gt_convoy.replies.landing import parts as parts_of

log = logging.getLogger(__name__)

# A person who edits while we write, or a reopening that lands again at once, makes us look again.
ROUNDS = 5


def look(
    desk: Desk, number: int, newest: Mapping[Ref, datetime] | None = None, *, dry: bool = False
) -> Planned:
    """Make a convoy what it should be. A second look plans nothing.

    Raises Stale when GitHub shows less than `newest` says, Refused if that issue is no convoy.
    """
    if dry:
        return _planned(number, _plan(desk, hq.read(desk, number), newest), applied=False)
    done: list[Effect] = []
    with desk.memory.lease(f"convoy:{number}"):
        for _ in range(ROUNDS):
            read = hq.read(desk, number)
            effects = _plan(desk, read, newest)
            settled = all(_apply(desk, read, effect) for effect in effects)
            done += effects
            if settled and not any(_reopens(effect) for effect in effects):
                break
    return _planned(number, done, applied=True)


def _plan(desk: Desk, read: Read, newest: Mapping[Ref, datetime] | None) -> tuple[Effect, ...]:
    key = reconcile.lands(read)
    told = _told(desk, read, key) if key else ()
    return reconcile.plan(read, newest=newest, told=tuple(told))


def _told(desk: Desk, read: Read, key: str) -> Iterable[int]:
    """The parts of this landing's notice that were posted already, by what we remember or GitHub shows."""
    number = read.convoy.thread.number
    parts = range(1, len(parts_of(read.convoy.subscribers)) + 1)
    remembered = {part for part in parts if desk.memory.was_told(number, f"{key} {part}")}
    if len(remembered) == len(parts):
        return remembered
    comments = desk.github.comments(read.convoy.thread.ref, read.convoy.closed_at)
    found = (notice_key(comment.body) for comment in comments if hq.is_us(desk, comment.author))
    return remembered | {notice[1] for notice in found if notice and notice[0] == key}


def _apply(desk: Desk, read: Read, effect: Effect) -> bool:
    """Do one thing. False if a person was faster: then the convoy must be read again."""
    thread = read.convoy.thread
    match effect:
        case Wait(ref):
            raise Stale(f"{convoy_id(thread.number)}: GitHub still shows an older {ref}")
        case Notice(key, part, text):
            desk.github.post(thread.ref, text)
            desk.memory.told(thread.number, f"{key} {part}")
            log.info("%s: told its subscribers, key %s part %d", read.convoy.id, key, part)
        case Update(change, verdict):
            fresh = desk.github.thread(thread.ref)
            if (fresh.body, fresh.open, fresh.labels) != (thread.body, thread.open, thread.labels):
                return False
            # Before the write: its echo may be here before its answer.
            desk.memory.wrote(thread.number, change.after(thread))
            desk.github.update(thread.ref, change)
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
