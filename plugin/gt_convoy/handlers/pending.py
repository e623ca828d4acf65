"""Commands that nobody answered yet: given while we were away, or in a run that GitHub dropped."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gt_convoy.convoy import Thread
from gt_convoy.desk import Desk
from gt_convoy.tracker import Comment, Role

from .answered import is_answered, replies
from .jobs import Job
from .route import is_ours
from .source import Source, of_comment, of_thread

LONGEST = timedelta(hours=72)  # what is older is never done
REPLIES, WITHIN = 6, timedelta(minutes=10)  # to one person below triage


@dataclass(frozen=True, slots=True)
class Found:
    """The commands of a repository since some time, oldest first."""

    waiting: tuple[Source, ...]  # to be done now
    known: frozenset[str]  # the sources of all, answered and refused ones too


def pending_commands(desk: Desk, repo: str, since: datetime) -> list[Job]:
    """What is still to be done of the commands given in `repo` at or after `since`, oldest first."""
    return [given.job for given in find(desk, repo, since).waiting]


def window(installed: datetime | None, now: datetime | None = None) -> datetime:
    """From when on commands count that nobody answered: the last 72 h, and since we were installed."""
    earliest = (now or datetime.now(UTC)) - LONGEST
    return max(installed, earliest) if installed else earliest


def find(desk: Desk, repo: str, since: datetime) -> Found:
    """Two requests for 100 comments and 100 issues; replies are looked for among the same comments."""
    earlier = since - WITHIN  # else a flood's tail would count when its beginning has left the window
    comments = desk.github.new_comments(repo, earlier)
    given = sorted(_given(comments, desk.github.new_threads(repo, earlier)), key=lambda one: one.at)
    replied = replies(desk, comments)
    fair = (one for one in _fair(desk, given) if one.at >= since)
    left = (one for one in fair if not is_answered(desk, one, lambda: replied))
    waiting = tuple(one for one in left if counts(desk, one, since))
    return Found(waiting, frozenset(one.id for one in given))


def counts(desk: Desk, given: Source, since: datetime) -> bool:
    """Whether commands may still be done: young, in HQ or a rig, never edited. Every door asks it."""
    return given.at >= since and is_ours(given.thread.repo, desk.config) and not _edited(desk, given)


def _given(comments: Iterable[Comment], threads: Iterable[Thread]) -> Iterator[Source]:
    found = [*map(of_comment, comments), *(of_thread(thread) for thread in threads if not thread.is_pull)]
    return (one for one in found if one.commands)


def _edited(desk: Desk, given: Source) -> bool:
    """Whether its text was ever edited. One request, unless its times tell already."""
    if given.edited is None:
        return bool(desk.github.was_edited(given.thread, given.node))
    return given.edited


def _fair(desk: Desk, given: Sequence[Source]) -> Iterator[Source]:
    """Without what people below triage asked beyond 6 times in 10 minutes."""
    kept: dict[str, list[datetime]] = {}
    weak: dict[str, bool] = {}
    for one in given:
        times = kept.setdefault(one.author.lower(), [])
        if sum(one.at - at < WITHIN for at in times) >= REPLIES:
            if one.author not in weak:
                weak[one.author] = desk.github.role(desk.config.hq, one.author) < Role.TRIAGE
            if weak[one.author]:
                continue
        times.append(one.at)
        yield one
