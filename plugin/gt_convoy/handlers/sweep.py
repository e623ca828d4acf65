"""Sync everything that differs: what no event told us of, because it was lost or we were away.

Convoys are read in bulk and a sync is enqueued only for those that differ. Commands that were
given meanwhile are found by `pending`: of the last 72 hours, since we were installed, never edited ones. When
we were installed stands in the description of HQ's `convoy` label, so that a lost database makes none older.
"""

import hashlib
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from gt_convoy.convoys import authorization, notices, refusals, repository
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.plan import PlanInputs, concerns, plan
from gt_convoy.convoys.vouching import Rights, with_editors
from gt_convoy.document import body_parser as bodies
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.errors import GitHubError, RateLimited, Stale
from gt_convoy.domain.issue import Issue, Seen, Thread
from gt_convoy.domain.job import AutoConvoy, Redeliver, SyncConvoy
from gt_convoy.domain.references import Ref
from gt_convoy.handlers import inactive_convoys
from gt_convoy.handlers.pending_commands import pending_commands, window

log = logging.getLogger(__name__)

# What happened so shortly ago may not be in all of GitHub's lists yet: it is looked for once more.
SETTLED = timedelta(minutes=1)
REDELIVER_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _States:
    """How all tracked issues stand, and of which owners GitHub gives no answer for now."""

    seen: dict[Ref, Seen] = field(default_factory=dict)
    unreadable_repositories: frozenset[str] = frozenset()  # in lower case

    def hides(self, refs: Collection[Ref]) -> bool:
        """Whether some of these are there."""
        return any(ref.owner.lower() in self.unreadable_repositories for ref in refs)


def sweep(context: AppContext) -> None:
    """Enqueue the commands that nobody answered, and a sync of each convoy that is not as it should be."""
    for repo in context.config.repositories:
        _apart(f"commands in {repo}", partial(enqueue_commands, context, repo))
    last = context.state.timestamps.at("redelivered")
    if last and datetime.now(UTC) - last > REDELIVER_EVERY:
        context.state.jobs.enqueue(Redeliver())
    refusals.retry_when_reopened(context)
    threads = list(repository.followed(context.github, context.config.hq))
    enqueue_syncs(context, threads)
    inactive_convoys.keep_label(context, threads)
    if context.config.auto_convoy_on_assign:
        for repo in context.config.repositories:
            _apart(f"assignments in {repo}", partial(enqueue_convoys, context, repo))


def enqueue_convoys(context: AppContext, repo: str) -> None:
    """Enqueue a convoy for what was assigned since we last asked, and no convoy tracks. One request.

    Nothing that was assigned before we first asked ever gets one.
    """
    begun, name = datetime.now(UTC).replace(microsecond=0), _timestamp("assigned", repo)
    since = context.state.timestamps.at(name)
    for ref in context.github.assigned(repo, since) if since else ():
        if not context.state.index.trackers_of(ref):
            context.state.jobs.enqueue(AutoConvoy(ref))
    context.state.timestamps.note(name, max(since, begun - SETTLED) if since else begun)


def enqueue_commands(context: AppContext, repo: str) -> None:
    """Enqueue what was commanded in a repository since it was last swept. One request if it rested."""
    installed = context.state.timestamps.at("installed")
    touched = context.github.last_touched(repo)
    name = _timestamp("scanned", repo)
    scanned = context.state.timestamps.at(name)
    if installed is None or touched is None or (scanned and touched <= scanned):
        return
    since = max(window(installed), scanned or installed)
    for job in pending_commands(context, repo, since) if touched >= since else ():
        log.info("%s was not done yet: found by the sweep", job.key)
        context.state.jobs.enqueue(job)
    if datetime.now(UTC) - touched > SETTLED:
        context.state.timestamps.note(name, touched)


def enqueue_syncs(context: AppContext, threads: Iterable[Thread]) -> None:
    """Rebuild the index from the convoys that are followed, enqueue a sync of what differs.

    Of thousands of texts no more is kept than what they track.
    """
    found = list(_tracking(context, threads))
    # Before the states are read: a close that comes in between finds its convoy. Only added to: a recompute
    # may know of a newer text than ours.
    context.state.index.all_track({thread.number: dict.fromkeys(refs) for thread, refs in found})
    states = _states(context, {ref for _, refs in found for ref in refs})
    context.state.index.all_track({thread.number: _with_ids(refs, states.seen) for thread, refs in found})
    context.state.links.also_links({thread.number: _links(refs, states.seen) for thread, refs in found})
    shown = repository.States(context, states.seen, _audience(context, states.seen), Rights(context))
    known = with_editors(context, found, states.seen)
    for thread, (_, refs) in zip(known, found, strict=True):
        if refusals.refused_lately(context, f"sync {thread.number}"):
            continue
        if not states.hides(refs) and _differs(context, thread, shown):
            context.state.jobs.enqueue(SyncConvoy(thread.number))


def _timestamp(what: str, repo: str) -> str:
    return f"{what} {hashlib.sha256(repo.lower().encode()).hexdigest()[:20]}"


def _tracking(context: AppContext, threads: Iterable[Thread]) -> Iterator[tuple[Thread, tuple[Ref, ...]]]:
    """The convoys and what they track; one that cannot be understood does not keep the others from it."""
    trusted = cache(partial(authorization.trusted, context))
    for thread in threads:
        if LABEL not in thread.labels or thread.is_pull:
            continue
        if not trusted(thread.author):
            if inactive_convoys.is_inactive(context, thread) and not inactive_convoys.was_explained(
                context, thread
            ):
                context.state.jobs.enqueue(SyncConvoy(thread.number))
            continue
        try:
            yield thread, bodies.parse(thread.body, context.config.names).refs
        except Exception:
            log.exception("%s cannot be understood", thread.ref)


def _states(context: AppContext, refs: Collection[Ref]) -> _States:
    try:
        return _States(context.github.issues(refs) if refs else {})
    except RateLimited:
        raise
    except GitHubError as error:
        log.info("not all issues can be read, so each owner's apart: %s", error)
    seen: dict[Ref, Seen] = {}
    unreadable_repositories = set()
    for owner in sorted({ref.owner.lower() for ref in refs}):
        theirs = [ref for ref in refs if ref.owner.lower() == owner]
        try:
            seen |= context.github.issues(theirs)
        except RateLimited:
            raise
        except GitHubError as error:
            log.warning("nothing of %s can be read, so no convoy that tracks it changes: %s", owner, error)
            unreadable_repositories.add(owner)
    return _States(seen, frozenset(unreadable_repositories))


def _with_ids(refs: Iterable[Ref], seen: Mapping[Ref, Seen]) -> dict[Ref, int | None]:
    found = {ref: seen.get(ref) for ref in refs}
    return {ref: one.repo_id if isinstance(one, Issue) else None for ref, one in found.items()}


def _links(refs: Iterable[Ref], seen: Mapping[Ref, Seen]) -> dict[Ref, int | None]:
    return repository.links_of(seen[ref] for ref in refs if ref in seen)


def _audience(context: AppContext, seen: Mapping[Ref, Seen]) -> Audience:
    """HQ's readers, who matter only to what moved and to what is private: else the request is saved."""
    if any(one.ref != ref or _is_private(one) for ref, one in seen.items()):
        return context.audience(context.config.hq)
    return context.config.audience(context.config.hq, private=True, hq_private=True)


def _is_private(seen: Seen) -> bool:
    """Whether not everybody may know how it stands, what blocks it and what closes it."""
    if not isinstance(seen, Issue):
        return False
    related = [*(blocker.private for blocker in seen.blockers), *(pull.private for pull in seen.pulls)]
    return seen.private or any(related)


def _differs(context: AppContext, thread: Thread, states: repository.States) -> bool:
    try:
        body = bodies.parse(thread.body, context.config.names)
        cycles = [ref for ref in body.refs if repository.leads_to(context, states.seen[ref], thread.number)]
        snapshot = states.of(thread, body, cycles)
        about = concerns(snapshot, PlanInputs())
        said = {name for name in about if context.state.notices.was_posted(thread.number, name)}
        silent = snapshot.convoy.marker.untold is not None and notices.takes_none(context, thread)
        return bool(plan(snapshot, PlanInputs(said=said, silent=silent)))
    except GitHubError:
        raise
    except Stale:
        return True
    except Exception:
        log.exception("%s cannot be planned", thread.ref)
        return False


def _apart(what: str, action: partial[None]) -> None:
    """Do it; what cannot be read is one line, and tried again by the next sweep."""
    try:
        action()
    except RateLimited:
        raise
    except GitHubError as error:
        log.warning("%s: not looked for, tried again: %s", what, error)
