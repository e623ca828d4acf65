"""What the core must bring for the app to run: two functions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gt_convoy.domain.job import Job
from gt_convoy.domain.routed import Routed
from gt_convoy.ports.state_store import StateStore

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GitHubUsage:
    """What this process asked of GitHub, by kind, and what GitHub said is left of its limits."""

    requests: Mapping[str, int] = field(default_factory=dict)
    remaining: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """`route` asks GitHub nothing; `perform` may take its time and raise GitHub's errors."""

    route: Callable[[str, Payload], tuple[Routed, ...]]  # (event, payload) to what it calls for; Malformed
    perform: Callable[[Job], None]
    begin: Callable[[bool], None] = lambda _take_over: None  # become HQ's runner; UserError, GitHubError
    refusal: Callable[[], str | None] = lambda: None  # why HQ is another runner's
    sweep_every: float = 600.0  # as configured
    usage: Callable[[], GitHubUsage] = GitHubUsage


Connect = Callable[[Mapping[str, str], StateStore], Rules]
"""Makes the rules from the environment and what the app remembers. Raises UserError."""
