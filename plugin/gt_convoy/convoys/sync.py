"""Make one convoy what it should be, or what somebody asks for: read it, plan, apply."""

from collections.abc import Iterable
from dataclasses import replace

from gt_convoy.convoys import notices, plan, repository, subscribers
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.apply import apply
from gt_convoy.convoys.plan import PlanInputs
from gt_convoy.document.snapshot import ConvoySnapshot
from gt_convoy.domain.effects import Effect, Notice, Planned, Remark
from gt_convoy.domain.references import convoy_id
from gt_convoy.domain.requests import ConvoyRequest, GiveUp, Sync
from gt_convoy.messages import landing_notice

# A person who edits while we write makes us read and plan again.
ROUNDS = 5


def sync(
    context: AppContext, number: int, request: ConvoyRequest | None = None, *, dry: bool = False
) -> Planned:
    """Read, plan, apply; a second sync plans nothing. `dry` only plans.

    Raises Stale when GitHub shows less than events told of, UserError if that issue is no convoy.
    """
    inputs = PlanInputs(request or Sync())
    if dry:
        snapshot = repository.read(context, number, inputs.request)
        effects = _plan(context.for_dry_run(), snapshot, inputs)
        return Planned(convoy_id(number), effects, applied=False, convoy=snapshot.convoy)
    done: tuple[Effect, ...] = ()
    with context.state.locks.lease(f"convoy:{number}"):
        rounds = 0
        while rounds < ROUNDS:
            snapshot = repository.read(context, number, inputs.request)
            applied = apply(context, snapshot.convoy.thread, _plan(context, snapshot, inputs, done))
            done += applied.done
            inputs = replace(
                inputs,
                refused=inputs.refused or applied.refused,
                dropped=(*inputs.dropped, *applied.dropped),
            )
            rounds += not applied.dropped  # they end: that worker is given nothing there any more
            if applied.settled:
                break
    return Planned(convoy_id(number), done, applied=True, untold=inputs.refused, convoy=snapshot.convoy)


def _plan(
    context: AppContext, snapshot: ConvoySnapshot, inputs: PlanInputs, done: Iterable[Effect] = ()
) -> tuple[Effect, ...]:
    """Ask GitHub for what the plan needs beyond the convoy, which is seldom anything; `done` is done."""
    thread, request = snapshot.convoy.thread, inputs.request
    if snapshot.convoy.marker.untold:
        inputs = replace(inputs, silent=notices.takes_none(context, thread))
    if key := plan.notice_due(snapshot, inputs):
        mentions = subscribers.mentions(context, snapshot.convoy.subscribers, snapshot.audience)
        told = {effect.part for effect in done if isinstance(effect, Notice) and effect.key == key}
        gives_up = isinstance(request, GiveUp)
        if not isinstance(request, GiveUp) or request.command:  # else there is nothing to know it by
            since = thread.created_at if gives_up else snapshot.convoy.closed_at
            parts = len(landing_notice.parts(mentions))
            told |= notices.posted_parts(context, thread, key, parts, since)
        inputs = replace(inputs, mentions=mentions, told=told)
    if about := plan.concerns(snapshot, inputs):
        said = {name for effect in done if isinstance(effect, Remark) for name in effect.about}
        inputs = replace(inputs, said=said | notices.said(context, thread, about))
    return plan.plan(snapshot, inputs)
