"""New convoys: one that a command asks for, and the one that work gets by itself when it is handed out."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from gt_convoy.convoys import apply, repository
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.document import body_parser as bodies
from gt_convoy.document import editor
from gt_convoy.domain.bounds import LARGEST_TEXT
from gt_convoy.domain.convoy import Lands, Marker
from gt_convoy.domain.effects import Create
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.issue import Issue, Thread
from gt_convoy.domain.references import Ref
from gt_convoy.messages import command_answers, command_refusals


def plan(title: str, refs: Collection[Ref], subscribers: Iterable[str], marker: Marker) -> Create:
    """A new convoy. Raises UserError if its text would be too long for GitHub."""
    text = editor.compose(marker, command_answers.first_status(len(refs)), refs, subscribers)
    require_room(text, len(refs))
    return Create(title, text, tuple(refs), marker.command)


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose command a convoy is made for; of nobody's, where GitHub only told of an assignment."""

    asker: str | None = None  # the login
    command: str | None = None  # its id; None where it could not be met again
    since: datetime | None = None  # when it was given


def first_marker(context: AppContext, origin: Origin, lands: Lands | None = None) -> Marker:
    """Of a new convoy: `lands` where somebody said so; whoever asked is the owner of what lands by hand."""
    by_hand = (lands or context.config.lands) is Lands.BY_HAND
    return Marker(command=origin.command, lands=lands, owner=origin.asker if by_hand else None)


def require_room(text: str, count: int) -> None:
    """Raises UserError if a convoy's text, with so many references, is too long for GitHub."""
    if len(text) > LARGEST_TEXT:
        raise UserError(command_refusals.too_long(len(text), LARGEST_TEXT, count))


def made_by(context: AppContext, command: str | None, since: datetime | None) -> Thread | None:
    """The convoy that this command has made already, if it got that far before."""
    for thread in context.github.convoys(context.config.hq, "all", since) if command and since else ():
        marker = bodies.parse(thread.body, context.config.names).marker
        if marker and marker.command == command and context.is_ours(thread.author):
            return thread
    return None


@dataclass(frozen=True, slots=True)
class Tracking:
    """The open convoy that tracks an issue, and whether it was made just now."""

    number: int
    made: bool


def convoys_for(
    context: AppContext,
    issues: Mapping[Ref, Issue],
    subscribers: Collection[str],
    origin: Origin = Origin(),
) -> dict[Ref, Tracking]:
    """The open convoy of each issue; those without one get one together, `Work: <first> and N more`."""
    with _leases(context, [issue.ref for issue in issues.values()]):
        found = _open_convoys(context, issues)
        alone = [ref for ref in issues if ref not in found]
        if alone:
            marker, refs = first_marker(context, origin), [issues[ref].ref for ref in alone]
            thread = made_by(context, origin.command, origin.since) or apply.create(
                context, plan(title(context, alone), refs, subscribers, marker)
            )
            found |= {ref: Tracking(thread.number, made=True) for ref in alone}
    return found


def title(context: AppContext, refs: Collection[Ref]) -> str:
    """`Work: gt-12`, `Work: gt-12 and 2 more`."""
    first, *more = refs
    return f"Work: {context.config.names.show(first)}" + (f" and {len(more)} more" if more else "")


def _open_convoys(context: AppContext, issues: Mapping[Ref, Issue]) -> dict[Ref, Tracking]:
    """By the list of HQ's open convoys: it alone is sure, an index may not have seen the newest."""
    asked = {issue.ref: ref for ref, issue in issues.items()}
    found: dict[Ref, Tracking] = {}
    there = repository.tracked_by_open_convoys(context, {issue.ref: issue for issue in issues.values()})
    for number, refs in sorted(there.items()):
        for ref in refs:
            found.setdefault(asked[ref], Tracking(number, made=False))
    return found


@contextmanager
def _leases(context: AppContext, refs: Collection[Ref]) -> Iterator[None]:
    """One maker at a time for each issue, always taken in the same order."""
    with ExitStack() as held:
        for ref in sorted(refs, key=lambda ref: ref.key):
            held.enter_context(context.state.locks.lease(f"new:{ref.repo.lower()}#{ref.number}"))
        yield
