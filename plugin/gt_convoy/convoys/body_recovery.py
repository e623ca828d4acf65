"""Restore a convoy's text that was emptied, damaged, or overwritten by us: no person's line is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.document import body_parser as bodies
from gt_convoy.document import editor, list_editor
from gt_convoy.document.body_parser import Body
from gt_convoy.document.metadata import digest
from gt_convoy.document.people_lines import CrewLine
from gt_convoy.domain.convoy import Marker
from gt_convoy.domain.effects import Cause
from gt_convoy.domain.issue import Thread
from gt_convoy.domain.references import Names, Ref
from gt_convoy.domain.requests import ConvoyRequest, Sync
from gt_convoy.messages.convoy_status import unread_status

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Lists:
    """What a text says is tracked, and whom it tells."""

    marker: Marker
    refs: tuple[Ref, ...]
    subscribers: tuple[str, ...] = ()
    crew: tuple[CrewLine, ...] = ()


def recovered(context: AppContext, thread: Thread, request: ConvoyRequest) -> tuple[str, Cause | None]:
    """What the text of a convoy should start from, and what was put back into it; mostly it is as it stands.

    A person's edit that our write overtook is merged where the request tells of one. What is ours is put back
    where our marker is gone, unless there never was one.
    """
    if isinstance(request, Sync) and request.overtook:
        history = [edit.body for edit in context.github.body_edits(thread.ref)]
        versions = history if history[:1] == [thread.body] else [thread.body, *history]
        text = merged(versions, context.config.names)
        if text is not None and text != thread.body:
            return text, Cause.MERGE
    if bodies.parse(thread.body, context.config.names).marker is None:
        text = _restored(context, thread, request.was if isinstance(request, Sync) else "")
        if text is not None:
            return text, Cause.RESTORE
    return thread.body, None


def _restored(context: AppContext, thread: Thread, was: str) -> str | None:
    """A text with its lost marker, and its lists if these are gone too; None if it never had any.

    From the text before the edit that took it away (`was`), else GitHub's edit history, else our state store.
    """
    text, names = thread.body, context.config.names
    lost = last_known([was], names)
    if lost is None:
        lost = last_known((edit.body for edit in context.github.body_edits(thread.ref)), names)
    known = tuple(context.state.index.tracked_by(thread.number))
    # A text that names all we know of lost nothing: an event may have told us of it before its first sync.
    if lost is None and not set(bodies.parse(text, names).refs).issuperset(known):
        lost = Lists(Marker(), known)
    return with_lists(text, lost, names) if lost else None


def last_known(versions: Iterable[str], names: Names) -> Lists | None:
    """The newest version that still had our marker."""
    for body in (bodies.parse(version, names) for version in versions):
        if body.marker is not None:
            return Lists(body.marker, body.refs, body.subscribers, body.crew)
    return None


def with_lists(text: str, lost: Lists, names: Names) -> str:
    """Put back what is missing. A list that is still there is meant as it is."""
    body = bodies.parse(text, names)
    if body.tracked is None and not body.items:
        text = list_editor.add_refs(text, lost.refs, names)
    if body.subscribers_section is None:
        text = list_editor.add_subscribers(text, lost.subscribers, names)
    if body.crew_section is None:
        text = list_editor.set_crew(text, lost.crew, names)
    return editor.render(bodies.parse(text, names), marker=lost.marker, status=unread_status())


def merged(versions: Sequence[str], names: Names) -> str | None:
    """The newest text with a person's edit put back that a write of ours overtook; None if none was.

    `versions` are the texts newest first. A write of ours carries the digest of the text that it was based
    on; where the text below it is another one, that one was somebody's and is taken as theirs.
    """
    parsed = [bodies.parse(version, names) for version in versions]
    at = _our_newest_write(parsed)
    if at is None or digest(versions[at + 1]) == (parsed[at].marker or Marker()).over:
        return None
    over = (parsed[at].marker or Marker()).over
    base = next((body for text, body in zip(versions, parsed, strict=True) if digest(text) == over), None)
    return _merge(base or _shared(parsed[at], parsed[at + 1]), versions[at + 1], versions[0], at, names)


def took_away(text: str, was: str, names: Names) -> bool:
    """Whether the edit that made `text` out of `was` took our marker away."""
    return bodies.parse(text, names).marker is None and bodies.parse(was, names).marker is not None


def overtook(text: str, was: str, names: Names) -> bool:
    """Whether the write of ours that made `text` out of `was` was based on another text."""
    ours, below = bodies.parse(text, names).marker, bodies.parse(was, names).marker
    return bool(ours and ours.over and ours != below and ours.over != digest(was))


def _our_newest_write(parsed: Sequence[Body]) -> int | None:
    """People leave the marker as it is: the first version whose marker is not the one below it is ours."""
    for n in range(len(parsed) - 1):
        marker = parsed[n].marker
        if marker and marker.over and marker != parsed[n + 1].marker:
            return n
    return None


def _shared(one: Body, other: Body) -> Lists:
    """Where the common base is gone from the history: what both have, so that nobody's line is lost."""
    there = set(other.refs)
    refs = tuple(ref for ref in one.refs if ref in there)
    subscribers = tuple(name for name in one.subscribers if name in other.subscribers)
    return Lists(Marker(), refs, subscribers, tuple(line for line in one.crew if line in other.crew))


def _merge(base: Body | Lists, theirs: str, newest: str, at: int, names: Names) -> str:
    # Nobody edited since: what they wrote stands, and our changes to the lists are made again on it.
    # Somebody did: what they wrote now stands, and the lost changes to the lists are made again on it.
    lost, kept = (newest, theirs) if at == 0 else (theirs, newest)
    change = bodies.parse(lost, names)
    text = list_editor.add_refs(kept, _without(change.refs, base.refs), names)
    text = list_editor.remove_refs(text, _without(base.refs, change.refs), names)
    text = list_editor.add_subscribers(text, _without(change.subscribers, base.subscribers), names)
    text = list_editor.remove_subscribers(text, _without(base.subscribers, change.subscribers), names)
    crew = [*bodies.parse(text, names).crew, *_without(change.crew, base.crew)]
    text = list_editor.set_crew(text, _without(dict.fromkeys(crew), _without(base.crew, change.crew)), names)
    marker = bodies.parse(newest, names).marker
    return editor.render(bodies.parse(text, names), marker=marker) if marker else text


def _without(these: Iterable[_T], those: Iterable[_T]) -> list[_T]:
    gone = set(those)
    return [one for one in these if one not in gone]
