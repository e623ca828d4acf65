"""The plan: from what GitHub says now to what must be written, with nothing read or done on the way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from gt_convoy.document import editor
from gt_convoy.document.snapshot import ConvoySnapshot
from gt_convoy.domain.convoy import ATTENTION_LABEL, LABEL, LANDED_LABEL, Convoy, Marker, landing_key
from gt_convoy.domain.effects import Effect, Notice, Remark, Update, Wait
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.issue import Issue, State
from gt_convoy.domain.landing import LandingFacts, Verdict, decide, marker_of_an_open
from gt_convoy.domain.references import Ref
from gt_convoy.messages import landing_notice, remarks
from gt_convoy.messages.convoy_status import status_line


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """What must be known beyond the convoy itself before a plan can be made."""

    newest: Mapping[Ref, datetime] = field(default_factory=dict)  # update of each issue that an event told of
    told: Collection[int] = ()  # parts of the due notice that were posted already
    mentions: Sequence[str] = ()  # whom a landing tells: its subscribers, teams expanded
    said: Collection[str] = ()  # remarks that were made already
    closing: bool = False  # a person asked to close it: what a person reopened lands again
    refused: str | None = None  # why GitHub took the notice of this landing not
    silent: bool = False  # the thread takes no comment now: a notice that was refused is not tried again


def landing_due(snapshot: ConvoySnapshot, inputs: PlanInputs) -> str | None:
    """The key of the landing that is to be told, if one is: before `plan`, its notices must be looked for."""
    return None if _late(snapshot, inputs.newest) else _untold(snapshot, _verdict(snapshot, inputs), inputs)


def _untold(snapshot: ConvoySnapshot, verdict: Verdict, inputs: PlanInputs) -> str | None:
    """The key of what has landed now, or had landed while its thread took no comment."""
    if verdict is Verdict.LAND:
        return landing_key(snapshot.convoy.tracked)
    stays = verdict is Verdict.UPDATE and not snapshot.convoy.thread.open
    marker = snapshot.convoy.marker
    return marker.landed if stays and marker.untold and not inputs.silent else None


def plan(snapshot: ConvoySnapshot, inputs: PlanInputs) -> tuple[Effect, ...]:
    """What to write, in order; empty when all is as it should be."""
    if late := _late(snapshot, inputs.newest):
        return (Wait(late),)
    verdict = _verdict(snapshot, inputs)
    if verdict is Verdict.NOTHING:
        return ()
    effects: list[Effect] = []
    if new := {name: line for name, line in remarks.concerns(snapshot).items() if name not in inputs.said}:
        effects.append(Remark(tuple(new), remarks.remark(snapshot, new)))
    key = _untold(snapshot, verdict, inputs)
    if key and not inputs.refused:
        effects += _notices(snapshot, inputs, key)
    change = _change(snapshot, verdict, inputs.refused if key else snapshot.convoy.marker.untold)
    return (*effects, Update(change, verdict)) if change != Change() else tuple(effects)


def _verdict(snapshot: ConvoySnapshot, inputs: PlanInputs) -> Verdict:
    verdict = decide(LandingFacts.of(snapshot.convoy, moved=bool(snapshot.moved)))
    return Verdict.LAND if verdict is Verdict.REST and inputs.closing else verdict


def _late(snapshot: ConvoySnapshot, newest: Mapping[Ref, datetime]) -> Ref | None:
    if not newest:
        return None
    seen = {s.ref: s.updated_at for s in snapshot.convoy.tracked if isinstance(s, Issue)}
    seen[snapshot.convoy.thread.ref] = snapshot.convoy.thread.updated_at
    return next((ref for ref, at in newest.items() if ref in seen and seen[ref] < at), None)


def _notices(snapshot: ConvoySnapshot, inputs: PlanInputs, key: str) -> list[Effect]:
    parts = landing_notice.parts(inputs.mentions)
    return [
        Notice(key, part, landing_notice.notice(snapshot.convoy, snapshot.audience, key, part, parts))
        for part in range(1, len(parts) + 1)
        if part not in inputs.told
    ]


def _change(snapshot: ConvoySnapshot, verdict: Verdict, untold: str | None) -> Change:
    thread = snapshot.convoy.thread
    marker = _marker(snapshot, verdict)
    marker = replace(marker, untold=untold if marker.landed else None)
    waits = snapshot.vouched.waits
    marker = replace(marker, waits=tuple(ref for ref in snapshot.body.refs if ref in waits) if waits else ())
    will_be_open = verdict is Verdict.REOPEN or (thread.open and verdict is not Verdict.LAND)
    landed = marker.landed is not None and not marker.abandoned and not will_be_open
    resting = verdict is Verdict.REST
    text = editor.render(
        snapshot.body,
        marker=marker,
        status=status_line(
            snapshot.convoy, is_open=will_be_open, landed=landed, resting=resting, untold=marker.untold
        ),
        ticks={s.ref: s.state is not State.OPEN for s in snapshot.convoy.tracked if isinstance(s, Issue)}
        | {old: _closed(snapshot, new) for old, new in snapshot.moved.items()},
        moved=snapshot.moved,
    )
    labels = _labels(snapshot.convoy, landed=landed)
    return Change(
        body=text if text != thread.body or not snapshot.vouched.settled else None,
        open=will_be_open if will_be_open != thread.open else None,
        state_reason=_reason(thread.open, will_be_open),
        labels=labels if labels != thread.labels else None,
    )


def _marker(snapshot: ConvoySnapshot, verdict: Verdict) -> Marker:
    convoy = snapshot.convoy
    marker = convoy.marker
    match verdict:
        case Verdict.LAND:
            return replace(marker, landed=landing_key(convoy.tracked), abandoned=False)
        case Verdict.REOPEN:
            return replace(marker, landed=None)
        case Verdict.ABANDON:
            return replace(marker, landed=None, abandoned=True)
    if convoy.thread.open:
        marker = marker_of_an_open(convoy, moved=bool(snapshot.moved))
    carried = (
        landing_key(convoy.tracked) if marker.landed and convoy.complete and snapshot.moved else marker.landed
    )
    return replace(marker, landed=carried, abandoned=False)


def _closed(snapshot: ConvoySnapshot, ref: Ref) -> bool:
    return any(s.ref == ref and s.state is State.CLOSED for s in snapshot.convoy.tracked)


def _labels(convoy: Convoy, *, landed: bool) -> frozenset[str]:
    kept = convoy.thread.labels - {LANDED_LABEL, ATTENTION_LABEL}
    ours = {LABEL} | ({LANDED_LABEL} if landed else set()) | ({ATTENTION_LABEL} if convoy.unknown else set())
    return kept | ours


def _reason(was_open: bool, will_be_open: bool) -> Literal["reopened", "completed"] | None:
    if was_open == will_be_open:
        return None
    return "reopened" if will_be_open else "completed"
