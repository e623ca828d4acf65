"""Have GitHub deliver again what did not reach us: it never does so by itself.

It keeps deliveries for three days:
https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.errors import Denied, NotFound
from gt_convoy.domain.github_values import Attempt, Hook
from gt_convoy.domain.job import Redeliver
from gt_convoy.events.payloads import ENDPOINT

log = logging.getLogger(__name__)

KEPT = timedelta(days=3)
OVERLAP = timedelta(hours=1)
ATTEMPTS = 3  # of one event; what fails more often fails for a reason
AT_ONCE = 100  # in one job; GitHub asks for a second between two


def redeliver(context: AppContext) -> None:
    """Ask for each event since we last did that never reached us, oldest first."""
    begun = datetime.now(UTC)
    last = context.state.timestamps.at("redelivered")
    since = max(
        filter(None, (begun - KEPT, context.state.timestamps.at("installed"), last and last - OVERLAP))
    )
    lost = [(hook, attempt) for hook in our_hooks(context) for attempt in failed(context, hook, since)]
    for hook, attempt in lost[:AT_ONCE]:
        context.writer.redeliver(hook, attempt)
        log.info(
            "asked GitHub to deliver %s again (%s, status %d)", attempt.guid, attempt.event, attempt.status
        )
    if len(lost) > AT_ONCE:
        context.state.jobs.enqueue(Redeliver())
    else:
        context.state.timestamps.note("redelivered", begun)


def failed(context: AppContext, hook: Hook, since: datetime) -> list[Attempt]:
    """The newest attempt of each event that was never taken, oldest first."""
    by_event: dict[str, list[Attempt]] = {}
    for attempt in context.github.attempts(hook, since):
        by_event.setdefault(attempt.guid, []).append(attempt)
    lost = [tried[0] for tried in by_event.values() if not any(a.ok for a in tried) and len(tried) < ATTEMPTS]
    return sorted(lost, key=lambda attempt: attempt.at)


def our_hooks(context: AppContext) -> Iterator[Hook]:
    """The App's hook, or those of HQ and the rigs that lead to an address like ours."""
    app = context.github.app_hook()
    if app:
        yield app
        return
    seen = set[str]()
    for repo in context.config.repositories:
        try:
            found = context.github.hooks(repo)
        except (NotFound, Denied):
            continue  # only its admins see its hooks
        yield from (h for h in found if h.active and leads_here(h) and h.path not in seen)
        seen.update(hook.path for hook in found)  # an organisation's tells of several


def leads_here(hook: Hook) -> bool:
    """Whether it is ours among a repository's: by where it leads."""
    return hook.url.rstrip("/").endswith(ENDPOINT)
