"""The plan: from what GitHub says now, and what somebody asks for, to what must be written.

Nothing is read or done on the way.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from gt_convoy.document import body_parser as bodies
from gt_convoy.document import editor
from gt_convoy.document.body_parser import Body
from gt_convoy.document.metadata import digest
from gt_convoy.document.snapshot import ConvoySnapshot
from gt_convoy.domain import feeding
from gt_convoy.domain.bounds import LARGEST_TEXT
from gt_convoy.domain.convoy import (
    ATTENTION_LABEL,
    LABEL,
    LANDED_LABEL,
    STALLED_LABEL,
    Convoy,
    Marker,
    landing_key,
)
from gt_convoy.domain.effects import Assign, Cause, Effect, Notice, Remark, Update, Wait
from gt_convoy.domain.feeding import Assignment
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.issue import Issue, State
from gt_convoy.domain.landing import LandingFacts, Verdict, decide, marker_of_an_open
from gt_convoy.domain.references import Ref
from gt_convoy.domain.requests import ConvoyRequest, GiveUp, Land, Reopen, Sync
from gt_convoy.messages import landing_notice, remarks
from gt_convoy.messages.convoy_status import body_status

MOST_OF_OURS = 2_000  # characters that a text may grow by marker, status line and moved references

# Neither opened nor closed by these.
_LEAVES_AS_IT_IS = (Verdict.UPDATE, Verdict.REST, Verdict.WAIT_FOR_OWNER, Verdict.NOTHING)


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """What must be known beyond the convoy itself before a plan can be made."""

    request: ConvoyRequest = Sync()  # noqa: RUF009 - it is frozen
    told: Collection[int] = ()  # parts of the due notice that were posted already
    mentions: Sequence[str] = ()  # whom a notice tells: the subscribers, teams expanded
    said: Collection[str] = ()  # remarks that were made already
    refused: str | None = None  # why GitHub took the notice not
    dropped: Collection[Assignment] = ()  # what GitHub did just now not assign, though it answered well
    silent: bool = False  # the thread takes no comment now: a notice that was refused is not tried again


def plan(snapshot: ConvoySnapshot, inputs: PlanInputs) -> tuple[Effect, ...]:
    """What to write, in order; empty when all is as it should be."""
    request, thread = inputs.request, snapshot.convoy.thread
    if late := _late(snapshot, request):
        return (Wait(late),)
    if isinstance(request, Reopen):
        return () if thread.open else _update(snapshot, _reopened(snapshot), Cause.REOPEN)
    if isinstance(request, GiveUp) and not thread.open:
        return ()
    verdict = _verdict(snapshot, inputs)
    if verdict is Verdict.NOTHING:
        return _update(snapshot, _recovered(snapshot), verdict)
    new = {name: line for name, line in concerns(snapshot, inputs).items() if name not in inputs.said}
    snapshot, effects = _fed(snapshot, verdict, inputs)
    if new:
        effects.append(Remark(tuple(new), remarks.remark(snapshot, new)))
        inputs = replace(inputs, said={*inputs.said, *new})
    key = _due(snapshot, verdict, inputs)
    if key and not inputs.refused:
        effects += _notices(snapshot, inputs, key)
    change = _change(snapshot, verdict, inputs.refused if key else snapshot.convoy.marker.untold)
    effects += _update(snapshot, change, verdict)
    if verdict is Verdict.REOPEN:  # with what was added since it may land anew at once
        effects += plan(_after(snapshot, change), inputs)
    return tuple(effects)


def _fed(
    snapshot: ConvoySnapshot, verdict: Verdict, inputs: PlanInputs
) -> tuple[ConvoySnapshot, list[Effect]]:
    """What is handed out, and the convoy as it is once that is done."""
    if verdict is not Verdict.UPDATE or snapshot.convoy.marker.launch is None:
        return snapshot, []
    convoy = feeding.given(snapshot.convoy, (), inputs.dropped)
    made = feeding.assignments(convoy, inputs.dropped)
    hidden = [issue for issue in convoy.open_issues if not snapshot.audience.may_see(issue)]
    convoy = feeding.discreet(feeding.given(convoy, made), hidden)
    return replace(snapshot, convoy=convoy), [Assign(one.ref, one.login) for one in made]


def notice_due(snapshot: ConvoySnapshot, inputs: PlanInputs) -> str | None:
    """The key of what is to be told, if anything: before `plan`, its notices must be looked for."""
    if _late(snapshot, inputs.request) or isinstance(inputs.request, Reopen):
        return None
    verdict = _verdict(snapshot, inputs)
    if verdict is Verdict.REOPEN:
        return notice_due(_after(snapshot, _change(snapshot, verdict, None)), inputs)
    return _due(snapshot, verdict, inputs)


def concerns(snapshot: ConvoySnapshot, inputs: PlanInputs) -> dict[str, str]:
    """What is remarked on, a line each, by the name under which it is said once: looked for before `plan`."""
    if isinstance(inputs.request, GiveUp):
        return {}
    verdict = _verdict(snapshot, inputs)
    snapshot, _ = _fed(snapshot, verdict, inputs)
    found = remarks.concerns(snapshot)
    if verdict is Verdict.REOPEN:
        return found | concerns(_after(snapshot, _change(snapshot, verdict, None)), inputs)
    return found | (remarks.waits_for_owner(snapshot.convoy) if verdict is Verdict.WAIT_FOR_OWNER else {})


def _due(snapshot: ConvoySnapshot, verdict: Verdict, inputs: PlanInputs) -> str | None:
    """The key of what is told now: a giving up, a landing, or one that its thread took no comment of."""
    convoy = snapshot.convoy
    if isinstance(inputs.request, GiveUp):
        return landing_notice.closed_key(inputs.request.command)
    if verdict is Verdict.LAND:
        return landing_key(convoy.tracked)
    stays = verdict is Verdict.UPDATE and not convoy.thread.open
    return convoy.marker.landed if stays and convoy.marker.untold and not inputs.silent else None


def _verdict(snapshot: ConvoySnapshot, inputs: PlanInputs) -> Verdict:
    if isinstance(inputs.request, GiveUp):
        return Verdict.ABANDON
    verdict = decide(LandingFacts.of(snapshot.convoy, moved=bool(snapshot.moved)))
    waits = verdict in (Verdict.REST, Verdict.WAIT_FOR_OWNER)
    return Verdict.LAND if waits and isinstance(inputs.request, Land) else verdict


def _late(snapshot: ConvoySnapshot, request: ConvoyRequest) -> Ref | None:
    if not isinstance(request, Sync) or not request.newest:
        return None
    seen = {s.ref: s.updated_at for s in snapshot.convoy.tracked if isinstance(s, Issue)}
    seen[snapshot.convoy.thread.ref] = snapshot.convoy.thread.updated_at
    return next((ref for ref, at in request.newest.items() if ref in seen and seen[ref] < at), None)


def _notices(snapshot: ConvoySnapshot, inputs: PlanInputs, key: str) -> list[Effect]:
    groups, convoy = landing_notice.parts(inputs.mentions), snapshot.convoy
    if isinstance(request := inputs.request, GiveUp):
        text = partial(landing_notice.given_up, convoy, request)
    else:
        text = partial(landing_notice.notice, convoy, snapshot.audience, key)
    parts = (part for part in range(1, len(groups) + 1) if part not in inputs.told)
    return [Notice(key, part, text(part, groups)) for part in parts]


def _update(snapshot: ConvoySnapshot, change: Change, verdict: Verdict | Cause) -> tuple[Effect, ...]:
    """The PATCH, if it changes anything, and behind it what is said of a text that was restored."""
    if change == Change():
        return ()
    if snapshot.recovered and verdict in _LEAVES_AS_IT_IS:
        verdict = snapshot.recovered
    # One that is adopted: from now on its issues' events must find it.
    adopts = snapshot.body.marker is None
    tracks = [ref for ref in snapshot.body.refs if ref not in snapshot.vouched.waits] if adopts else ()
    said = remarks.mended(snapshot) if snapshot.recovered is Cause.RESTORE else None
    return (Update(change, verdict, tuple(tracks)), *([said] if said else ()))


def _after(snapshot: ConvoySnapshot, change: Change) -> ConvoySnapshot:
    """The convoy as it is once that was written."""
    convoy = replace(snapshot.convoy, thread=change.applied_to(snapshot.convoy.thread))
    if change.body is None:
        return replace(snapshot, convoy=convoy)
    body = bodies.parse(change.body, snapshot.audience.names)
    return replace(
        snapshot,
        convoy=replace(convoy, marker=body.marker or convoy.marker),
        body=body,
        moved={},
        vouched=replace(snapshot.vouched, settled=True),
        recovered=None,
    )


def _reopened(snapshot: ConvoySnapshot) -> Change:
    """Open it as if a person had done so in GitHub's pages, its text and labels with it; nothing lands."""
    opened = _after(snapshot, Change(open=True))
    rests = decide(LandingFacts.of(opened.convoy, moved=bool(opened.moved))) is Verdict.REST
    change = _change(opened, Verdict.REST if rests else Verdict.UPDATE, opened.convoy.marker.untold)
    return replace(change, open=True, state_reason="reopened")


def _recovered(snapshot: ConvoySnapshot) -> Change:
    """The text that was recovered, and no more."""
    body = _text(snapshot, snapshot.convoy.marker, editor.renderer(snapshot.body))
    return Change(body=body) if snapshot.recovered else Change()


def _text(snapshot: ConvoySnapshot, marker: Marker, render: Callable[[Marker], str]) -> str | None:
    """The new text; None if there is nothing to write. It names the text that it is written over.

    By that, the `edited` event of this write shows whether it overtook somebody's edit. It tells, too, which
    of its lines wait, so that none becomes ours by our writing.
    """
    old, waits = snapshot.convoy.thread.body, snapshot.vouched.waits
    marker = replace(marker, waits=tuple(ref for ref in snapshot.body.refs if ref in waits) if waits else ())
    if snapshot.vouched.settled and render(marker) == old:
        return None
    return render(replace(marker, over=digest(old)))


def _change(snapshot: ConvoySnapshot, verdict: Verdict, untold: str | None) -> Change:
    thread, gives_up = snapshot.convoy.thread, verdict is Verdict.ABANDON
    marker = _marker(snapshot, verdict)
    marker = replace(marker, untold=untold if marker.landed else None)
    will_be_open = verdict is Verdict.REOPEN or (thread.open and verdict is not Verdict.LAND and not gives_up)
    landed = marker.landed is not None and not marker.abandoned and not will_be_open
    will_be = replace(snapshot.convoy, marker=marker, thread=replace(thread, open=will_be_open))
    body = _text(
        snapshot,
        marker,
        editor.renderer(
            snapshot.body,
            status=body_status(
                will_be,
                snapshot.audience,
                resting=verdict is Verdict.REST,
                room=_room(snapshot.body),
            ),
            ticks={s.ref: s.state is not State.OPEN for s in snapshot.convoy.tracked if isinstance(s, Issue)}
            | {old: _closed(snapshot, new) for old, new in snapshot.moved.items()},
            moved=snapshot.moved,
        ),
    )
    changes = will_be_open != thread.open
    labels = _labels(snapshot.convoy, landed=landed)
    return Change(
        body=body,
        open=will_be_open if changes else None,
        state_reason=_reason(verdict) if changes else None,
        labels=labels if labels != thread.labels else None,
    )


def _room(body: Body) -> int:
    """How many characters the status part may have below its line; the same before and after it has them."""
    first, last = body.status or (0, -1)
    others = sum(len(line) for n, line in enumerate(body.lines) if not first <= n <= last)
    return LARGEST_TEXT - MOST_OF_OURS - others


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
    ours = {
        LABEL: True,
        LANDED_LABEL: landed,
        ATTENTION_LABEL: bool(convoy.unknown),
        STALLED_LABEL: bool(feeding.stalled(convoy)),
    }
    return convoy.thread.labels - ours.keys() | {label for label, wanted in ours.items() if wanted}


def _reason(verdict: Verdict) -> Literal["reopened", "not_planned", "completed"]:
    if verdict is Verdict.REOPEN:
        return "reopened"
    return "not_planned" if verdict is Verdict.ABANDON else "completed"
