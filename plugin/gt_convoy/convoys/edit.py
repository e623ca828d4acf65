"""Change what a convoy tracks, whom it tells and when it lands: on its newest text, as its only writer."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from gt_convoy.config.model import Config
from gt_convoy.convoys import repository
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.apply import apply
from gt_convoy.convoys.create import require_room
from gt_convoy.convoys.vouching import look_through
from gt_convoy.document import body_parser as bodies
from gt_convoy.document import editor, list_editor
from gt_convoy.document.metadata import digest
from gt_convoy.document.people_lines import CrewLine, lines_of
from gt_convoy.domain import crew
from gt_convoy.domain.effects import Cause, Effect, Update
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.issue import State, Thread
from gt_convoy.domain.references import Ref
from gt_convoy.domain.requests import (
    Add,
    EditRequest,
    Launch,
    Pause,
    Remove,
    Resume,
    Subscribe,
    Unsubscribe,
    Until,
)


@dataclass(frozen=True, slots=True)
class Edited:
    """The result of an edit: what was written, and the convoy as it was before."""

    effects: tuple[Effect, ...]
    before: Thread
    refs: tuple[Ref, ...]  # what it tracked
    waits: frozenset[Ref]  # those of them that nobody had vouched for

    @property
    def opens(self) -> bool:
        """Whether it was closed and is open now."""
        return any(isinstance(effect, Update) and effect.change.open for effect in self.effects)


def edit(context: AppContext, number: int, request: EditRequest, *, dry: bool = False) -> Edited:
    """Read, plan, apply; `dry` only plans. Raises UserError as `plan`, and if that issue is no convoy."""
    with context.state.locks.lease(f"convoy:{number}"):
        thread = repository.newest_text(context, number)
        refs = bodies.parse(thread.body, context.config.names).refs
        seen = request.places if isinstance(request, Add) else {}
        waits = look_through(context, thread, refs, seen).waits
        effects = plan(thread, request, context.config, waits)
        if not dry:
            apply(context, thread, effects, newest=True)
    return Edited(effects, thread, refs, waits)


def plan(
    thread: Thread, request: EditRequest, config: Config, waits: Collection[Ref] = ()
) -> tuple[Effect, ...]:
    """What to write so that the text is as asked for; `waits` are the lines that nobody vouched for.

    What is new to it, or open, or vouched for only now, opens a closed one, and the marker forgets how it was
    closed. Raises UserError where the text has no place for a line, or would be too long for GitHub.
    """
    names, confirmed = config.names, frozenset[Ref]()
    text, leaves = thread.body, False
    match request:
        case Add(issues):
            new = request.new(bodies.parse(text, names).refs)
            text = list_editor.add_refs(text, [issue.ref for issue in new.values()], names)
            confirmed = frozenset(waits).intersection(request.places)
            leaves = bool(new or confirmed) or any(issue.state is State.OPEN for issue in issues.values())
        case Remove(refs):
            text = list_editor.remove_refs(text, refs, names)
        case Subscribe(mention):
            text = list_editor.add_subscribers(text, [mention], names)
        case Unsubscribe(mention):
            lines = bodies.parse(text, names).subscribers
            same = [name for name in lines if (config.who(name) or name).lower() == mention.lower()]
            text = list_editor.remove_subscribers(text, same, names)
        case Until(lands, owner):
            text = editor.set_landing(text, lands, owner, names)
        case Launch() | Pause() | Resume():
            text = _crew_set(text, request, config)
    if leaves:
        text = editor.forget_closing(text, names)
    change = Change(open=True, state_reason="reopened") if leaves and not thread.open else Change()
    tracks: tuple[Ref, ...] = ()
    if text != thread.body or confirmed:
        tracks = bodies.parse(text, names).refs
        require_room(text, len(tracks))
        left = frozenset(waits) - confirmed
        change = replace(change, body=editor.stamp(text, digest(thread.body), left, names))
    return (Update(change, Cause(type(request).__name__.lower()), tracks),) if change != Change() else ()


def _crew_set(text: str, request: Launch | Pause | Resume, config: Config) -> str:
    """With its crew's lines as asked for; a launch begins anew to count what was given."""
    names, body = config.names, bodies.parse(text, config.names)
    if not isinstance(request, Launch):
        lines = [line for line in body.crew if not line.paused]
        lines += [CrewLine(paused=True)] if isinstance(request, Pause) else []
        return list_editor.set_crew(text, lines, names)
    nobody = [line for line in body.crew if line.name and config.worker(line.name) is None]
    text = list_editor.set_crew(text, [*nobody, *lines_of(request.crew)], names)
    before = body.marker.launch.number if body.marker and body.marker.launch else 0
    return editor.set_launch(text, crew.Launch(request.by, request.repos, before + 1), names)
