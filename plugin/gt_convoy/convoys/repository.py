"""The convoys of HQ, made and changed: every write to their issues, under a lease and on the newest text."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.authorization import is_us, require_convoy
from gt_convoy.convoys.runner_label import runner_in
from gt_convoy.convoys.vouching import look_through
from gt_convoy.document import body_parser as bodies
from gt_convoy.document import editor
from gt_convoy.document.metadata import digest
from gt_convoy.domain.bounds import LARGEST_TEXT
from gt_convoy.domain.convoy import LABEL, Marker
from gt_convoy.domain.errors import NotFound, Unavailable, UserError
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.issue import Seen, Thread
from gt_convoy.domain.references import Ref
from gt_convoy.messages import command_answers, command_refusals


def make(
    context: AppContext, title: str, refs: Collection[Ref], subscribers: Iterable[str], command: str | None
) -> Thread:
    """Make a convoy. Raises UserError if its body would be too long for GitHub."""
    text = editor.compose(Marker(command=command), command_answers.first_status(len(refs)), refs, subscribers)
    _require_room(text, len(refs))
    if command:
        require_held(context, f"cmd:{command.partition('.')[0]}")
    thread = context.writer.create(context.config.hq, title, text, [LABEL])
    context.state.index.remember(thread.number, dict.fromkeys(refs))
    context.state.echoes.wrote(thread.number, Change().after(thread))
    if runner_in(thread.label or "") is None:  # GitHub made the label anew, by its name alone
        context.state.jobs.enqueue("relabel")
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
        raise UserError(command_refusals.no_such_convoy(number, context.door)) from None
    if _is_elsewhere(context, ref, thread):
        raise UserError(command_refusals.left_hq(number, ref.repo, context.door))
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
    with context.state.locks.lease(f"convoy:{number}"):
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
            context.state.index.also_tracks(number, after.refs)
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
    context.state.echoes.wrote(thread.number, change.after(thread))
    return context.writer.update(thread.ref, change)


def require_lease(context: AppContext, number: int) -> None:
    """To be asked just before each write to a convoy. Raises Unavailable if another may write there now."""
    require_held(context, f"convoy:{number}")


def require_held(context: AppContext, key: str) -> None:
    """To be asked just before each write under a lease. Raises Unavailable if another may have it by now."""
    if not context.state.locks.still_mine(key):
        raise Unavailable(f"{key}: the lease on it ran out before it was written")


def _require_room(text: str, count: int) -> None:
    if len(text) > LARGEST_TEXT:
        raise UserError(command_refusals.too_long(len(text), LARGEST_TEXT, count))
