"""Who works for an HQ: one app or one Action, written in the description of the `convoy` label."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from . import trust
from .convoy import LABEL
from .desk import Desk
from .errors import Refused
from .replies import asked
from .tracker import Label
from .trust import Runner

Kind = Literal["app", "action"]
GRACE = timedelta(minutes=10)


def runner_of(desk: Desk) -> str | None:
    """`app`, `action`, or None where nobody works yet."""
    found = trust.runner(desk)
    return found.kind if found else None


def claim(desk: Desk, kind: Kind, *, take_over: bool = False, since: datetime | None = None) -> Runner:
    """Become HQ's runner; `since` when we are known to have been it already.

    Raises Refused, unless this one takes over, if the other kind is, or an account whose answers would not
    be known as ours: every command that it did would be done once more.
    """
    now, me = trust.runner(desk), desk.github.me()
    known = now is None or _is_known(desk, now)
    if now and not take_over:
        _require_ours(desk, now, kind)
    # What made us start, a command perhaps, is somewhat older than our first look.
    begins = datetime.now(UTC) - (GRACE if known else timedelta())
    before = now.since if now and now.kind == kind and known else since
    new = Runner(kind, me, before or begins)
    if now is None and desk.github.label(desk.config.hq, LABEL) is None:
        desk.memory.want("relabel")  # with the label each convoy lost it
    if now != new:
        # GitHub allows 100 characters.
        desk.github.put_label(desk.config.hq, Label(LABEL, description=f"A batch of issues. {new}"))
    return now if now == new else new


def require_claimable(desk: Desk, kind: Kind) -> Runner | None:
    """HQ's runner now, None where there is none. Raises Refused where `claim` would."""
    now = trust.runner(desk)
    if now:
        _require_ours(desk, now, kind)
    return now


def _is_known(desk: Desk, now: Runner) -> bool:
    return not now.login or trust.is_us(desk, now.login)


def _require_ours(desk: Desk, now: Runner, kind: Kind) -> None:
    if now.kind != kind:
        raise Refused(asked.other_runner(desk.config.hq, now.kind, kind))
    if not _is_known(desk, now):
        raise Refused(asked.other_account(desk.config.hq, now.login, desk.github.me()))
