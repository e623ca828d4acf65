"""Who works for an HQ: one app or one Action, written in the description of the `convoy` label."""

import re
from typing import Literal

from .convoy import LABEL
from .errors import Refused
from .hq import Desk
from .replies import asked
from .tracker import Label

Kind = Literal["app", "action"]
_RUNNER = re.compile(r"\brunner: (?P<kind>app|action)\b", re.IGNORECASE)


def runner_of(desk: Desk) -> str | None:
    """`app`, `action`, or None where nobody works yet."""
    label = desk.github.label(desk.config.hq, LABEL)
    match = _RUNNER.search(label.description) if label else None
    return match["kind"].lower() if match else None


def claim(desk: Desk, kind: Kind, *, take_over: bool = False) -> None:
    """Become HQ's runner. Raises Refused if the other kind is, unless this one takes over."""
    now = runner_of(desk)
    if now == kind:
        return
    if now and not take_over:
        raise Refused(asked.other_runner(desk.config.hq, now, kind))
    desk.github.put_label(
        desk.config.hq, Label(LABEL, description=f"A batch of issues, tracked. Runner: {kind}")
    )
