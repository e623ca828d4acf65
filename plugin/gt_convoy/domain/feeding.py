"""Who gets what now: the rule by which a convoy's ready issues are handed out to its crew."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.crew import Launch
from gt_convoy.domain.issue import Issue, State
from gt_convoy.domain.progress import Progress, progress
from gt_convoy.domain.references import Ref

UNDER_WAY = (Progress.IN_WORK, Progress.IN_REVIEW)


class Obstacle(Enum):
    """Why an issue is not handed out."""

    CLOSED = auto()
    TAKEN = auto()
    CONTAINER = auto()
    BLOCKED = auto()


@dataclass(frozen=True, slots=True)
class Assignment:
    """An issue for one worker."""

    ref: Ref
    login: str


def obstacle(issue: Issue, worker: str, *, anyway: bool = False) -> Obstacle | None:
    """What is in the way of giving an issue to a worker; `anyway` leaves only that it is closed."""
    if issue.state is State.CLOSED:
        return Obstacle.CLOSED
    if anyway or has(issue, worker):
        return None
    if issue.assignees:
        return Obstacle.TAKEN
    if issue.container:
        return Obstacle.CONTAINER
    return Obstacle.BLOCKED if issue.blocked else None


def free(issue: Issue) -> bool:
    """Whether anybody may be given it: nobody is on it, nothing blocks it, and it is work by itself."""
    return progress(issue) is Progress.READY and not issue.container


def has(issue: Issue, worker: str) -> bool:
    """Whether it is theirs; logins compare without case."""
    return worker.lower() in map(str.lower, issue.assignees)


def under_way(convoy: Convoy) -> int:
    """How many are in work or in review. A blocked one is not, though somebody has it."""
    return sum(progress(seen) in UNDER_WAY for seen in convoy.tracked)


def assignments(convoy: Convoy, dropped: Collection[Assignment] = ()) -> tuple[Assignment, ...]:
    """What to give to whom now, in the order of the convoy's lines.

    Each issue goes to whoever of the crew was given it least often, and of these to who has least. None is
    given while the crew is paused, nobody launched the convoy, or it is closed. Whom GitHub `dropped` now is
    given nothing in that repository.
    """
    if convoy.marker.launch is None or convoy.crew.paused or not convoy.thread.open:
        return ()
    room = max(0, convoy.crew.limit - under_way(convoy))
    return tuple(one for one, _ in zip(_all(convoy, dropped), range(room), strict=False))


def stalled(convoy: Convoy) -> tuple[Issue, ...]:
    """Those that came back, or were dropped, as often as they may be: they wait for a new launch."""
    waiting = _handed_out(convoy) if convoy.thread.open else ()
    return tuple(issue for issue in waiting if not _may_be_given(convoy, issue))


def not_fed(convoy: Convoy) -> tuple[Issue, ...]:
    """Those that are free, of a repository that whoever launched the convoy was not asked about."""
    launch = convoy.marker.launch
    return tuple(i for i in convoy.open_issues if i.repo_id not in launch.repos and free(i)) if launch else ()


def given(convoy: Convoy, made: Collection[Assignment], dropped: Iterable[Assignment] = ()) -> Convoy:
    """The convoy as it is once that was given; what GitHub `dropped` counts, too, and nobody has it."""
    known = {ref: list(logins) for ref, logins in _launch(convoy).given.items()}
    for one in (*dropped, *made):
        known.setdefault(one.ref, []).append(one.login)
    still_open = {issue.ref for issue in convoy.open_issues}
    kept = {ref: tuple(logins) for ref, logins in known.items() if ref in still_open}
    tracked = tuple(_assigned(seen, made) if isinstance(seen, Issue) else seen for seen in convoy.tracked)
    return replace(_with(convoy, kept), tracked=tracked)


def given_to(convoy: Convoy, issue: Issue) -> Sequence[str]:
    """To whom it was given since the launch, in order."""
    return _launch(convoy).given.get(issue.ref, ())


def discreet(convoy: Convoy, hidden: Iterable[Issue]) -> Convoy:
    """The convoy with nobody noted for these: its text is read by people who may not know who has them."""
    refs = {issue.ref for issue in hidden}
    known = _launch(convoy).given.items()
    return _with(convoy, {ref: ("",) * len(logins) if ref in refs else logins for ref, logins in known})


def _launch(convoy: Convoy) -> Launch:
    return convoy.marker.launch or Launch("")


def _with(convoy: Convoy, noted: Mapping[Ref, tuple[str, ...]]) -> Convoy:
    if convoy.marker.launch is None:
        return convoy
    return replace(
        convoy, marker=replace(convoy.marker, launch=replace(convoy.marker.launch, given=dict(noted)))
    )


def _assigned(issue: Issue, made: Iterable[Assignment]) -> Issue:
    logins = tuple(one.login for one in made if one.ref == issue.ref)
    return replace(issue, assignees=(*issue.assignees, *logins)) if logins else issue


def _all(convoy: Convoy, dropped: Collection[Assignment]) -> Iterator[Assignment]:
    places = {issue.ref: issue.repo_id for issue in convoy.open_issues}
    refused = {(one.login.lower(), places.get(one.ref)) for one in dropped}
    busy = Counter(login.lower() for one in convoy.open_issues for login in one.assignees)
    for issue in _handed_out(convoy):
        before = Counter(map(str.lower, given_to(convoy, issue)))
        crew = enumerate(convoy.crew.workers) if _may_be_given(convoy, issue) else ()
        able = [
            (before[login.lower()], busy[login.lower()], n, login)
            for n, login in crew
            if (login.lower(), issue.repo_id) not in refused
        ]
        if able:
            *_, login = min(able)
            busy[login.lower()] += 1
            yield Assignment(issue.ref, login)


def _handed_out(convoy: Convoy) -> list[Issue]:
    """Those that are free, where they may be handed out."""
    return [issue for issue in convoy.open_issues if issue.repo_id in _launch(convoy).repos and free(issue)]


def _may_be_given(convoy: Convoy, issue: Issue) -> bool:
    return len(given_to(convoy, issue)) <= convoy.crew.tries
