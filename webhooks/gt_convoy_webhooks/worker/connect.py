"""The rules of `gt_convoy`, as the app runs them."""

from collections.abc import Mapping, Sequence
from typing import Any

from gt_convoy.bootstrap import open_context
from gt_convoy.config.model import Config
from gt_convoy.domain.job import Job
from gt_convoy.events.payloads import Changed, Event, LabelChanged, Moved, read_event
from gt_convoy.handlers.dispatcher import perform
from gt_convoy.handlers.router import is_ours, jobs_for
from gt_convoy.ports.state_store import StateStore, TrackIndex
from gt_convoy_webhooks.worker.hq_runner import HqRunner
from gt_convoy_webhooks.worker.rules import GitHubUsage, Rules


def connect(environ: Mapping[str, str], state_store: StateStore) -> Rules:
    """Configuration, GitHub and handlers, over what the app remembers. Raises UserError."""
    context = open_context(environ, state_store)
    config, runner = context.config, HqRunner(context)
    index, echoes = state_store.index, state_store.echoes

    def interesting(name: str, payload: Mapping[str, Any]) -> bool:
        return any(_concerns(event, config, index) for event in read_event(name, payload))

    def route(name: str, payload: Mapping[str, Any]) -> Sequence[Job]:
        return [job for event in read_event(name, payload) for job in jobs_for(event, config, index, echoes)]

    def do(job: Job) -> None:
        runner.require()
        perform(context, job)

    return Rules(
        interesting,
        route,
        do,
        begin=runner.begin,
        refusal=lambda: runner.refusal,
        sweep_every=float(config.sweep_seconds),
        usage=lambda: GitHubUsage(context.github.requests, context.github.remaining),
    )


def _concerns(event: Event, config: Config, index: TrackIndex) -> bool:
    """An event of a repository that is neither HQ nor a rig concerns us only if a convoy tracks its issue."""
    if isinstance(event, Moved):
        return is_ours(event.repo, config) or is_ours(event.was, config)
    if isinstance(event, LabelChanged):
        return config.names.is_hq(event.repo)
    known = event.repo_id if isinstance(event, Changed) else None
    return is_ours(event.ref.repo, config) or bool(index.trackers_of(event.ref, known))
