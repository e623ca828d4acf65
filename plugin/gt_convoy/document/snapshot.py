"""A convoy put together from what was read: its thread, its lines, and how each tracked issue stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gt_convoy.config.model import Config
from gt_convoy.document.body_parser import Body
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import Convoy, Marker, unique
from gt_convoy.domain.crew import Crew
from gt_convoy.domain.effects import Cause
from gt_convoy.domain.issue import Issue, Seen, Thread, Unknown
from gt_convoy.domain.references import Ref


@dataclass(frozen=True, slots=True)
class Vouched:
    """Which lines of a text wait for somebody who may read them."""

    waits: frozenset[Ref] = frozenset()
    settled: bool = True  # False: found out by the text's history, which our next write spares


NOTHING_WAITS = Vouched()


@dataclass(frozen=True, slots=True)
class ConvoySnapshot:
    """A convoy as read from GitHub, at one time."""

    convoy: Convoy
    body: Body
    audience: Audience  # of the convoy's own thread
    moved: Mapping[Ref, Ref] = field(default_factory=dict)  # as written -> where it is now
    unknown_subscribers: tuple[str, ...] = ()  # names under `Subscribers` and `Crew` that mean nobody
    vouched: Vouched = NOTHING_WAITS
    # RESTORE or MERGE where `body` is not what stands there, but what is to be put back.
    recovered: Cause | None = None


def assemble(
    config: Config, thread: Thread, body: Body, seen: Mapping[Ref, Seen], audience: Audience
) -> ConvoySnapshot:
    """Join the lines of a body with the states of what they name."""
    found = [_as_shown(ref, seen[ref], audience) for ref in body.refs]
    moved = {ref: s.ref for ref, s in zip(body.refs, found, strict=True) if s.ref != ref}
    # Two lines may name one issue by its old and its new place: it is tracked once.
    tracked = {s.ref: s for s in found}.values() if moved else found
    marker = body.marker or Marker()
    whole = Convoy(
        thread=thread,
        marker=marker,
        tracked=tuple(tracked),
        unticked_tasks=body.unticked_tasks,
        unticked_ranges=body.unticked_ranges,
        subscribers=_subscribers(body, config),
        lands=marker.lands or config.lands,
        crew=crew_of(body, config),
    )
    nobody = [name for name in body.subscribers if config.who(name) is None]
    nobody += [line.name for line in body.crew if line.name and config.worker(line.name) is None]
    unknown_subscribers = unique(nobody)
    return ConvoySnapshot(whole, body, audience, moved, unknown_subscribers)


def crew_of(body: Body, config: Config) -> Crew:
    """The crew as its lines say; one that names nobody, or a team, is a person's line."""
    workers = (config.worker(line.name) for line in body.crew if line.name)
    return Crew(
        workers=unique(login for login in workers if login),
        most=next((line.most for line in body.crew if line.most is not None), None),
        paused=any(line.paused for line in body.crew),
        tries=config.tries,
    )


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


def _subscribers(body: Body, config: Config) -> tuple[str, ...]:
    """Those of the lines that name somebody, as `@login` or `@org/team`; a wrong one is a person's line."""
    known = dict.fromkeys(config.who(name) for name in body.subscribers)
    return tuple(name for name in known if name)
