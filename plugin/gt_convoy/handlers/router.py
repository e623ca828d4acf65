"""From an event to the jobs that it calls for: pure but for the hint to the index."""

from gt_convoy.config.model import Config
from gt_convoy.convoys.body_recovery import overtook, took_away
from gt_convoy.document.body_parser import parse
from gt_convoy.document.metadata import of_comment
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.github_values import seen_as
from gt_convoy.domain.job import Job
from gt_convoy.events.payloads import STATE_ACTIONS, Changed, CommandsPosted, Event, LabelChanged, Moved
from gt_convoy.handlers.command_source import commands_of
from gt_convoy.ports.state_store import EchoFilter, TrackIndex


def jobs_for(event: Event, config: Config, index: TrackIndex, echoes: EchoFilter) -> list[Job]:
    """What to do about an event. An event about an issue that no convoy tracks calls for nothing."""
    match event:
        case CommandsPosted():
            return _commands(event, config)
        case Changed():
            return [
                *_trackers(event, index),
                *_assigned(event, config),
                *_own(event, config, index, echoes),
            ]
        case Moved():
            # Any convoy may track something there, and reading them all finds those that do.
            return [Job("sweep")] if is_ours(event.repo, config) or is_ours(event.was, config) else []
        case LabelChanged():
            return [Job("relabel" if event.lost else "label")] if config.names.is_hq(event.repo) else []


def is_ours(repo: str, config: Config) -> bool:
    """Whether commands count in this repository: it is HQ or a rig."""
    return config.names.is_hq(repo) or config.names.is_rig(repo)


def _commands(event: CommandsPosted, config: Config) -> list[Job]:
    if not is_ours(event.ref.repo, config) or of_comment(event.text):
        return []
    return [commands_of(event.source, event.ref, event.comment, event.text, event.by)]


def _trackers(event: Changed, index: TrackIndex) -> list[Job]:
    if event.action not in STATE_ACTIONS:
        return []
    newest = {str(event.ref): event.updated_at.isoformat()}
    return [Job(f"convoy:{number}", newest) for number in index.trackers_of(event.ref, event.repo_id)]


def _assigned(event: Changed, config: Config) -> list[Job]:
    wanted = config.auto_convoy_on_assign and event.action == "assigned" and event.open
    if not wanted or not is_ours(event.ref.repo, config) or LABEL in event.labels:
        return []
    return [Job(f"auto:{event.ref}")]


def _own(event: Changed, config: Config, index: TrackIndex, echoes: EchoFilter) -> list[Job]:
    """The event is about a convoy itself."""
    number = event.ref.number
    if not config.names.is_hq(event.ref.repo) or LABEL not in event.labels or event.action == "assigned":
        return []
    if event.was is not None and overtook(event.body, event.was, config.names):
        return [Job(f"merge:{number}")]
    if event.was is not None and took_away(event.body, event.was, config.names):
        # Behind the time of the edit: of several the text before the last one has the newest lists.
        return [Job(f"restore:{number}", {"was": f"{event.updated_at.isoformat()}\n{event.was}"})]
    if _is_echo(event, echoes):
        return []
    index.also_tracks(number, parse(event.body, config.names).refs)
    return [Job(f"convoy:{number}", {str(event.ref): event.updated_at.isoformat()})]


def _is_echo(event: Changed, echoes: EchoFilter) -> bool:
    if event.action in ("labeled", "unlocked"):  # it may be a convoy only now, or take a notice
        return False
    # One PATCH of ours makes several events, and the first may still show the state from before it.
    states = (True, False) if event.action == "edited" else (event.open,)
    return any(echoes.is_echo(event.ref.number, seen_as(event.body, state)) for state in states)
