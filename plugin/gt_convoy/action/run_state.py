"""The state store of one run of the Action: who tracks what, read when first asked for, and the jobs left."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from gt_convoy.config.model import Config
from gt_convoy.document import body_parser as bodies
from gt_convoy.domain.issue import Thread
from gt_convoy.domain.job import ExecuteCommands, Job, person_of, urgency_of
from gt_convoy.domain.references import Ref
from gt_convoy.domain.routed import Routed, TextBefore
from gt_convoy.domain.urgency import Urgency
from gt_convoy.ports.state_store import Allowance, Nothing, StateStore

# A command of somebody with a role may keep open what a look would land (`add`, given before the last close)
# and a landing cannot be taken back, so unlike in the app, where each is done as it comes, it goes first.
ORDER = (Urgency.COMMAND, Urgency.LOOK, Urgency.STRANGER)


class RunState(Nothing):
    """The state of a process that handles one event and ends; it is lost with the process."""

    def __init__(self, config: Config, listed: Callable[[], Iterable[Thread]]) -> None:
        """`listed` gives HQ's convoys: the open ones, and those closed lately."""
        self._config = config
        self._listed: Callable[[], Iterable[Thread]] | None = listed
        self._threads: dict[int, Thread] = {}
        self._tracks: dict[int, tuple[Ref, ...]] = {}  # as read from a text that has our marker
        self._named: dict[int, tuple[Ref, ...]] = {}  # moreover
        self._wanted: dict[str, Job] = {}
        self._places: dict[str, int] = {}  # of jobs, as they were first wanted
        self._updates: dict[Ref, datetime] = {}
        self._before: dict[int, TextBefore] = {}
        self._timestamps: dict[str, datetime] = {}
        self._strangers: set[str] = set()  # people below triage, in lower case
        self._reaction_alone: frozenset[str] = frozenset()  # sources

    @property
    def state_store(self) -> StateStore:
        """The same as a StateStore, for handlers and commands."""
        return StateStore(index=self, timestamps=self, allowances=self, jobs=self, events=self)

    @property
    def convoys(self) -> list[Thread]:
        """HQ's convoys as listed, with those made or written by this run; newest first."""
        self._list()
        return sorted(self._threads.values(), key=lambda thread: -thread.number)

    def note_convoy(self, thread: Thread) -> None:
        """Keep a convoy as this run wrote it."""
        self._threads[thread.number] = thread

    def tracked_by(self, convoy: int) -> Collection[Ref]:
        """What that convoy tracked when it was listed or read."""
        return self._tracks.get(convoy, ())

    def trackers_of(self, ref: Ref, _repo_id: int | None = None) -> Collection[int]:
        """The convoys whose text names this issue; those that know it by an old name are the sweep's."""
        self._list()
        numbers = sorted({*self._tracks, *self._named})
        return [n for n in numbers if ref in self._tracks.get(n, ()) or ref in self._named.get(n, ())]

    def remember(self, convoy: int, tracked: Mapping[Ref, int | None]) -> None:
        """Replace what the convoy tracks."""
        self._tracks[convoy] = tuple(tracked)

    def also_tracks(self, convoy: int, tracked: Collection[Ref]) -> None:
        """Add to what the convoy tracks."""
        self._named[convoy] = (*self._named.get(convoy, ()), *tracked)

    def all_track(self, tracked: Mapping[int, Mapping[Ref, int | None]]) -> None:
        """Add to what each tracks."""
        for convoy, refs in tracked.items():
            self.also_tracks(convoy, list(refs))

    def enqueue(self, job: Job) -> None:
        """Add a job to those that this run does before it ends; a second time it is ignored."""
        self._places.setdefault(job.key, len(self._places))
        self._wanted[job.key] = job

    def learn(self, routed: Routed) -> tuple[Job, ...]:
        """Keep what an event told; the jobs that it calls for, with a sync of each convoy that it wakes.

        What tracked issues are linked to is not known here: no text of a convoy names it.
        """
        for convoy, refs in routed.tracks.items():
            self.also_tracks(convoy, refs)
        if routed.before:
            self._before[routed.before.convoy] = routed.before
        if routed.update:
            self._updates[routed.update.ref] = routed.update.at
        return routed.wants(n for one in routed.tracked for n in self.trackers_of(one.ref, one.repo_id))

    def newest(self, convoy: int, own: Ref) -> Mapping[Ref, datetime]:
        """Of what it tracks and of itself, as this run's events told."""
        concerned = {own, *self._tracks.get(convoy, ()), *self._named.get(convoy, ())}
        return {ref: at for ref, at in self._updates.items() if ref in concerned}

    def text_before(self, convoy: int) -> str:
        """As this run's events told."""
        return self._before[convoy].text if convoy in self._before else ""

    def take(self, only: Urgency | None = None) -> Job | None:
        """The next in order (of `only` these, if given), then what was first wanted; None if none is left."""
        jobs = {key: self._turn(job) for key, job in self._wanted.items()}
        ready = [
            (ORDER.index(turn), self._places[key], key) for key, turn in jobs.items() if only in (None, turn)
        ]
        return self._wanted.pop(min(ready)[2]) if ready else None

    def at(self, name: str) -> datetime | None:
        """The time that this run noted; None if it did not."""
        return self._timestamps.get(name)

    def note(self, name: str, at: datetime) -> None:
        """Keep a time as long as this run lasts."""
        self._timestamps[name] = at

    def limit(self, sources: Iterable[str]) -> None:
        """The commands of these get the reaction alone."""
        self._reaction_alone = frozenset(sources)

    def allowed(self, _login: str, source: str) -> Allowance:
        """Who asked how often was counted when the commands were found."""
        return Allowance.REACTION if source in self._reaction_alone else Allowance.REPLY

    def count_stranger(self, login: str, _source: str) -> bool:
        """Do the jobs of this person last. Returns whether that changes the order of what is left."""
        news = login.lower() not in self._strangers
        self._strangers.add(login.lower())
        return news and bool(self._wanted)

    def _turn(self, job: Job) -> Urgency:
        above = isinstance(job, ExecuteCommands) and job.source in self._reaction_alone
        return urgency_of(job, stranger=above or person_of(job) in self._strangers)

    def _list(self) -> None:
        """What this run read or wrote itself is newer than any list."""
        listed, self._listed = self._listed, None
        for thread in listed() if listed else ():
            self._threads.setdefault(thread.number, thread)
            body = bodies.parse(thread.body, self._config.names)
            # What a text without our marker names is no list that we ever kept: it may be adopted.
            (self._tracks if body.marker else self._named).setdefault(thread.number, body.refs)
