"""The convoys of HQ, read and written through the port."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.authorization import convoys_among, is_us, require_convoy
from gt_convoy.convoys.runner_label import runner_in
from gt_convoy.convoys.vouching import Rights, look_through, with_editors
from gt_convoy.document import body_parser as bodies
from gt_convoy.document import editor
from gt_convoy.document.body_parser import Body
from gt_convoy.document.metadata import digest
from gt_convoy.document.snapshot import ConvoySnapshot, assemble
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import LABEL, WAITS, Marker
from gt_convoy.domain.errors import Denied, NotFound, Unavailable, UserError
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.issue import Issue, Seen, Thread, Unknown
from gt_convoy.domain.references import Ref
from gt_convoy.messages import command_answers

BATCH = 100  # issues that GitHub answers in one request


def read(context: AppContext, number: int) -> ConvoySnapshot:
    """A convoy as it stands now. Raises UserError if that issue is none."""
    known = list(context.state_store.tracked_by(number))
    try:
        thread, seen = context.github.convoy(context.config.names.convoy_ref(number), known[:BATCH])
    except NotFound:
        raise UserError(command_answers.no_such_convoy(number, context.door)) from None
    require_convoy(context, thread)
    body = bodies.parse(thread.body, context.config.names)
    # Before the states are read: a close that comes in between finds the convoy in the index. A text without
    # our marker is damaged: what we remember may be all that is left of its list.
    if body.marker:
        context.state_store.remember(number, dict.fromkeys(body.refs))
    missing = [ref for ref in body.refs if ref not in seen]
    if missing:
        seen |= context.github.issues(missing)
    if body.marker:
        # By the id, an event is found also after the repository was renamed.
        context.state_store.remember(number, {ref: _repo_id(seen[ref]) for ref in body.refs})
    cycles = [ref for ref in body.refs if leads_to(context, seen[ref], number)]
    return States(context, seen, context.audience_of(thread), Rights(context)).of(thread, body, cycles)


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
    if known := context.state_store.tracked_by(number):
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
    found = [
        states.of(thread, body, _cycles(context, body.refs, thread.number, below))
        for thread, body in with_editors(context, parsed, seen)
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


def make(
    context: AppContext, title: str, refs: Collection[Ref], subscribers: Iterable[str], command: str | None
) -> Thread:
    """Make a convoy. Raises UserError if its body would be too long for GitHub."""
    text = editor.compose(Marker(command=command), command_answers.first_status(len(refs)), refs, subscribers)
    _require_room(text, len(refs))
    if command:
        require_held(context, f"cmd:{command.partition('.')[0]}")
    thread = context.github.create(context.config.hq, title, text, [LABEL])
    context.state_store.remember(thread.number, dict.fromkeys(refs))
    context.state_store.wrote(thread.number, Change().after(thread))
    if runner_in(thread.label or "") is None:  # GitHub made the label anew, by its name alone
        context.state_store.enqueue("relabel")
    return thread


def made_by(context: AppContext, command: str, since: datetime) -> Thread | None:
    """The convoy that this command has made already, if it got that far before."""
    for thread in context.github.convoys(context.config.hq, "all", since):
        marker = bodies.parse(thread.body, context.config.names).marker
        if marker and marker.command == command and is_us(context, thread.author):
            return thread
    return None


def fresh(context: AppContext, number: int) -> Thread:
    """A convoy's own issue as it stands now, to be read under its lease. Raises UserError if it is none."""
    ref = context.config.names.convoy_ref(number)
    try:
        thread = context.github.thread(ref)
    except NotFound:
        raise UserError(command_answers.no_such_convoy(number, context.door)) from None
    if _is_elsewhere(context, ref, thread):
        raise UserError(command_answers.left_hq(number, ref.repo, context.door))
    require_convoy(context, thread)
    return thread


def _is_elsewhere(context: AppContext, ref: Ref, thread: Thread) -> bool:
    """Whether GitHub led us to where an issue was moved; HQ itself may only have another name."""
    if thread.ref == ref:
        return False
    return thread.number != ref.number or context.github.repository(ref.repo).full_name != thread.ref.repo


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of a change of a convoy's lines."""

    opened: bool | None  # whether it was opened; None if it was open
    confirmed: frozenset[Ref] = frozenset()  # lines that waited until now


def edit(
    context: AppContext,
    number: int,
    rewrite: Callable[[str], str],
    opens: Callable[[], bool] = lambda: False,
    vouched: Mapping[Ref, Seen] | None = None,
) -> Edited:
    """Change a convoy's own lines on its newest text, as its only writer.

    If it `opens`, which is asked after `rewrite`, a closed one is opened too and the marker forgets how it
    was closed. `vouched` is what somebody asks for who may read it. Raises UserError if that issue is no
    convoy, or its body would be too long for GitHub.
    """
    with context.state_store.lease(f"convoy:{number}"):
        thread = fresh(context, number)
        confirmed = _confirmed(context, thread, vouched or {})
        text = rewrite(thread.body)
        leaves = opens() or bool(confirmed)
        if leaves:
            text = editor.forget_closing(text, context.config.names)
        change = Change(open=True, state_reason="reopened") if not thread.open and leaves else Change()
        if text != thread.body or confirmed:
            after = bodies.parse(text, context.config.names)
            _require_room(text, len(after.refs))
            context.state_store.also_tracks(number, after.refs)
            change = replace(change, body=text)
        if change != Change():
            write(context, thread, change, vouched=vouched or {})
        return Edited(None if thread.open else bool(change.open), confirmed)


def _confirmed(context: AppContext, thread: Thread, vouched: Mapping[Ref, Seen]) -> frozenset[Ref]:
    """Those of the lines of a text that waited for just this."""
    there = [ref for ref in bodies.parse(thread.body, context.config.names).refs if ref in vouched]
    return look_through(context, thread, there, vouched).waits if there else frozenset()


def write(
    context: AppContext,
    thread: Thread,
    change: Change,
    *,
    waits: Collection[Ref] | None = None,
    vouched: Collection[Ref] = (),
) -> Thread:
    """One PATCH of a convoy over the text in `thread`, whose digest the new text carries.

    By it, the `edited` event of this write shows whether it overtook somebody's edit. The new text tells
    which of its lines wait, so that none becomes ours by our writing: these (`waits`), else those that are
    found to, but for what is `vouched` for now.
    """
    require_lease(context, thread.number)
    if change.body is not None:
        if waits is None:
            refs = bodies.parse(change.body, context.config.names).refs
            waits = look_through(context, thread, [ref for ref in refs if ref not in vouched]).waits
        text = editor.stamp(change.body, digest(thread.body), waits, context.config.names)
        change = replace(change, body=text)
    # Before the write: its echo may be here before its answer.
    context.state_store.wrote(thread.number, change.after(thread))
    return context.github.update(thread.ref, change)


def require_lease(context: AppContext, number: int) -> None:
    """To be asked just before each write to a convoy. Raises Unavailable if another may write there now."""
    require_held(context, f"convoy:{number}")


def require_held(context: AppContext, key: str) -> None:
    """To be asked just before each write under a lease. Raises Unavailable if another may have it by now."""
    if not context.state_store.still_mine(key):
        raise Unavailable(f"{key}: the lease on it ran out before it was written")


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


def _require_room(text: str, count: int) -> None:
    if len(text) > bodies.LARGEST:
        raise UserError(command_answers.too_long(len(text), bodies.LARGEST, count))
