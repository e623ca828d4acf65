"""What GitHub refuses: which writes may fail, and what is left alone for a while."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.errors import REFUSALS, GitHubError, RateLimited, Shut

log = logging.getLogger(__name__)

A_WHILE = timedelta(hours=1)
_HQ = "hq"  # all of it, while it is archived or its issues are switched off
_OPENED = "opened"


class Outcome(StrEnum):
    """What became of a write that may fail."""

    DONE = "done"
    REFUSED = "refused"  # for good
    FAILED = "failed"  # it may work another time


def try_write(what: str, write: Callable[[], object]) -> Outcome:
    """Make a write that may fail, as a reaction or a remark. Returns what became of it; a failure is logged.

    Raises RateLimited, and no other error of GitHub's.
    """
    try:
        write()
    except RateLimited:
        raise
    except REFUSALS as error:
        log.warning("%s: GitHub refuses it, left out: %s", what, error)
        return Outcome.REFUSED
    except GitHubError as error:
        log.warning("%s: left out: %s", what, error)
        return Outcome.FAILED
    return Outcome.DONE


def note_refusal(context: AppContext, what: str, error: Exception) -> None:
    """Keep that GitHub refused this now (`sync 12`, `notice 12`). Committed on return."""
    now = datetime.now(UTC)
    context.state.timestamps.note(f"refused {what}", now)
    shut = getattr(error, "shut", None)
    if shut and shut.why is not Shut.LOCKED and context.config.names.is_hq(shut.repo):
        context.state.timestamps.note(f"refused {_HQ}", now)


def refused_lately(context: AppContext, what: str) -> bool:
    """Whether it was refused in the last hour, and HQ was not opened since: then it is not tried again."""
    at, opened = context.state.timestamps.at(f"refused {what}"), context.state.timestamps.at(_OPENED)
    return at is not None and datetime.now(UTC) - at < A_WHILE and (opened is None or at > opened)


def retry_when_reopened(context: AppContext) -> None:
    """If HQ was read-only lately and is open again, allow what was refused. One request while read-only."""
    if refused_lately(context, _HQ):
        hq = context.github.repository(context.config.hq)
        if not hq.archived and hq.has_issues:
            context.state.timestamps.note(_OPENED, datetime.now(UTC))
