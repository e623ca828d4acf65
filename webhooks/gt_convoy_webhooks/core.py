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

from .rules import Rules


def connect(environ: Mapping[str, str], memory: Memory) -> Rules:
    """Configuration, GitHub and handlers, over what the app remembers. Raises Refused."""
    desk = open_desk(environ, memory)
    config = desk.config

    def interesting(name: str, payload: Mapping[str, Any]) -> bool:
        return any(_concerns(event, config, memory) for event in read_event(name, payload))

    def route(name: str, payload: Mapping[str, Any]) -> Sequence[Job]:
        return [job for event in read_event(name, payload) for job in jobs_for(event, config, memory)]

    return Rules(interesting, route, lambda job: perform(desk, job))


def _concerns(event: Event, config: Config, memory: Memory) -> bool:
    """An event of a repository that is neither HQ nor a rig concerns us only if a convoy tracks its issue."""
    if isinstance(event, Moved) or is_ours(event.ref.repo, config):
        return is_ours(event.repo if isinstance(event, Moved) else event.ref.repo, config)
    return bool(memory.trackers_of(event.ref, event.repo_id if isinstance(event, Changed) else None))
