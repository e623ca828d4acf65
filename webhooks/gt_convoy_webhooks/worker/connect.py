"""The rules of `gt_convoy`, as the app runs them."""

from collections.abc import Mapping
from typing import Any

from gt_convoy.bootstrap import open_context
from gt_convoy.domain.job import Job
from gt_convoy.domain.routed import Routed
from gt_convoy.events.payloads import read_event
from gt_convoy.handlers.dispatcher import perform
from gt_convoy.handlers.router import route
from gt_convoy.ports.state_store import StateStore
from gt_convoy_webhooks.worker.hq_runner import HqRunner
from gt_convoy_webhooks.worker.rules import GitHubUsage, Rules


def connect(environ: Mapping[str, str], state_store: StateStore) -> Rules:
    """Configuration, GitHub and handlers, over what the app remembers. Raises UserError."""
    context = open_context(environ, state_store)
    config, runner = context.config, HqRunner(context)

    def routed(name: str, payload: Mapping[str, Any]) -> tuple[Routed, ...]:
        return tuple(route(event, config, state_store.echoes) for event in read_event(name, payload))

    def do(job: Job) -> None:
        runner.require()
        perform(context, job)

    return Rules(
        routed,
        do,
        begin=runner.begin,
        refusal=lambda: runner.refusal,
        sweep_every=float(config.sweep_seconds),
        usage=lambda: GitHubUsage(context.github.requests, context.github.remaining),
    )
