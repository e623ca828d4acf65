"""Which convoys are stranded: with work that nobody has, or with issues that stand still by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.warnings import BlockedOutside, Circle, warnings


@dataclass(frozen=True, slots=True)
class Stranded:
    """A convoy, and of its issues those that are ready, and those that are stuck, each with why."""

    convoy: Convoy
    ready: tuple[Issue, ...]
    stuck: Mapping[Issue, tuple[Circle | BlockedOutside, ...]]


def stranded(convoy: Convoy, audience: Audience) -> Stranded | None:
    """None if it is healthy: somebody is on it, or nothing is ready, and nothing is stuck.

    By what these readers may see: being listed must not tell how the hidden issues stand.
    """
    seen = audience.visible(convoy)
    whys = [why for why in warnings(convoy, audience) if isinstance(why, Circle | BlockedOutside)]
    found = {issue: tuple(w for w in whys if issue.ref in w.refs) for issue in seen.open_issues}
    stuck = {issue: why for issue, why in found.items() if why}
    left = bool(seen.ready) and not seen.swarm
    return Stranded(convoy, seen.ready, stuck) if left or stuck else None
