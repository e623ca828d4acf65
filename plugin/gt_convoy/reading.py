"""A convoy put together from what was read: its thread, its lines, and how each tracked issue stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .body import Body
from .convoy import Convoy, Issue, Marker, Seen, Thread, Unknown
from .privacy import Audience
from .refs import Ref


@dataclass(frozen=True, slots=True)
class Vouched:
    """Which lines of a text wait for somebody who may read them."""

    waits: frozenset[Ref] = frozenset()
    settled: bool = True  # False: found out by the text's history, which our next write spares


NOTHING_WAITS = Vouched()


@dataclass(frozen=True, slots=True)
class Read:
    """A convoy as read from GitHub, in one moment."""

    convoy: Convoy
    body: Body
    audience: Audience  # of the convoy's own thread
    moved: Mapping[Ref, Ref] = field(default_factory=dict)  # as written -> where it is now
    strangers: tuple[str, ...] = ()  # names under `Subscribers` that mean nobody
    vouched: Vouched = NOTHING_WAITS


def assemble(thread: Thread, body: Body, seen: Mapping[Ref, Seen], audience: Audience) -> Read:
    """Join the lines of a body with the states of what they name."""
    found = {ref: _as_shown(ref, seen[ref], audience) for ref in body.refs}
    # Two lines may name one issue by its old and its new place: it is tracked once.
    tracked = {s.ref: s for s in found.values()}
    moved = {ref: s.ref for ref, s in found.items() if s.ref != ref}
    whole = Convoy(
        thread=thread,
        marker=body.marker or Marker(),
        tracked=tuple(tracked.values()),
        holds=body.holds,
        subscribers=_subscribers(body, audience),
    )
    strangers = tuple(name for name in body.subscribers if audience.config.who(name) is None)
    return Read(whole, body, audience, moved, strangers)


def _as_shown(ref: Ref, seen: Seen, audience: Audience) -> Seen:
    """An issue that moved to where this thread's readers may not look must not be named there."""
    if (
        isinstance(seen, Issue)
        and seen.ref != ref
        and seen.ref.number != ref.number
        and not audience.may_see(seen)
    ):
        return Unknown(ref, "moved")
    return seen


def _subscribers(body: Body, audience: Audience) -> tuple[str, ...]:
    """Those of the lines that name somebody, as `@login` or `@org/team`; a wrong one is a person's line."""
    known = dict.fromkeys(audience.config.who(name) for name in body.subscribers)
    return tuple(name for name in known if name)
