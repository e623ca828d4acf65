"""What stands in a convoy's way without anybody seeing it in one line: found, not told in words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.issue import Blocker, Issue
from gt_convoy.domain.progress import Progress, progress
from gt_convoy.domain.references import Ref


@dataclass(frozen=True, slots=True)
class Circle:
    """Issues that block each other: each waits for the next one, the last one for the first."""

    refs: tuple[Ref, ...]  # those that wait


@dataclass(frozen=True, slots=True)
class BlockedOutside:
    """An issue that waits for something which the convoy does not track."""

    ref: Ref
    blockers: tuple[Ref, ...]  # those that the readers may know of
    private: bool = False  # others, too

    @property
    def refs(self) -> tuple[Ref, ...]:
        """Those that wait."""
        return (self.ref,)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An issue that cannot be read."""

    ref: Ref
    reason: str


@dataclass(frozen=True, slots=True)
class Unvouched:
    """An issue that waits for somebody who may read it."""

    ref: Ref


ConvoyWarning = Circle | BlockedOutside | Unreadable | Unvouched


def warnings(convoy: Convoy, audience: Audience) -> tuple[ConvoyWarning, ...]:
    """All of them, by what these readers may know of its issues and of what blocks them.

    Of a circle with an issue that they may not look into nothing is told.
    """
    seen = [one for one in convoy.open_issues if audience.may_see(one)]
    waits = {one.ref: [blocker.ref for blocker in known_blockers(one, audience)] for one in seen}
    return (
        *map(Circle, circles(waits)),
        *_outside(convoy, seen, audience),
        *(Unreadable(one.ref, one.reason) for one in convoy.unknown),
        *(Unvouched(one.ref) for one in convoy.waiting),
    )


def known_blockers(issue: Issue, audience: Audience) -> tuple[Blocker, ...]:
    """Those listed ones that block it now and that the readers may know of."""
    return tuple(b for b in issue.open_blockers if audience.may_look_into(b.ref.repo, private=b.private))


def has_private_blockers(issue: Issue, audience: Audience) -> bool:
    """Whether something blocks it of which the readers may know no more than that."""
    hidden = len(known_blockers(issue, audience)) < len(issue.open_blockers)
    return hidden or (issue.unlisted_blockers > 0 and not issue.more_blockers)


def circles(waits: Mapping[Ref, Iterable[Ref]]) -> tuple[tuple[Ref, ...], ...]:
    """Circles among these issues and what each waits for: at least one where there is one.

    No issue is in two of them; each begins with the one that stands first in `waits`. Which are found does
    not depend on any order. It takes as many steps as there are issues and blockers.
    """
    left = {ref: _sorted(b for b in blockers if b in waits) for ref, blockers in waits.items()}
    places = {ref: place for place, ref in enumerate(waits)}
    found = [_from_first(circle, places) for circle in _circles({ref: left[ref] for ref in _sorted(left)})]
    return tuple(sorted(found, key=lambda circle: places[circle[0]]))


def _sorted(refs: Iterable[Ref]) -> list[Ref]:
    return sorted(refs, key=attrgetter("key"))


def _circles(left: Mapping[Ref, Iterable[Ref]]) -> Iterator[tuple[Ref, ...]]:
    """Go from each to what it waits for: whoever is met again on the same path closes a circle."""
    ways = {ref: iter(blockers) for ref, blockers in left.items()}
    met, path, place = set[Ref](), list[Ref](), dict[Ref, int]()
    for start in left:
        following: Ref | None = start
        while path or following:
            if following is None:  # nothing more behind the last one
                del place[path.pop()]
            elif following in place:
                circle = tuple(path[place[following] :])
                del path[place[following] :]
                for ref in circle:
                    del place[ref]
                yield circle
            elif following not in met:
                met.add(following)
                place[following] = len(path)
                path.append(following)
            following = next(ways[path[-1]], None) if path else None


def _from_first(circle: tuple[Ref, ...], places: Mapping[Ref, int]) -> tuple[Ref, ...]:
    first = min(range(len(circle)), key=lambda n: places[circle[n]])
    return circle[first:] + circle[:first]


def _outside(convoy: Convoy, seen: Iterable[Issue], audience: Audience) -> Iterator[BlockedOutside]:
    """Whether a private one is tracked, too, is not told: the line of that one hides what it blocks."""
    tracked = {one.ref for one in convoy.tracked}
    for issue in seen:
        refs = tuple(b.ref for b in known_blockers(issue, audience) if b.ref not in tracked)
        private = has_private_blockers(issue, audience)
        if (refs or private) and progress(issue) is Progress.BLOCKED:
            yield BlockedOutside(issue.ref, refs, private)
