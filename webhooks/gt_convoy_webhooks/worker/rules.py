"""What the core must bring for the app to run: three functions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gt_convoy.domain.job import Job
from gt_convoy.ports.state_store import StateStore

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GitHubUsage:
    """What this process asked of GitHub, by kind, and what GitHub said is left of its limits."""

    requests: Mapping[str, int] = field(default_factory=dict)
    remaining: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """`interesting` and `route` ask GitHub nothing; `perform` may take its time and raise GitHub's errors."""

    interesting: Callable[[str, Payload], bool]  # (event, payload); ValueError if it is not the event's shape
    route: Callable[[str, Payload], Sequence[Job]]  # what an event gives to do
    perform: Callable[[Job], None]
    begin: Callable[[bool], None] = lambda _take_over: None  # become HQ's runner; UserError, GitHubError
    refusal: Callable[[], str | None] = lambda: None  # why HQ is another runner's
    sweep_every: float = 600.0  # as configured
    usage: Callable[[], GitHubUsage] = GitHubUsage


Connect = Callable[[Mapping[str, str], StateStore], Rules]
"""Makes the rules from the environment and what the app remembers. Raises UserError."""
