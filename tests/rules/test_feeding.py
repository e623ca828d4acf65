"""`domain/feeding`: who gets what now; and that a convoy fed by it is done in the end, whatever happens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gt_convoy.domain import feeding
from gt_convoy.domain.convoy import WAITS, Convoy, Marker
from gt_convoy.domain.crew import Crew, Launch
from gt_convoy.domain.feeding import Assignment, assignments, free, not_fed, stalled, under_way
from gt_convoy.domain.issue import Blocker, Issue, LinkedPull, Seen, State, Unknown
from gt_convoy.domain.references import Ref
from tests.rules.building import NAMES, convoy, done, issue, ref
from tests.rules.test_warnings import waits
from tests.rules.test_waves import convoys, epic

AMBER, TWO, THREE = Crew(("amber",)), Crew(("amber", "nux")), Crew(("amber", "nux", "joe"))
REVIEWED = replace(issue("gt-9"), pulls=(LinkedPull(ref("gt-8"), "", open=True),))

ROWS: list[tuple[str, Sequence[Seen], Crew, str]] = [
    ("nothing is tracked", [], TWO, ""),
    ("nobody is in the crew", [issue("gt-1")], Crew(), ""),
    (
        "in the order of the lines, to each in turn",
        [issue("gt-2"), issue("gt-1")],
        TWO,
        "gt-2@amber gt-1@nux",
    ),
    ("one worker takes one at once", [issue("gt-1"), issue("gt-2")], AMBER, "gt-1@amber"),
    (
        "at most three, and two workers: the first gets the third",
        [issue("gt-1"), issue("gt-2"), issue("gt-3"), issue("gt-4")],
        Crew(("amber", "nux"), most=3),
        "gt-1@amber gt-2@nux gt-3@amber",
    ),
    ("at most none", [issue("gt-1")], Crew(("amber",), most=0), ""),
    ("the crew is paused", [issue("gt-1")], replace(TWO, paused=True), ""),
    (
        "who has something comes behind who has nothing",
        [issue("gt-1", assignees=["Amber"]), issue("gt-2")],
        TWO,
        "gt-2@nux",
    ),
    (
        "what others have and what is in review counts",
        [issue("gt-1", assignees=["alice"]), REVIEWED, issue("gt-2"), issue("gt-3")],
        THREE,
        "gt-2@amber",
    ),
    (
        "more is under way than may be",
        [issue("gt-1", assignees=["alice"]), REVIEWED, issue("gt-2")],
        AMBER,
        "",
    ),
    (
        "what was handed out and is blocked again holds no place, but it is work of whoever has it",
        [waits("gt-1", "gt-2", assignees=("amber",)), issue("gt-2"), issue("gt-3")],
        TWO,
        "gt-2@nux gt-3@amber",
    ),
    ("a blocked one", [waits("gt-1", "gt-2"), issue("gt-2")], TWO, "gt-2@amber"),
    ("one that is blocked by what we may not read", [waits("gt-1", hidden=1)], TWO, ""),
    (
        "one whose blocker is closed",
        [replace(waits("gt-1"), blockers=(Blocker(ref("gt-2"), "", open=False),)), done("gt-2")],
        TWO,
        "gt-1@amber",
    ),
    ("a closed one", [done("gt-1")], TWO, ""),
    ("one that waits for a reader", [Unknown(ref("gt-1"), WAITS)], TWO, ""),
    ("one that cannot be read", [Unknown(ref("gt-1"), "deleted")], TWO, ""),
    ("an epic with open issues below it", [epic("gt-1"), issue("gt-2")], TWO, "gt-2@amber"),
    ("an epic with all below it closed", [epic("gt-1", below=0)], TWO, "gt-1@amber"),
    ("a pull request", [issue("gt-1", is_pull=True)], TWO, ""),
]


@pytest.mark.parametrize(
    ("tracked", "crew", "given_out"), [pytest.param(*row, id=name) for name, *row in ROWS]
)
def test_who_gets_what(tracked: Sequence[Seen], crew: Crew, given_out: str) -> None:
    assert shown(assignments(launched(*tracked, crew=crew))) == given_out


def launched(*tracked: Seen, crew: Crew = TWO, is_open: bool = True, launch: Launch | None = None) -> Convoy:
    """A convoy that joe launched, with the repositories of all that it tracks."""
    repos = tuple({one.repo_id for one in tracked if isinstance(one, Issue)})
    one = convoy(*tracked, is_open=is_open)
    return replace(one, crew=crew, marker=Marker(launch=launch or Launch("joe", repos)))


def shown(made: Sequence[Assignment]) -> str:
    return " ".join(f"{NAMES.show(one.ref)}@{one.login}" for one in made)


def test_a_closed_convoy_gives_nothing() -> None:
    assert assignments(launched(issue("gt-1"), is_open=False)) == ()


def test_one_that_nobody_launched_gives_nothing() -> None:
    assert assignments(replace(convoy(issue("gt-1")), crew=TWO)) == ()


def test_whom_github_dropped_is_given_nothing_there_and_the_others_are() -> None:
    both = launched(issue("gt-1"), issue("bd-2"), issue("gt-3"), crew=Crew(("amber", "nux"), most=3))
    dropped = [Assignment(ref("gt-1"), "amber")]
    assert shown(assignments(both, dropped)) == "gt-1@nux bd-2@amber gt-3@nux"
    assert shown(assignments(launched(issue("gt-1"), issue("bd-2"), crew=AMBER), dropped)) == "bd-2@amber"


def test_what_is_dropped_again_and_again_is_left() -> None:
    one = launched(issue("gt-1"), crew=AMBER)
    for _ in range(3):
        assert stalled(one) == ()
        one = feeding.given(one, (), assignments(one))
    assert stalled(one) == (issue("gt-1"),)


def test_where_nobody_was_asked_about_the_repository_nothing_is_given() -> None:
    one = launched(issue("gt-1"), issue("bd-2"), launch=Launch("joe", (issue("bd-2").repo_id,)))
    assert shown(assignments(one)) == "bd-2@amber"
    assert not_fed(one) == (issue("gt-1"),)


def test_what_came_back_goes_to_who_had_it_least_and_is_left_in_the_end() -> None:
    one, had = launched(issue("gt-1")), []
    while made := assignments(one):
        had.append(shown(made))
        one = replace(feeding.given(one, made), tracked=(issue("gt-1"),))  # they give it back
    assert had == ["gt-1@amber", "gt-1@nux", "gt-1@amber"]
    assert stalled(one) == (issue("gt-1"),)
    assert stalled(replace(one, tracked=(done("gt-1"),))) == ()


def test_of_what_readers_may_not_see_no_name_is_noted() -> None:
    both = launched(issue("gt-1"), issue("bd-2"))
    noted = feeding.discreet(feeding.given(both, assignments(both)), [issue("bd-2")]).marker.launch
    assert noted
    assert noted.given == {ref("gt-1"): ("amber",), ref("bd-2"): ("",)}


CREWS = st.builds(
    Crew,
    st.lists(st.sampled_from(["amber", "nux", "joe"]), max_size=3, unique=True).map(tuple),
    st.none() | st.integers(0, 5),
    st.booleans(),
)


@given(convoys(), CREWS)
def test_of_any_convoy_only_what_is_free_is_given_each_once_and_never_too_many(
    tracked: list[Seen], crew: Crew
) -> None:
    one = launched(*tracked, crew=crew)
    made = assignments(one)
    assert not assignments(feeding.given(one, made)), "once it is given nothing is due"
    by_ref = {issue.ref: issue for issue in one.open_issues}
    assert all(free(by_ref[a.ref]) and a.login in crew.workers for a in made)
    assert len({a.ref for a in made}) == len(made)
    assert len(made) <= max(0, crew.limit - under_way(one))
    assert not (crew.paused and made)
    if not crew.paused and crew.workers:  # as many as there may be, and the first of the list
        able = [issue.ref for issue in one.open_issues if free(issue)]
        assert [a.ref for a in made] == able[: max(0, crew.limit - under_way(one))]


# A world in which everything goes wrong ---------------------------------------------------------------------

SIZE = 40
DROPPED = 0.3  # of the assignments: GitHub answers as if all were well, and nobody is assigned
LOST = 0.4  # of the events


@dataclass
class Work:
    """An issue of the world."""

    blockers: list[int]
    open: bool = True
    has: list[str] = field(default_factory=list)


@dataclass
class World:
    """A convoy of forty issues, its crew, what people do to it, and what becomes of it."""

    random: Random
    crew: Crew
    meddled: bool  # people reopen, take, and give back
    works: dict[int, Work] = field(default_factory=dict)
    looks: int = 0  # that wait
    meddling: int = 30  # so often yet
    launch: Launch = field(default_factory=lambda: Launch("joe", (issue("gt-1").repo_id,)))
    given: list[int] = field(default_factory=list)
    told: set[tuple[int, Ref]] = field(default_factory=set)  # stalls, by the number of the launch

    def __post_init__(self) -> None:
        numbers = list(range(1, SIZE + 1))
        self.random.shuffle(numbers)
        for place, number in enumerate(numbers):
            before = self.random.sample(numbers[:place], min(place, self.random.choice([0, 1, 1, 2, 3])))
            self.works[number] = Work(before)

    def read(self, number: int) -> Issue:
        """As GitHub shows it now."""
        work = self.works[number]
        shown = issue(f"gt-{number}", State.OPEN if work.open else State.CLOSED, assignees=work.has)
        listed = tuple(Blocker(ref(f"gt-{n}"), "", open=self.works[n].open) for n in work.blockers)
        return replace(shown, blockers=listed, blocked_by=sum(blocker.open for blocker in listed))

    def convoy(self) -> Convoy:
        return launched(*map(self.read, sorted(self.works)), crew=self.crew, launch=self.launch)

    def happened(self) -> None:
        """Something did, and an event tells of it or is lost."""
        self.looks += self.random.random() >= LOST

    def look(self) -> None:
        """A look feeds the convoy as it is read; it may be killed at any time, and people do not wait.

        In the end it notes what was given, as the convoy's text does.
        """
        snapshot = self.convoy()
        left = max(0, self.crew.limit - under_way(snapshot))
        made, dropped = list[Assignment](), list[Assignment]()
        for one in assignments(snapshot):
            if self.random.random() < 0.1:
                return
            if self.random.random() < 0.2:
                self.meddle()
            if free(self.read(one.ref.number)):  # the claim: read just before
                left -= 1
                (made if self.give(one.ref.number, one.login) else dropped).append(one)
        assert left >= 0
        after = feeding.given(self.convoy(), made, dropped)
        assert after.marker.launch
        self.launch = after.marker.launch
        self.told |= {(self.launch.number, one.ref) for one in stalled(after)}

    def launches(self) -> None:
        """Whoever launched it, and was told of what stalls, launches it anew some time; else nobody does."""
        told = [one for one in stalled(self.convoy()) if (self.launch.number, one.ref) in self.told]
        if told and self.random.random() < 0.2:
            self.launch = Launch("joe", self.launch.repos, self.launch.number + 1)
            self.happened()

    def give(self, number: int, login: str) -> bool:
        work = self.works[number]
        assert work.open, "nothing that is closed is given"
        assert not work.has, "nothing is given twice"
        assert not any(self.works[n].open for n in work.blockers), "nothing starts before what blocks it ends"
        if self.random.random() >= DROPPED:
            work.has.append(login)
            self.given.append(number)
            self.happened()
        if not self.meddled:
            assert under_way(self.convoy()) <= self.crew.limit
            assert len(set(self.given)) == len(self.given)
        return bool(work.has)

    def works_on(self) -> None:
        """Whoever has something that nothing blocks may finish it."""
        for number, work in self.works.items():
            one = self.read(number)
            if work.open and work.has and not one.blocked and self.random.random() < 0.3:
                work.open = False
                self.happened()

    def meddle(self) -> None:
        """A person reopens something, takes something, or gives it back."""
        if not self.meddled or not self.meddling:
            return
        self.meddling -= 1
        work = self.works[self.random.randint(1, SIZE)]
        if not work.open:
            work.open = True
            work.has = self.random.choice([work.has, []])
        elif work.has:
            work.has = []
        else:
            work.has = ["alice"]
        self.happened()

    def days(self) -> Iterator[int]:
        """Until all is done."""
        for day in range(2000):
            if not any(work.open for work in self.works.values()):
                return
            yield day


@settings(max_examples=60, deadline=None)
@given(
    random=st.randoms(use_true_random=True),
    workers=st.integers(1, 5),
    most=st.none() | st.integers(1, 6),
    meddled=st.booleans(),
)
def test_whatever_is_dropped_lost_killed_or_reopened_all_is_done_in_the_end(
    random: Random, workers: int, most: int | None, meddled: bool
) -> None:
    crew = Crew(tuple(f"worker-{n}" for n in range(workers)), most)
    world = World(random, crew, meddled)
    for day in world.days():
        world.works_on()
        world.meddle()
        if world.random.random() < 0.05:
            world.crew = replace(world.crew, paused=not world.crew.paused)
        world.looks += day % 5 == 0  # the sweep
        while world.looks and world.random.random() < 0.8:  # else it comes later, with others or behind them
            world.looks -= 1
            world.look()
        world.launches()
    assert not any(work.open for work in world.works.values())
