"""The convoys of HQ, read and written through the port."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from . import body as bodies
from .config import Config
from .convoy import LABEL, Issue, Marker, Seen, Thread
from .errors import NotFound, Refused, Unavailable
from .marker import digest
from .memory import Memory
from .privacy import Audience
from .reading import Read, assemble
from .refs import Ref, convoy_id
from .replies import asked
from .tracker import Change, Role, Tracker

BATCH = 100  # issues that GitHub answers in one request


@dataclass(frozen=True)
class Desk:
    """What one needs to work on convoys: the configuration, GitHub, and what the runtime remembers."""

    config: Config
    github: Tracker
    memory: Memory

    def audience(self, repo: str) -> Audience:
        """The readers of that repository's threads."""
        # Never remembered: a repository that was made public must not be shown as private any longer.
        private = self.github.repository(repo).private
        in_hq = self.config.names.is_hq(repo)
        return Audience(
            self.config, repo, private, private if in_hq else self.github.repository(self.config.hq).private
        )

    def audience_of(self, thread: Thread) -> Audience:
        """The readers of a convoy's own thread."""
        if thread.private is None:
            return self.audience(self.config.hq)
        return Audience(self.config, self.config.hq, thread.private, thread.private)


def read(desk: Desk, number: int) -> Read:
    """A convoy as it stands now. Raises Refused if that issue is none."""
    known = list(desk.memory.tracked_by(number))
    try:
        thread, seen = desk.github.convoy(desk.config.names.convoy_ref(number), known[:BATCH])
    except NotFound:
        raise Refused(asked.no_such_convoy(number)) from None
    require_convoy(desk, thread)
    body = bodies.parse(thread.body, desk.config.names)
    # Before the states are read: a close that comes in between finds the convoy in the index. A text without
    # our marker is damaged: what we remember may be all that is left of its list.
    if body.marker:
        desk.memory.remember(number, dict.fromkeys(body.refs))
    missing = [ref for ref in body.refs if ref not in seen]
    if missing:
        seen |= desk.github.issues(missing)
    cycles = [ref for ref in body.refs if leads_to(desk, seen[ref], number)]
    return assemble(thread, body, seen, desk.audience_of(thread), cycles)


def leads_to(desk: Desk, seen: Seen, number: int) -> bool:
    """Whether an issue is that convoy, or a convoy that tracks it, at whatever depth."""
    waiting, met = [seen.ref] if isinstance(seen, Issue) and _in_hq(desk, seen.ref) else [], set[Ref]()
    if waiting and seen.ref.number != number and not (isinstance(seen, Issue) and seen.convoy):
        return False
    while waiting:
        ref = waiting.pop()
        if ref.number == number:
            return True
        met.add(ref)
        waiting += [below for below in _tracked_by(desk, ref) if _in_hq(desk, below) and below not in met]
    return False


def _in_hq(desk: Desk, ref: Ref) -> bool:
    return desk.config.names.is_hq(ref.repo)


def _tracked_by(desk: Desk, ref: Ref) -> Collection[Ref]:
    if known := desk.memory.tracked_by(ref.number):
        return known
    try:
        thread = desk.github.thread(ref)
    except NotFound:
        return ()
    return bodies.parse(thread.body, desk.config.names).refs if LABEL in thread.labels else ()


def read_all(desk: Desk, state: Literal["open", "closed", "all"]) -> list[Read]:
    """All convoys in that state, newest first: their issues, then everything that they track, in batches."""
    threads = [t for t in desk.github.convoys(desk.config.hq, state) if is_convoy(desk, t)]
    parsed = [(thread, bodies.parse(thread.body, desk.config.names)) for thread in threads]
    seen = desk.github.issues({ref for _, body in parsed for ref in body.refs}) if parsed else {}
    audience = desk.audience(desk.config.hq)
    found = [assemble(thread, body, seen, audience) for thread, body in parsed]
    return sorted(found, key=lambda read: -read.convoy.thread.number)


def is_convoy(desk: Desk, thread: Thread) -> bool:
    """Whether an issue of HQ is a convoy: labelled, and opened by us or by one with the write role on HQ."""
    return LABEL in thread.labels and not thread.is_pull and trusted(desk, thread.author)


def trusted(desk: Desk, login: str) -> bool:
    """Whether markers of this account count."""
    return is_us(desk, login) or desk.github.role(desk.config.hq, login) >= Role.WRITE


def is_us(desk: Desk, login: str) -> bool:
    """Whether this account is ours, now or formerly."""
    return login.lower() == desk.github.me().lower() or login.lower() in desk.config.writers


def require_convoy(desk: Desk, thread: Thread) -> None:
    """Raises Refused if the issue is no convoy."""
    if not is_convoy(desk, thread):
        raise Refused(asked.not_a_convoy(thread.number, LABEL in thread.labels))


def make(
    desk: Desk, title: str, refs: Collection[Ref], subscribers: Iterable[str], command: str | None
) -> Thread:
    """Make a convoy. Raises Refused if its body would be too long for GitHub."""
    text = bodies.compose(Marker(command=command), asked.first_status(len(refs)), refs, subscribers)
    _require_room(text, len(refs))
    thread = desk.github.create(desk.config.hq, title, text, [LABEL])
    desk.memory.remember(thread.number, dict.fromkeys(refs))
    desk.memory.wrote(thread.number, Change().after(thread))
    return thread


def made_by(desk: Desk, command: str, since: datetime) -> Thread | None:
    """The convoy that this command has made already, if it got that far before."""
    for thread in desk.github.convoys(desk.config.hq, "all", since):
        marker = bodies.parse(thread.body, desk.config.names).marker
        if marker and marker.command == command and is_us(desk, thread.author):
            return thread
    return None


def edit(desk: Desk, number: int, rewrite: Callable[[str], str], *, reopen: bool = False) -> Thread:
    """Change a convoy's own lines on its newest text, as its only writer; with `reopen`, open it too.

    Raises Refused if that issue is no convoy, or its body would be too long for GitHub.
    """
    ref = desk.config.names.convoy_ref(number)
    with desk.memory.lease(f"convoy:{number}"):
        try:
            thread = desk.github.thread(ref)
        except NotFound:
            raise Refused(asked.no_such_convoy(number)) from None
        require_convoy(desk, thread)
        text = rewrite(thread.body)
        if text == thread.body:
            return thread
        after = bodies.parse(text, desk.config.names)
        _require_room(text, len(after.refs))
        desk.memory.also_tracks(number, after.refs)
        opens = True if reopen and not thread.open else None
        return write(desk, thread, Change(text, opens, "reopened" if opens else None))


def write(desk: Desk, thread: Thread, change: Change) -> Thread:
    """One PATCH of a convoy over the text in `thread`, whose digest the new text carries.

    By it, the `edited` event of this write shows whether it overtook somebody's edit.
    """
    require_lease(desk, thread.number)
    if change.body is not None:
        change = replace(change, body=bodies.stamp(change.body, digest(thread.body), desk.config.names))
    # Before the write: its echo may be here before its answer.
    desk.memory.wrote(thread.number, change.after(thread))
    return desk.github.update(thread.ref, change)


def require_lease(desk: Desk, number: int) -> None:
    """To be asked just before each write to a convoy. Raises Unavailable if another may write there now."""
    if not desk.memory.still_mine(f"convoy:{number}"):
        raise Unavailable(f"{convoy_id(number)}: the lease on it ran out before it was written")


def tracked_by_open_convoys(desk: Desk) -> dict[int, tuple[Ref, ...]]:
    """What each open convoy tracks, by the convoy's number; the issues themselves are not read."""
    threads = desk.github.convoys(desk.config.hq, "open")
    return {t.number: bodies.parse(t.body, desk.config.names).refs for t in threads if is_convoy(desk, t)}


def _require_room(text: str, count: int) -> None:
    if len(text) > bodies.LARGEST:
        raise Refused(asked.too_long(len(text), bodies.LARGEST, count))
