"""What GitHub refused for good is left alone for a while: nothing is asked for again and again."""

from datetime import UTC, datetime, timedelta

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.errors import Shut

A_WHILE = timedelta(hours=1)
_HQ = "hq"  # all of it, while it is archived or its issues are switched off
_OPENED = "opened"


def note(context: AppContext, what: str, error: Exception) -> None:
    """GitHub refused this now (`look 12`, `notice 12`). Committed on return."""
    now = datetime.now(UTC)
    context.state.timestamps.note(f"refused {what}", now)
    shut = getattr(error, "shut", None)
    if shut and shut.why is not Shut.LOCKED and context.config.names.is_hq(shut.repo):
        context.state.timestamps.note(f"refused {_HQ}", now)


def lately(context: AppContext, what: str) -> bool:
    """Whether it was refused so shortly ago, with HQ not opened since, that asking again would be in vain."""
    at, opened = (
        context.state.timestamps.at(f"refused {what}"),
        context.state.timestamps.at(_OPENED),
    )
    return at is not None and datetime.now(UTC) - at < A_WHILE and (opened is None or at > opened)


def wake(context: AppContext) -> None:
    """If HQ was shut lately and is open again, let what was refused be tried. One request while shut."""
    if lately(context, _HQ):
        hq = context.github.repository(context.config.hq)
        if not hq.archived and hq.has_issues:
            context.state.timestamps.note(_OPENED, datetime.now(UTC))
