"""Which convoys are still looked at, though nobody names them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from gt_convoy.domain.bounds import CLOSED_LATELY
from gt_convoy.domain.issue import Thread
from gt_convoy.ports.github import GitHubReader


def followed(github: GitHubReader, hq: str) -> Iterator[Thread]:
    """HQ's open convoys, then those closed lately, by their label alone. PER_REQUEST a request."""
    yield from github.convoys(hq, "open")
    since = lately()
    yield from of_these(github.convoys(hq, "closed", since), since)


def of_these(threads: Iterable[Thread], since: datetime) -> Iterator[Thread]:
    """Those that are open, or were closed since."""
    return (thread for thread in threads if thread.open or (thread.closed_at and thread.closed_at >= since))


def lately() -> datetime:
    """Since when closed ones are followed still.

    From the beginning of a day, so that the same is asked all day long and GitHub may say: as before.
    """
    return (datetime.now(UTC) - CLOSED_LATELY).replace(hour=0, minute=0, second=0, microsecond=0)
