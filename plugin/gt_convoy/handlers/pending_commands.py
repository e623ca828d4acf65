"""Commands that nobody answered yet: given while we were away, or in a run that GitHub dropped."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.bounds import OLDEST_COMMAND, REACTIONS, REPLIES, REPLIES_WITHIN
from gt_convoy.domain.github_values import Comment, Role
from gt_convoy.domain.issue import Thread
from gt_convoy.domain.job import ExecuteCommands
from gt_convoy.handlers.answered import is_answered, replies
from gt_convoy.handlers.command_source import Source, of_comment, of_thread
from gt_convoy.handlers.router import is_ours
from gt_convoy.ports.state_store import Allowance


@dataclass(frozen=True, slots=True)
class FoundCommands:
    """The commands of a repository since some time, oldest first."""

    waiting: tuple[Source, ...]  # to be done now
    reacted_to: tuple[Source, ...]  # above their author's limit: they get the reaction alone, still
    known: frozenset[str]  # the sources of all, answered and refused ones too


def pending_commands(context: AppContext, repo: str, since: datetime) -> list[ExecuteCommands]:
    """What is still to be done of the commands given in `repo` at or after `since`, oldest first."""
    return [given.job for given in find(context, repo, since).waiting]


def window(installed: datetime | None, now: datetime | None = None) -> datetime:
    """From when on commands count that nobody answered: OLDEST_COMMAND, and since we were installed."""
    earliest = (now or datetime.now(UTC)) - OLDEST_COMMAND
    return max(installed, earliest) if installed else earliest


def find(context: AppContext, repo: str, since: datetime) -> FoundCommands:
    """Two requests for 100 comments and 100 issues; replies are looked for among the same comments."""
    earlier = since - REPLIES_WITHIN  # else a flood's tail would count when its beginning has left the window
    comments = context.github.new_comments(repo, earlier)
    given = sorted(_given(comments, context.github.new_threads(repo, earlier)), key=lambda one: one.at)
    replied = replies(context, comments)
    limited = [(one, may) for one, may in _rate_limited(context, given) if one.at >= since]
    asked = (one for one, may in limited if may is Allowance.REPLY)
    left = (one for one in asked if not is_answered(context, one, lambda: replied))
    waiting = tuple(one for one in left if counts(context, one))
    above = (one for one, may in limited if may is Allowance.REACTION and "eyes" not in one.reactions)
    return FoundCommands(waiting, tuple(above), frozenset(one.id for one in given))


def counts(context: AppContext, given: Source) -> bool:
    """Whether commands may still be done: young, given in HQ or a rig and there still, never edited.

    App, Action and sweep ask it. One request, unless age, place or times tell already.
    """
    young = given.at >= window(context.state.timestamps.at("installed"))
    if not young or given.edited or not is_ours(given.thread.repo, context.config):
        return False
    history = context.github.text_history(given.thread, given.node)
    if history is None:
        return True
    repo = history.repo_at(given.at, given.thread.repo)
    return not history.edited and repo is not None and is_ours(repo, context.config)


def _given(comments: Iterable[Comment], threads: Iterable[Thread]) -> Iterator[Source]:
    found = [*map(of_comment, comments), *(of_thread(thread) for thread in threads if not thread.is_pull)]
    return (one for one in found if one.commands)


def _rate_limited(context: AppContext, given: Sequence[Source]) -> Iterator[tuple[Source, Allowance]]:
    """What each may get, by what people below triage asked in the 10 minutes before it."""
    kept: dict[str, list[datetime]] = {}
    low_role: dict[str, bool] = {}
    for one in given:
        times = kept.setdefault(one.author.lower(), [])
        before = sum(one.at - at < REPLIES_WITHIN for at in times)
        if before >= REPLIES and one.author not in low_role:
            low_role[one.author] = context.github.role(context.config.hq, one.author) < Role.TRIAGE
        may = Allowance.REPLY
        if before >= REPLIES and low_role[one.author]:
            may = Allowance.REACTION if before < REPLIES + REACTIONS else Allowance.NOTHING
        if may is not Allowance.NOTHING:
            times.append(one.at)
        yield one, may
