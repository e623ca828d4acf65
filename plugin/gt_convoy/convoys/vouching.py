"""Lines of a convoy's text are asked for by whoever typed them: does one of these read what they name?

A text that we wrote is looked at already: what it lists under `waits` in its marker waits, all else was
vouched for. In a text of somebody else's, GitHub's edit history tells who brought each line in.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, partial
from itertools import dropwhile, pairwise

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.authorization import writes_for_us
from gt_convoy.document import body_parser as bodies
from gt_convoy.document.metadata import digest
from gt_convoy.document.snapshot import NOTHING_WAITS, Vouched
from gt_convoy.domain.errors import Denied, NotFound, Stale
from gt_convoy.domain.github_values import BodyEdit, Role, seen_as
from gt_convoy.domain.issue import Issue, Seen, Thread
from gt_convoy.domain.references import Names, Ref

# Between an issue's making and the first entry of its history.
MADE_WITHIN = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Version:
    """What a text names, and whose it is."""

    refs: Collection[Ref]
    waits: Collection[Ref] = ()
    editor: str | None = None  # None: nobody who could vouch
    ours: bool = False

    def claims(self, ref: Ref) -> bool:
        """Whether it names the issue without saying that it waits."""
        return ref in self.refs and ref not in self.waits


class Rights:
    """Whose texts are ours, and who may read what: each asked for once, for one or many convoys."""

    def __init__(self, context: AppContext) -> None:
        """Ask nothing yet."""
        self._context = context
        self.are_ours = cache(partial(writes_for_us, context))
        self.may_ask = cache(self._may_ask)

    def _may_ask(self, login: str, repo: str) -> bool:
        if self.are_ours(login):
            return True
        try:
            return self._context.github.role(repo, login) >= Role.READ
        except (Denied, NotFound):
            return False


def look_through(
    context: AppContext,
    thread: Thread,
    refs: Iterable[Ref],
    seen: Mapping[Ref, Seen] | None = None,
    rights: Rights | None = None,
) -> Vouched:
    """Which of these lines, that stand or are to stand in a convoy's text, wait.

    Nothing is asked where all are known to be public, or the text is ours. Raises Stale where GitHub's
    history is older than the text.
    """
    seen, rights = seen or {}, rights or Rights(context)
    hidden = [ref for ref in refs if not _is_public(context, ref, seen)]
    if not hidden:
        return NOTHING_WAITS
    waits: set[Ref] = set()
    body = bodies.parse(thread.body, context.config.names)
    (known,) = with_editors(context, [(thread, ())])
    by_us = _is_echo(context, thread) or (known.editor is not None and rights.are_ours(known.editor))
    ours = body.marker is not None and by_us
    if body.marker and ours:
        listed = set(body.refs)
        waits = listed.intersection(hidden).intersection(body.marker.waits)
        hidden = [ref for ref in hidden if ref not in listed]
    if hidden:
        versions = _versions(context, known, hidden, rights)
        waits |= {
            ref for ref in hidden if not _is_vouched_for(ref, _place(ref, seen.get(ref)), versions, rights)
        }
    return Vouched(frozenset(waits), settled=ours)


def with_editors(
    context: AppContext,
    found: Sequence[tuple[Thread, Collection[Ref]]],
    seen: Mapping[Ref, Seen] | None = None,
) -> list[Thread]:
    """Threads that name these, each with its editor where that will matter, in their order.

    One request for 100 that do not tell it.
    """

    def all_public(refs: Iterable[Ref]) -> bool:
        return seen is not None and all(_is_public(context, ref, seen) for ref in refs)

    unsure = {
        thread.number
        for thread, refs in found
        if thread.editor is None and not all_public(refs) and not _is_echo(context, thread)
    }
    told = context.github.editors(context.config.hq, unsure) if unsure else {}

    def known(thread: Thread) -> Thread:
        edited = told.get(thread.number)
        if edited is None or edited.by is None or edited.updated_at != thread.updated_at:
            return thread
        return replace(thread, editor=edited.by, edited_at=edited.at)

    return [known(thread) for thread, _ in found]


def askers(ref: Ref, versions: Sequence[Version]) -> Iterator[Version]:
    """The versions, newest first, whose editors asked for a line: those that brought it in, back to ours."""
    for version, before in pairwise([*_since(ref, versions), Version(())]):
        if version.claims(ref) and (version.ours or not before.claims(ref)):
            yield version
        if version.ours:
            return


def _since(ref: Ref, versions: Sequence[Version]) -> Iterator[Version]:
    """From the newest version that names it; a write of ours, or an edit, may have lost it since."""
    return dropwhile(lambda version: ref not in version.refs, versions)


def _is_vouched_for(ref: Ref, repo: str, versions: Sequence[Version], rights: Rights) -> bool:
    return any(
        version.ours or (version.editor is not None and rights.may_ask(version.editor, repo))
        for version in askers(ref, versions)
    )


def _is_public(context: AppContext, ref: Ref, seen: Mapping[Ref, Seen]) -> bool:
    """Whether everybody who reads HQ may read it: the issue, or another of the same repository, tells so."""
    if context.config.names.is_hq(ref.repo):
        return True
    if isinstance(found := seen.get(ref), Issue):
        return not found.private
    repo = ref.repo.lower()
    return any(isinstance(s, Issue) and not s.private and s.ref.repo.lower() == repo for s in seen.values())


def _place(ref: Ref, seen: Seen | None) -> str:
    return seen.ref.repo if isinstance(seen, Issue) else ref.repo


def _is_echo(context: AppContext, thread: Thread) -> bool:
    """Whether we remember that we wrote this."""
    return any(
        context.state.echoes.is_echo(thread.number, seen_as(thread.body, state)) for state in (True, False)
    )


def _versions(context: AppContext, thread: Thread, refs: Collection[Ref], rights: Rights) -> list[Version]:
    """The text and what it was before, newest first, as far back as `refs` need."""
    version = partial(_version, names=context.config.names, rights=rights)
    if thread.editor is not None and thread.edited_at is None:
        return [version(BodyEdit(thread.created_at, thread.body, thread.author))]

    def enough(edits: Sequence[BodyEdit]) -> bool:
        known = [version(edit) for edit in _until(thread, edits)]
        return all(any(one.ours for one in _since(ref, known)) for ref in refs)

    edits = _until(thread, context.github.body_edits(thread.ref, enough))
    *newer, oldest = edits
    if oldest.at - thread.created_at > MADE_WITHIN:
        oldest = replace(oldest, torn=True)  # what was before it, GitHub does not tell any more
    return [version(edit) for edit in (*newer, oldest)]


def _until(thread: Thread, edits: Sequence[BodyEdit]) -> list[BodyEdit]:
    """The history up to the text that was read. Raises Stale if it does not reach it yet."""
    now = digest(thread.body)
    for n, edit in enumerate(edits):
        if digest(edit.body) == now:
            return list(edits[n:])
    if edits and thread.edited_at and edits[0].at < thread.edited_at:
        raise Stale(f"{thread.ref}: GitHub still shows an older history of its text")
    return [BodyEdit(thread.updated_at, thread.body, torn=True), *edits]


def _version(edit: BodyEdit, names: Names, rights: Rights) -> Version:
    body = bodies.parse(edit.body, names)
    return Version(
        refs=frozenset(body.refs),
        waits=frozenset(body.marker.waits if body.marker else ()),
        editor=None if edit.torn else edit.editor,
        # Without a marker it could not say what waits.
        ours=body.marker is not None and edit.editor is not None and rights.are_ours(edit.editor),
    )
