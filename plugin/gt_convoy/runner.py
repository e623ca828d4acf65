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


def claim(desk: Desk, kind: Kind, *, take_over: bool = False) -> Runner:
    """Become HQ's runner. Raises Refused if the other kind is, unless this one takes over."""
    now, me = trust.runner(desk), desk.github.me()
    if now and now.kind != kind and not take_over:
        raise Refused(asked.other_runner(desk.config.hq, now.kind, kind))
    # What made us start, a command perhaps, is somewhat older than our first look.
    since = (now.since if now and now.kind == kind else None) or datetime.now(UTC) - GRACE
    new = Runner(kind, me, since)
    if now != new:
        # GitHub allows 100 characters.
        desk.github.put_label(desk.config.hq, Label(LABEL, description=f"A batch of issues. {new}"))
    return now if now == new else new
