"""In what order a convoy's issues can be worked on: in waves, and what comes in none."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.issue import Issue, State, Unknown
from gt_convoy.domain.progress import Progress, progress
from gt_convoy.domain.references import Ref
from gt_convoy.domain.warnings import circles, has_private_blockers, known_blockers

TAKEN = (Progress.IN_REVIEW, Progress.IN_WORK)


@dataclass(frozen=True, slots=True)
class Staged:
    """All that a convoy tracks, each once, by when it can be worked on; in the order of its lines."""

    waves: tuple[tuple[Issue, ...], ...]  # the first is ready now; each later one waits for those before it
    taken: tuple[Issue, ...]  # in work or in review
    containers: tuple[Issue, ...]  # the work is in their open sub-issues
    circles: tuple[tuple[Issue, ...], ...]  # in each, one waits for the next, and the last for the first
    outside: tuple[Issue, ...]  # they wait for what the convoy does not track, or for what is not told
    behind: tuple[Issue, ...]  # they wait for one that comes in no wave
    unreadable: tuple[Unknown, ...]
    private: tuple[Issue, ...]  # open, of which the readers may know no more
    closed: tuple[Issue, ...]


def stage(convoy: Convoy, audience: Audience) -> Staged:
    """By what these readers may know of its issues and of what blocks them."""
    issues = [one for one in convoy.tracked if isinstance(one, Issue)]
    closed = {one.ref: one for one in issues if one.state is State.CLOSED}
    seen = {one.ref: one for one in convoy.open_issues if audience.may_see(one)}
    left = {ref: one for ref, one in seen.items() if progress(one) not in TAKEN}
    waits = {ref: tuple(b.ref for b in known_blockers(one, audience)) for ref, one in left.items()}
    outside = _outside(left, {one.ref for one in convoy.tracked}, audience)
    levels = _levels({*closed, *seen}, waits, outside)
    stuck = _without(left, (ref for level in levels for ref in level))
    found = circles({ref: waits[ref] for ref in stuck})
    rest = _without(stuck, (ref for circle in found for ref in circle))
    return Staged(
        waves=_waves(levels, left),
        taken=tuple(_without(seen, left).values()),
        containers=tuple(one for ref, one in left.items() if one.container and ref not in stuck),
        circles=tuple(tuple(left[ref] for ref in circle) for circle in found),
        outside=tuple(one for ref, one in rest.items() if ref in outside),
        behind=tuple(one for ref, one in rest.items() if ref not in outside),
        unreadable=tuple(one for one in convoy.tracked if isinstance(one, Unknown)),
        private=tuple(one for one in convoy.open_issues if one.ref not in seen),
        closed=tuple(closed.values()),
    )


def _outside(left: Mapping[Ref, Issue], tracked: Collection[Ref], audience: Audience) -> set[Ref]:
    """Those that wait for something which is not tracked, or of which nobody tells what it is."""
    return {
        ref
        for ref, one in left.items()
        if one.unlisted_blockers
        or has_private_blockers(one, audience)
        or any(blocker.ref not in tracked for blocker in known_blockers(one, audience))
    }


def _levels(
    placeable: Collection[Ref], waits: Mapping[Ref, Collection[Ref]], outside: Collection[Ref]
) -> list[tuple[Ref, ...]]:
    """First those that wait for nothing, then those that wait for these alone, and so on.

    Not among them: whatever waits, over whatever others, in a circle, for something outside, or for what
    cannot be placed.
    """
    sorter = TopologicalSorter[Ref]()
    for ref in placeable:
        blockers = waits.get(ref, ())
        never = ref in outside or any(blocker not in placeable for blocker in blockers)
        sorter.add(ref, *((ref,) if never else blockers))
    with suppress(CycleError):  # what stands on none is sorted all the same
        sorter.prepare()
    levels = []
    while sorter.is_active():
        levels.append(sorter.get_ready())
        sorter.done(*levels[-1])
    return levels


def _waves(levels: Iterable[Collection[Ref]], left: Mapping[Ref, Issue]) -> tuple[tuple[Issue, ...], ...]:
    """What can be handed out of each level; the first wave is there, if empty, where there is a later one."""
    at = {ref: n for n, level in enumerate(levels) for ref in level}
    waves: dict[int, list[Issue]] = {n: [] for n in sorted(set(at.values()))}
    for ref, one in left.items():
        if ref in at and not one.container:
            waves[at[ref]].append(one)
    last = max((n for n, wave in waves.items() if wave), default=-1)
    return tuple(tuple(wave) for n, wave in waves.items() if wave or (n == 0 and last > 0))


def _without(issues: Mapping[Ref, Issue], refs: Iterable[Ref]) -> dict[Ref, Issue]:
    gone = set(refs)
    return {ref: one for ref, one in issues.items() if ref not in gone}
