"""Who works for an HQ: one app or one Action, written in the description of the `convoy` label."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from gt_convoy.convoys import authorization
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.authorization import runner_in_label
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.github_values import Label
from gt_convoy.domain.job import Relabel
from gt_convoy.domain.runner import Runner
from gt_convoy.messages import other_runners

Kind = Literal["app", "action"]
GRACE = timedelta(minutes=10)


def runner_of(context: AppContext) -> str | None:
    """`app`, `action`, or None where nobody works yet."""
    found = runner_in_label(context)
    return found.kind if found else None


def claim(
    context: AppContext,
    kind: Kind,
    *,
    take_over: bool = False,
    since: datetime | None = None,
    label: Label | None = None,
) -> Runner:
    """Become HQ's runner; `since` when we are known to have been it already, `label` as it was just read.

    Raises UserError, unless this one takes over, if the other kind is, or an account whose answers would not
    be known as ours: every command that it did would be done once more.
    """
    now, me = runner_in_label(context, label), context.github.me()
    known = now is None or _is_known(context, now)
    if now and not take_over:
        _require_ours(context, now, kind)
    # What made us start, a command perhaps, is somewhat older than our first request.
    begins = datetime.now(UTC) - (GRACE if known else timedelta())
    before = (now.since if now.kind == kind and known else None) if now else since
    new = Runner(kind, me, before or begins)
    if now is None:
        context.state.jobs.enqueue(Relabel())  # with the label each convoy may have lost it
    if now != new:
        describe(context, new)
    return now if now == new else new


def describe(context: AppContext, runner: Runner) -> None:
    """Write into the label of convoys who works for HQ; the label is made where there is none."""
    # GitHub allows 100 characters.
    context.writer.put_label(context.config.hq, Label(LABEL, description=f"A batch of issues. {runner}"))


def require_claimable(context: AppContext, kind: Kind) -> Runner | None:
    """HQ's runner now, None where there is none. Raises UserError where `claim` would."""
    now = runner_in_label(context)
    if now:
        _require_ours(context, now, kind)
    return now


def _is_known(context: AppContext, now: Runner) -> bool:
    return not now.login or authorization.is_us(context, now.login)


def _require_ours(context: AppContext, now: Runner, kind: Kind) -> None:
    if now.kind != kind:
        raise UserError(other_runners.other_runner(context.config.hq, now.kind, kind))
    if not _is_known(context, now):
        raise UserError(other_runners.other_account(context.config.hq, now.login, context.github.me()))
