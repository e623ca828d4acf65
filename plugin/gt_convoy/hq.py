"""The convoys of HQ, read and written through the port."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from . import body as bodies
from .config import Config
from .convoy import LABEL, Marker, Thread
from .errors import NotFound, Refused
from .memory import Memory
from .privacy import Audience
from .reading import Read, assemble
from .refs import Ref
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
    # Before the states are read: a close that comes in between finds the convoy in the index.
    desk.memory.remember(number, dict.fromkeys(body.refs))
    missing = [ref for ref in body.refs if ref not in seen]
    if missing:
        seen |= desk.github.issues(missing)
    return assemble(thread, body, seen, desk.audience_of(thread))


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
        change = Change(text, opens, "reopened" if opens else None)
        desk.memory.wrote(number, change.after(thread))
        return desk.github.update(ref, change)


def _require_room(text: str, count: int) -> None:
    if len(text) > bodies.LARGEST:
        raise Refused(asked.too_long(len(text), bodies.LARGEST, count))
