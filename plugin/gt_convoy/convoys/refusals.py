"""What GitHub refused for good is left alone for a while: nothing is asked for again and again."""

from datetime import UTC, datetime, timedelta

from gt_convoy.convoys.app_context import AppContext

A_WHILE = timedelta(hours=1)


def note(context: AppContext, what: str) -> None:
    """GitHub refused this now (`look 12`, `notice 12`). Committed on return."""
    context.state_store.note(f"refused {what}", datetime.now(UTC))


def lately(context: AppContext, what: str) -> bool:
    """Whether it was refused so shortly ago that asking again would be in vain."""
    at = context.state_store.timestamp(f"refused {what}")
    return at is not None and datetime.now(UTC) - at < A_WHILE
