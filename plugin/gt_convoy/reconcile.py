"""The plan: from what GitHub says now to what must be written, with nothing read or done on the way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from . import editing
from .convoy import (
    ATTENTION_LABEL,
    LABEL,
    LANDED_LABEL,
    Convoy,
    Issue,
    Marker,
    State,
    landing_key,
)
from .decision import Case, Verdict, decide, marker_of_an_open
from .reading import Read
from .refs import Ref
from .replies import landing, remarks
from .replies.status import status_line
from .tracker import Change


@dataclass(frozen=True, slots=True)
class Wait:
    """GitHub showed something older than the event that told us of it: look again shortly."""

    ref: Ref
    kind: str = "wait"


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell the subscribers: one comment."""

    key: str
    part: int
    text: str
    kind: str = "notice"


@dataclass(frozen=True, slots=True)
class Remark:
    """Say once what somebody should see to: one comment."""

    about: tuple[str, ...]
    text: str
    kind: str = "remark"


@dataclass(frozen=True, slots=True)
class Update:
    """One PATCH of the convoy."""

    change: Change
    verdict: Verdict
    kind: str = "update"


Effect = Wait | Notice | Remark | Update


@dataclass(frozen=True, slots=True)
class Known:
    """What must be known beyond the convoy itself before a plan can be made."""

    newest: Mapping[Ref, datetime] = field(default_factory=dict)  # update of each issue that an event told of
    told: Collection[int] = ()  # parts of the due notice that were posted already
    mentions: Sequence[str] = ()  # whom a landing tells: its subscribers, teams expanded
    said: Collection[str] = ()  # remarks that were made already
    closing: bool = False  # a person asked to close it: what a person reopened lands again
    refused: str | None = None  # why GitHub took the notice of this landing not
    silent: bool = False  # the thread takes no comment now: a notice that was refused is not tried again


def lands(read: Read, known: Known) -> str | None:
    """The key of the landing that is to be told, if one is: before `plan`, its notices must be looked for."""
    return None if _late(read, known.newest) else _untold(read, _verdict(read, known), known)


def _untold(read: Read, verdict: Verdict, known: Known) -> str | None:
    """The key of what has landed now, or had landed while its thread took no comment."""
    if verdict is Verdict.LAND:
        return landing_key(read.convoy.tracked)
    stays = verdict is Verdict.UPDATE and not read.convoy.thread.open
    marker = read.convoy.marker
    return marker.landed if stays and marker.untold and not known.silent else None


def plan(read: Read, known: Known) -> tuple[Effect, ...]:
    """What to write, in order; empty when all is as it should be."""
    if late := _late(read, known.newest):
        return (Wait(late),)
    verdict = _verdict(read, known)
    if verdict is Verdict.NOTHING:
        return ()
    effects: list[Effect] = []
    if new := {name: line for name, line in remarks.concerns(read).items() if name not in known.said}:
        effects.append(Remark(tuple(new), remarks.remark(read, new)))
    key = _untold(read, verdict, known)
    if key and not known.refused:
        effects += _notices(read, known, key)
    change = _change(read, verdict, known.refused if key else read.convoy.marker.untold)
    return (*effects, Update(change, verdict)) if change != Change() else tuple(effects)


def _verdict(read: Read, known: Known) -> Verdict:
    verdict = decide(Case.of(read.convoy, moved=bool(read.moved)))
    return Verdict.LAND if verdict is Verdict.REST and known.closing else verdict


def _late(read: Read, newest: Mapping[Ref, datetime]) -> Ref | None:
    seen = {s.ref: s.updated_at for s in read.convoy.tracked if isinstance(s, Issue)}
    seen[read.convoy.thread.ref] = read.convoy.thread.updated_at
    return next((ref for ref, at in newest.items() if ref in seen and seen[ref] < at), None)


def _notices(read: Read, known: Known, key: str) -> list[Effect]:
    parts = landing.parts(known.mentions)
    return [
        Notice(key, part, landing.notice(read.convoy, read.audience, key, part, parts))
        for part in range(1, len(parts) + 1)
        if part not in known.told
    ]


def _change(read: Read, verdict: Verdict, untold: str | None) -> Change:
    thread = read.convoy.thread
    marker = _marker(read, verdict)
    marker = replace(marker, untold=untold if marker.landed else None)
    marker = replace(marker, waits=tuple(ref for ref in read.body.refs if ref in read.vouched.waits))
    will_be_open = verdict is Verdict.REOPEN or (thread.open and verdict is not Verdict.LAND)
    landed = marker.landed is not None and not marker.abandoned and not will_be_open
    resting = verdict is Verdict.REST
    text = editing.render(
        read.body,
        marker=marker,
        status=status_line(
            read.convoy, is_open=will_be_open, landed=landed, resting=resting, untold=marker.untold
        ),
        ticks={s.ref: s.state is not State.OPEN for s in read.convoy.tracked if isinstance(s, Issue)}
        | {old: _closed(read, new) for old, new in read.moved.items()},
        moved=read.moved,
    )
    labels = _labels(read.convoy, landed=landed)
    return Change(
        body=text if text != thread.body or not read.vouched.settled else None,
        open=will_be_open if will_be_open != thread.open else None,
        state_reason=_reason(thread.open, will_be_open),
        labels=labels if labels != thread.labels else None,
    )


def _marker(read: Read, verdict: Verdict) -> Marker:
    convoy = read.convoy
    marker = convoy.marker
    match verdict:
        case Verdict.LAND:
            return replace(marker, landed=landing_key(convoy.tracked), abandoned=False)
        case Verdict.REOPEN:
            return replace(marker, landed=None)
        case Verdict.ABANDON:
            return replace(marker, landed=None, abandoned=True)
    if convoy.thread.open:
        marker = marker_of_an_open(convoy, moved=bool(read.moved))
    carried = (
        landing_key(convoy.tracked) if marker.landed and convoy.complete and read.moved else marker.landed
    )
    return replace(marker, landed=carried, abandoned=False)


def _closed(read: Read, ref: Ref) -> bool:
    return any(s.ref == ref and s.state is State.CLOSED for s in read.convoy.tracked)


def _labels(convoy: Convoy, *, landed: bool) -> frozenset[str]:
    kept = convoy.thread.labels - {LANDED_LABEL, ATTENTION_LABEL}
    ours = {LABEL} | ({LANDED_LABEL} if landed else set()) | ({ATTENTION_LABEL} if convoy.unknown else set())
    return kept | ours


def _reason(was_open: bool, will_be_open: bool) -> Literal["reopened", "completed"] | None:
    if was_open == will_be_open:
        return None
    return "reopened" if will_be_open else "completed"


def effect_json(effect: Effect) -> dict[str, object]:
    """An effect, as `check --json` prints it."""
    match effect:
        case Wait(ref):
            return {"kind": effect.kind, "ref": str(ref)}
        case Notice(key, part, text):
            return {"kind": effect.kind, "key": key, "part": part, "text": text}
        case Remark(about, text):
            return {"kind": effect.kind, "about": list(about), "text": text}
        case Update(change, verdict):
            values = {
                "body": change.body,
                "labels": sorted(change.labels) if change.labels is not None else None,
            }
            state = None if change.open is None else "open" if change.open else "closed"
            sets = {name: value for name, value in (values | {"state": state}).items() if value is not None}
            return {"kind": effect.kind, "verdict": verdict.value, "sets": sorted(sets), **sets}
