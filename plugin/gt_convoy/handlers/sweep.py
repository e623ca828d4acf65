"""Look at everything: for what no event told us, because it was lost or we were away.

Convoys are read in bulk and only those that differ are wanted for a look of their own. Commands that were
given meanwhile are found by `pending`: of the last 72 hours, since we were installed, never edited ones. When
we were installed stands in the description of HQ's `convoy` label, so that a lost database makes none older.
"""

import hashlib
import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from gt_convoy import body as bodies
from gt_convoy import hq, notices, refusals, trust
from gt_convoy.body import Body
from gt_convoy.convoy import LABEL, Issue, Seen, Thread
from gt_convoy.desk import Desk
from gt_convoy.errors import GitHubError, RateLimited, Stale
from gt_convoy.privacy import Audience
from gt_convoy.reconcile import Known, plan
from gt_convoy.refs import Ref
from gt_convoy.replies import remarks
from gt_convoy.vouching import Rights, with_editors

from . import standing
from .pending import pending_commands, window

log = logging.getLogger(__name__)

CLOSED_LATELY = timedelta(days=30)
# What happened so shortly ago may not be in all of GitHub's lists yet: it is looked for once more.
SETTLED = timedelta(minutes=1)
REDELIVER_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _States:
    """How all tracked issues stand, and of which owners GitHub gives no answer for now."""

    seen: dict[Ref, Seen] = field(default_factory=dict)
    dark: frozenset[str] = frozenset()  # in lower case

    def hides(self, refs: Collection[Ref]) -> bool:
        """Whether some of these are there."""
        return any(ref.owner.lower() in self.dark for ref in refs)


def sweep(desk: Desk) -> None:
    """Want the commands that nobody answered, and a look at each convoy that is not as it should be."""
    for repo in desk.config.repositories:
        _apart(f"commands in {repo}", partial(want_commands, desk, repo))
    last = desk.memory.moment("redelivered")
    if last and datetime.now(UTC) - last > REDELIVER_EVERY:
        desk.memory.want("redeliver")
    standing.keep_label(desk, at_once=not want_looks(desk))
    if desk.config.auto_convoy_on_assign:
        for repo in desk.config.repositories:
            _apart(f"assignments in {repo}", partial(want_convoys, desk, repo))


def want_convoys(desk: Desk, repo: str) -> None:
    """Want a convoy for what was assigned since we last asked, and no convoy knows. One request.

    Nothing that was assigned before we first asked ever gets one.
    """
    begun, name = datetime.now(UTC).replace(microsecond=0), _moment("assigned", repo)
    since = desk.memory.moment(name)
    for ref in desk.github.assigned(repo, since) if since else ():
        if not desk.memory.trackers_of(ref):
            desk.memory.want(f"auto:{ref}")
    desk.memory.note(name, max(since, begun - SETTLED) if since else begun)


def want_commands(desk: Desk, repo: str) -> None:
    """Want what was commanded in a repository since it was last looked through. One request if it rested."""
    installed = desk.memory.moment("installed")
    touched = desk.github.last_touched(repo)
    name = _moment("scanned", repo)
    scanned = desk.memory.moment(name)
    if installed is None or touched is None or (scanned and touched <= scanned):
        return
    since = max(window(installed), scanned or installed)
    for job in pending_commands(desk, repo, since) if touched >= since else ():
        log.info("%s was not done yet: found by the sweep", job.key)
        desk.memory.want(job.key, job.data)
    if datetime.now(UTC) - touched > SETTLED:
        desk.memory.note(name, touched)


def want_looks(desk: Desk) -> bool:
    """Read the convoys that are open or closed of late, rebuild the index, want a look at what differs.

    Answers whether there are any.
    """
    parsed = list(_parsed(desk))
    # Before the states are read: a close that comes in between finds its convoy. Only added to: a recompute
    # may know of a newer text than ours.
    desk.memory.all_track({thread.number: dict.fromkeys(body.refs) for thread, body in parsed})
    states = _states(desk, {ref for _, body in parsed for ref in body.refs})
    desk.memory.all_track({thread.number: _with_ids(body, states.seen) for thread, body in parsed})
    shown = hq.States(desk, states.seen, _audience(desk, states.seen), Rights(desk))
    for thread, body in with_editors(desk, parsed, states.seen):
        if refusals.lately(desk, f"look {thread.number}"):
            continue
        if not states.hides(body.refs) and _differs(desk, thread, body, shown):
            desk.memory.want(f"convoy:{thread.number}")
    return bool(parsed)


def _moment(what: str, repo: str) -> str:
    return f"{what} {hashlib.sha256(repo.lower().encode()).hexdigest()[:20]}"


def _parsed(desk: Desk) -> Iterator[tuple[Thread, Body]]:
    """The convoys and their texts; one that cannot be understood does not keep the others from it."""
    trusted = cache(partial(trust.trusted, desk))
    for thread in _threads(desk):
        if LABEL not in thread.labels or thread.is_pull:
            continue
        if not trusted(thread.author):
            if standing.stands_still(desk, thread) and not standing.is_said(desk, thread):
                desk.memory.want(f"convoy:{thread.number}")
            continue
        try:
            yield thread, bodies.parse(thread.body, desk.config.names)
        except Exception:
            log.exception("%s cannot be understood", thread.ref)


def _threads(desk: Desk) -> Iterator[Thread]:
    yield from desk.github.convoys(desk.config.hq, "open")
    # From the beginning of a day, so that the same is asked all day long and GitHub may say: as before.
    since = (datetime.now(UTC) - CLOSED_LATELY).replace(hour=0, minute=0, second=0, microsecond=0)
    for thread in desk.github.convoys(desk.config.hq, "closed", since):
        if thread.closed_at and thread.closed_at >= since:
            yield thread


def _states(desk: Desk, refs: Collection[Ref]) -> _States:
    try:
        return _States(desk.github.issues(refs) if refs else {})
    except RateLimited:
        raise
    except GitHubError as error:
        log.info("not all issues can be read, so each owner's apart: %s", error)
    seen: dict[Ref, Seen] = {}
    dark = set()
    for owner in sorted({ref.owner.lower() for ref in refs}):
        theirs = [ref for ref in refs if ref.owner.lower() == owner]
        try:
            seen |= desk.github.issues(theirs)
        except RateLimited:
            raise
        except GitHubError as error:
            log.warning("nothing of %s can be read, so no convoy that tracks it changes: %s", owner, error)
            dark.add(owner)
    return _States(seen, frozenset(dark))


def _with_ids(body: Body, seen: Mapping[Ref, Seen]) -> dict[Ref, int | None]:
    found = {ref: seen.get(ref) for ref in body.refs}
    return {ref: one.repo_id if isinstance(one, Issue) else None for ref, one in found.items()}


def _audience(desk: Desk, seen: Mapping[Ref, Seen]) -> Audience:
    """HQ's readers, who matter only to the lines of what moved: else the request is saved."""
    if any(one.ref != ref for ref, one in seen.items()):
        return desk.audience(desk.config.hq)
    return Audience(desk.config, desk.config.hq, private=True, hq_private=True)


def _differs(desk: Desk, thread: Thread, body: Body, states: hq.States) -> bool:
    try:
        cycles = [ref for ref in body.refs if hq.leads_to(desk, states.seen[ref], thread.number)]
        read = states.of(thread, body, cycles)
        said = {name for name in remarks.concerns(read) if desk.memory.was_told(thread.number, name)}
        silent = read.convoy.marker.untold is not None and notices.takes_none(desk, thread)
        return bool(plan(read, Known(said=said, silent=silent)))
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
