"""Each write to GitHub is one that must be made, or one that may fail without anything else failing."""

import logging
from collections.abc import Callable
from enum import StrEnum

from gt_convoy.domain.errors import REFUSALS, GitHubError, RateLimited

log = logging.getLogger(__name__)


class Outcome(StrEnum):
    """What became of a write that may fail."""

    DONE = "done"
    REFUSED = "refused"  # for good
    FAILED = "failed"  # it may work another time


def may(what: str, write: Callable[[], object]) -> Outcome:
    """Make a write on which nothing depends: a reaction, a remark. A failure is one line in the log.

    Raises RateLimited alone: GitHub wants us to wait with everything.
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
