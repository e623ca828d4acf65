"""From an event to what it calls for."""

from gt_convoy.config.model import Config
from gt_convoy.convoys.body_recovery import overtook, took_away
from gt_convoy.document.body_parser import parse
from gt_convoy.document.closing_words import closed_by
from gt_convoy.document.metadata import of_comment
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.github_values import seen_as
from gt_convoy.domain.job import (
    AutoConvoy,
    BringLabelBack,
    Job,
    MergeEdit,
    Relabel,
    RestoreText,
    Sweep,
    SyncConvoy,
)
from gt_convoy.domain.references import Ref
from gt_convoy.domain.routed import IssueUpdate, Routed, Subject, TextBefore
from gt_convoy.events.payloads import (
    CONVOY_ACTIONS,
    SHOWN_ACTIONS,
    STATE_ACTIONS,
    Changed,
    CommandsPosted,
    DependencyChanged,
    Event,
    LabelChanged,
    Moved,
    PullChanged,
)
from gt_convoy.handlers.command_source import commands_of
from gt_convoy.ports.state_store import EchoFilter


def route(event: Event, config: Config, echoes: EchoFilter) -> Routed:
    """What to do about an event; who tracks its issue is for the index to say."""
    match event:
        case CommandsPosted():
            return _commands(event, config)
        case Changed():
            return _changed(event, config, echoes)
        case PullChanged():
            return _pull(event, config)
        case DependencyChanged():
            # Of a blocker alone it changes nothing that is shown: what blocks a blocker is not read.
            return Routed(is_ours(event.ref.repo, config), update=_update(event), tracked=(_subject(event),))
        case Moved():
            # Any convoy may track something there, and reading them all finds those that do.
            ours = is_ours(event.repo, config) or is_ours(event.was, config)
            return Routed(ours, (Sweep(),) if ours else ())
        case LabelChanged():
            in_hq = config.names.is_hq(event.repo)
            return Routed(in_hq, (Relabel() if event.lost else BringLabelBack(),) if in_hq else ())


def is_ours(repo: str, config: Config) -> bool:
    """Whether commands count in this repository: it is HQ or a rig."""
    return config.names.is_hq(repo) or config.names.is_rig(repo)


def _commands(event: CommandsPosted, config: Config) -> Routed:
    if not is_ours(event.ref.repo, config):
        return Routed(ours=False)
    if of_comment(event.text):
        return Routed(ours=True)
    return Routed(True, (commands_of(event.source, event.ref, event.comment, event.text, event.by),))


def _changed(event: Changed, config: Config, echoes: EchoFilter) -> Routed:
    ours, wakes = is_ours(event.ref.repo, config), event.action in SHOWN_ACTIONS
    assigned = _assigned(event, config)
    own, before = _own(event, config, echoes)
    tracks = {}
    if isinstance(own, SyncConvoy):
        tracks[own.number] = parse(event.body, config.names).refs
    jobs: tuple[Job, ...] = (*assigned, *([own] if own else []))
    return Routed(
        ours,
        jobs,
        update=_update(event) if wakes or own else None,
        tracked=(_subject(event),) if wakes else (),
        linked=(_subject(event),) if event.action in STATE_ACTIONS - {"opened"} else (),
        tracks=tracks,
        before=before,
    )


def _pull(event: PullChanged, config: Config) -> Routed:
    """Itself is tracked, or closes what is tracked: as it was when last read, or as its text says now."""
    itself, edited = (_subject(event),), event.action == "edited"
    return Routed(
        is_ours(event.ref.repo, config),
        update=None if edited else _update(event),
        tracked=(*(() if edited else itself), *map(Subject, closes(event, config))),
        linked=itself if event.new_base or not (edited or event.action == "opened") else (),
    )


def closes(event: PullChanged, config: Config) -> list[Ref]:
    """The tracked issues, by the closing words of its text, that may stand otherwise after this."""
    was = event.body if event.was is None else event.was
    now, before = (closed_by(text, config.names, event.ref.repo) for text in (event.body, was))
    # Whether words count depends on the branch. Else only those that came or went change anything.
    only_news = event.action == "edited" and not event.new_base
    return sorted(now ^ before if only_news else now | before, key=lambda ref: ref.key)


def _subject(event: Changed | PullChanged | DependencyChanged) -> Subject:
    return Subject(event.ref, event.repo_id)


def _update(event: Changed | PullChanged | DependencyChanged) -> IssueUpdate:
    return IssueUpdate(event.ref, event.repo_id, event.updated_at)


def _assigned(event: Changed, config: Config) -> tuple[Job, ...]:
    wanted = config.auto_convoy_on_assign and event.action == "assigned" and event.open
    if not wanted or not is_ours(event.ref.repo, config) or LABEL in event.labels:
        return ()
    return (AutoConvoy(event.ref),)


def _own(event: Changed, config: Config, echoes: EchoFilter) -> tuple[Job | None, TextBefore | None]:
    """Where the event is about a convoy itself: what to do with it, from which text."""
    number = event.ref.number
    if (
        not config.names.is_hq(event.ref.repo)
        or LABEL not in event.labels
        or event.action not in CONVOY_ACTIONS
    ):
        return None, None
    if event.was is not None and overtook(event.body, event.was, config.names):
        return MergeEdit(number), None
    if event.was is not None and took_away(event.body, event.was, config.names):
        return RestoreText(number), TextBefore(number, event.updated_at, event.was)
    return (None if _is_echo(event, echoes) else SyncConvoy(number)), None


def _is_echo(event: Changed, echoes: EchoFilter) -> bool:
    if event.action in ("labeled", "unlocked"):  # it may be a convoy only now, or take a notice
        return False
    # One PATCH of ours makes several events, and the first may still show the state from before it.
    states = (True, False) if event.action == "edited" else (event.open,)
    return any(echoes.is_echo(event.ref.number, seen_as(event.body, state)) for state in states)
