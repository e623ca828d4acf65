"""The rules of `gt_convoy`, as the app runs them."""

from collections.abc import Mapping, Sequence
from typing import Any

from gt_convoy.config import Config
from gt_convoy.events import Changed, Event, Moved, read_event
from gt_convoy.handlers.jobs import Job
from gt_convoy.handlers.route import is_ours, jobs_for
from gt_convoy.handlers.work import perform
from gt_convoy.memory import Memory
from gt_convoy.wiring import open_desk

from .claiming import Runner
from .rules import Rules, Usage


def connect(environ: Mapping[str, str], memory: Memory) -> Rules:
    """Configuration, GitHub and handlers, over what the app remembers. Raises Refused."""
    desk = open_desk(environ, memory)
    config, runner = desk.config, Runner(desk)

    def interesting(name: str, payload: Mapping[str, Any]) -> bool:
        return any(_concerns(event, config, memory) for event in read_event(name, payload))

    def route(name: str, payload: Mapping[str, Any]) -> Sequence[Job]:
        return [job for event in read_event(name, payload) for job in jobs_for(event, config, memory)]

    def do(job: Job) -> None:
        runner.require()
        perform(desk, job)

    return Rules(
        interesting,
        route,
        do,
        begin=runner.begin,
        refusal=lambda: runner.refusal,
        sweep_every=float(config.sweep_seconds),
        usage=lambda: Usage(desk.github.requests, desk.github.remaining),
    )


def _concerns(event: Event, config: Config, memory: Memory) -> bool:
    """An event of a repository that is neither HQ nor a rig concerns us only if a convoy tracks its issue."""
    if isinstance(event, Moved):
        return is_ours(event.repo, config) or is_ours(event.was, config)
    known = event.repo_id if isinstance(event, Changed) else None
    return is_ours(event.ref.repo, config) or bool(memory.trackers_of(event.ref, known))
