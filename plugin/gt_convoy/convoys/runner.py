"""Which runner works for an HQ, an app or an Action: written in the description of the `convoy` label."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.github_values import Label
from gt_convoy.domain.job import Relabel
from gt_convoy.messages import other_runners

Kind = Literal["app", "action"]
GRACE = timedelta(minutes=10)
_RUNNER = re.compile(
    r"\brunner: (?P<kind>app|action)\b(?: \((?P<login>[\w.-]+(?:\[bot\])?)\))?(?: since (?P<since>[\w:-]+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Runner:
    """Who works for an HQ, and by which account."""

    kind: str  # app, action
    login: str  # "" where it is not written
    since: datetime | None = field(default=None, compare=False)  # nothing given earlier is ever done

    def __str__(self) -> str:
        """As it stands in the description of the `convoy` label, which only who may write can change."""
        since = f" since {self.since.astimezone(UTC):%Y-%m-%dT%H:%MZ}" if self.since else ""
        return f"Runner: {self.kind} ({self.login}){since}"


def runner_in(description: str) -> Runner | None:
    """Who works for HQ, by that description of the label; None where it names nobody."""
    match = _RUNNER.search(description)
    return Runner(match["kind"].lower(), match["login"] or "", _timestamp(match["since"])) if match else None


def runner_in_label(context: AppContext, label: Label | None = None) -> Runner | None:
    """Who works for HQ, by the description of the `convoy` label; None where nobody does yet.

    The label is asked for, unless it was just read.
    """
    label = label or context.github.label(context.config.hq, LABEL)
    return runner_in(label.description) if label and label.name == LABEL else None


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
        write_runner(context, new)
    return now if now == new else new


def write_runner(context: AppContext, runner: Runner) -> None:
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
    return not now.login or context.is_ours(now.login)


def _require_ours(context: AppContext, now: Runner, kind: Kind) -> None:
    if now.kind != kind:
        raise UserError(other_runners.other_runner(context.config.hq, now.kind, kind))
    if not _is_known(context, now):
        raise UserError(other_runners.other_account(context.config.hq, now.login, context.github.me()))


def _timestamp(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
