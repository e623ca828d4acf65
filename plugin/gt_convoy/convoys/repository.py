"""The convoys of HQ as they stand: snapshots of one or of all, put together from what GitHub says."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from gt_convoy.convoys import body_recovery
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.authorization import convoys_among, require_convoy
from gt_convoy.convoys.vouching import Rights, look_through, with_editors
from gt_convoy.document import body_parser as bodies
from gt_convoy.document.body_parser import Body
from gt_convoy.document.snapshot import ConvoySnapshot, assemble
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.bounds import CLOSED_LATELY
from gt_convoy.domain.convoy import LABEL, WAITS
from gt_convoy.domain.errors import Denied, Elsewhere, NotFound, UserError
from gt_convoy.domain.issue import Issue, Seen, Thread, Unknown
from gt_convoy.domain.job import SyncConvoy
from gt_convoy.domain.references import Ref
from gt_convoy.domain.requests import ConvoyRequest
from gt_convoy.messages import command_refusals
from gt_convoy.ports.github import GitHubReader


def read(context: AppContext, number: int, request: ConvoyRequest | None = None) -> ConvoySnapshot:
    """A convoy as it stands now. Raises UserError if that issue is none.

    For a `request` that is going to write it, what an edit took away from its text, or a write of ours from
    an edit, is in the snapshot's `body` again.
    """
    known, ref = list(context.state.index.tracked_by(number)), context.config.names.convoy_ref(number)
    try:
        thread, seen = context.github.convoy(ref, known)
    except Elsewhere:
        raise UserError(command_refusals.left_hq(number, ref.repo, context.channel)) from None
    except NotFound:
        raise UserError(command_refusals.no_such_convoy(number, context.channel)) from None
    require_convoy(context, thread)
    text, recovered = body_recovery.recovered(context, thread, request) if request else (thread.body, None)
    body = bodies.parse(text, context.config.names)
    # Before the states are read: a close that comes in between finds the convoy in the index. A text without
    # our marker is damaged: what we remember may be all that is left of its list.
    if body.marker:
        context.state.index.remember(number, dict.fromkeys(body.refs))
    missing = [ref for ref in body.refs if ref not in seen]
    if missing:
        seen |= context.github.issues(missing)
    if body.marker:
        # By the id, an event is found also after the repository was renamed.
        context.state.index.remember(number, {ref: _repo_id(seen[ref]) for ref in body.refs})
        if context.state.links.remember(number, links_of(seen[ref] for ref in body.refs)):
            # Nobody would have told of what became of a new one since it was read.
            context.state.jobs.enqueue(SyncConvoy(number))
    cycles = [ref for ref in body.refs if leads_to(context, seen[ref], number)]
    snapshot = States(context, seen, context.audience_of(thread), Rights(context)).of(thread, body, cycles)
    return replace(snapshot, recovered=recovered)


def links_of(tracked: Iterable[Seen]) -> dict[Ref, int | None]:
    """What the tracked issues of a convoy are linked to, and the repository's id of each."""
    return {ref: repo_id for one in tracked if isinstance(one, Issue) for ref, repo_id in one.links.items()}


def newest_text(context: AppContext, number: int) -> Thread:
    """A convoy's own issue as it stands now, to be read under its lease. Raises UserError if it is none."""
    ref = context.config.names.convoy_ref(number)
    try:
        thread = context.github.thread(ref)
    except NotFound:
        raise UserError(command_refusals.no_such_convoy(number, context.channel)) from None
    if _is_elsewhere(context, ref, thread):
        raise UserError(command_refusals.left_hq(number, ref.repo, context.channel))
    require_convoy(context, thread)
    return thread


def _is_elsewhere(context: AppContext, ref: Ref, thread: Thread) -> bool:
    """Whether GitHub led us to where an issue was moved; HQ itself may only have another name."""
    if thread.ref == ref:
        return False
    return thread.number != ref.number or context.github.repository(ref.repo).full_name != thread.ref.repo


@dataclass(frozen=True)
class States:
    """How what was read of one or many convoys stands, for the readers of HQ's threads."""

    context: AppContext
    seen: Mapping[Ref, Seen]
    audience: Audience
    rights: Rights

    def of(self, thread: Thread, body: Body, cycles: Collection[Ref]) -> ConvoySnapshot:
        """A convoy, with no more of what its lines name than its readers, and who typed them, may know.

        Of a line that waits nothing is told, whether it names anything or not.
        """
        vouched = look_through(self.context, thread, body.refs, self.seen, self.rights)
        told = {ref: self.seen[ref] for ref in body.refs if ref not in vouched.waits}
        shown = _discreet(self.context, told, self.audience)
        shown |= {ref: Unknown(ref, "cycle") for ref in cycles}
        shown |= {ref: Unknown(ref, WAITS) for ref in vouched.waits}
        return replace(assemble(self.context.config, thread, body, shown, self.audience), vouched=vouched)


def _discreet(context: AppContext, seen: Mapping[Ref, Seen], audience: Audience) -> dict[Ref, Seen]:
    """Without the new place of an issue that is now where this audience may not look.

    Also the new name of a repository that was renamed is for those alone who may look into it.
    """
    return {
        ref: Unknown(ref, "moved") if _hidden(context, ref, s, audience) else s for ref, s in seen.items()
    }


def _hidden(context: AppContext, ref: Ref, seen: Seen, audience: Audience) -> bool:
    if not isinstance(seen, Issue) or seen.ref.repo.lower() == ref.repo.lower() or audience.may_see(seen):
        return False
    if not audience.may_look_into(ref.repo, private=seen.private):
        return True
    try:  # they may look into what the line names: is it this, under a new name?
        return context.github.repository(ref.repo).id != seen.repo_id
    except (NotFound, Denied):
        return True


def leads_to(context: AppContext, seen: Seen, number: int) -> bool:
    """Whether an issue is that convoy, or a convoy that tracks it, at whatever depth."""
    if not isinstance(seen, Issue) or not _in_hq(context, seen.ref):
        return False
    if not seen.convoy and seen.ref.number != number:
        return False
    return _reaches(seen.ref.number, number, lambda at: _numbers(context, _tracked_by(context, at)))


def _repo_id(seen: Seen) -> int | None:
    return seen.repo_id if isinstance(seen, Issue) else None


def _in_hq(context: AppContext, ref: Ref) -> bool:
    return context.config.names.is_hq(ref.repo)


def _numbers(context: AppContext, refs: Iterable[Ref]) -> list[int]:
    """Of those that are in HQ."""
    return [ref.number for ref in refs if _in_hq(context, ref)]


def _tracked_by(context: AppContext, number: int) -> Collection[Ref]:
    if known := context.state.index.tracked_by(number):
        return known
    try:
        thread = context.github.thread(context.config.names.convoy_ref(number))
    except NotFound:
        return ()
    return bodies.parse(thread.body, context.config.names).refs if LABEL in thread.labels else ()


def read_all(context: AppContext, state: Literal["open", "closed", "all"]) -> list[ConvoySnapshot]:
    """All convoys in that state, newest first: their issues, then everything that they track, in batches."""
    threads = convoys_among(context, context.github.convoys(context.config.hq, state))
    parsed = [(thread, bodies.parse(thread.body, context.config.names)) for thread in threads]
    seen = context.github.issues({ref for _, body in parsed for ref in body.refs}) if parsed else {}
    states = States(context, seen, context.audience(context.config.hq), Rights(context))
    below = {thread.number: _numbers(context, body.refs) for thread, body in parsed}
    known = with_editors(context, [(thread, body.refs) for thread, body in parsed], seen)
    found = [
        states.of(thread, body, _cycles(context, body.refs, thread.number, below))
        for thread, (_, body) in zip(known, parsed, strict=True)
    ]
    return sorted(found, key=lambda snapshot: -snapshot.convoy.thread.number)


def _cycles(
    context: AppContext, refs: Iterable[Ref], number: int, below: Mapping[int, Collection[int]]
) -> list[Ref]:
    """Those of a convoy's references that lead back to it, by what was read of all."""
    return [
        ref
        for ref in refs
        if _in_hq(context, ref) and _reaches(ref.number, number, lambda at: below.get(at, ()))
    ]


def _reaches(start: int, number: int, below: Callable[[int], Iterable[int]]) -> bool:
    """Whether one comes from a convoy to that number by what each tracks in turn."""
    waiting, met = [start], set[int]()
    while waiting:
        at = waiting.pop()
        if at == number:
            return True
        met.add(at)
        waiting += [n for n in below(at) if n not in met]
    return False


def tracked_by_open_convoys(context: AppContext, issues: Mapping[Ref, Issue]) -> dict[int, tuple[Ref, ...]]:
    """Which of these issues each open convoy tracks, by the convoy's number; not those that wait there."""
    rights = Rights(context)
    threads = convoys_among(context, context.github.convoys(context.config.hq, "open"))
    parsed = [(thread, bodies.parse(thread.body, context.config.names)) for thread in threads]
    found: dict[int, tuple[Ref, ...]] = {}
    for thread, body in parsed:
        named = [ref for ref in body.refs if ref in issues]
        waits = look_through(context, thread, named, issues, rights).waits
        found[thread.number] = tuple(ref for ref in named if ref not in waits)
    return found


def followed(github: GitHubReader, hq: str) -> Iterator[Thread]:
    """HQ's open convoys, then those closed lately, by their label alone. PER_REQUEST a request."""
    yield from github.convoys(hq, "open")
    since = lately()
    yield from of_these(github.convoys(hq, "closed", since), since)


def of_these(threads: Iterable[Thread], since: datetime) -> Iterator[Thread]:
    """Those that are open, or were closed since."""
    return (thread for thread in threads if thread.open or (thread.closed_at and thread.closed_at >= since))


def lately() -> datetime:
    """The time since when closed convoys are still looked at.

    From the beginning of a day, so that the same is asked all day long and GitHub may say: as before.
    """
    return (datetime.now(UTC) - CLOSED_LATELY).replace(hour=0, minute=0, second=0, microsecond=0)
