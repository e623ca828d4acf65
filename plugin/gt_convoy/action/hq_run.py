"""A run in HQ: every command that has no reply of ours, and what the event concerns.

GitHub keeps one pending run of a concurrency group and drops the one before it; since each run does all that
is waiting, nothing is lost with a dropped one:
https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency

The order is `run_state.ORDER`: first the commands of people with a role, then the syncs of convoys, which
land them, too, and last the commands of people below the triage role, so that these delay nobody else. Where
no command waits, the syncs come first. One run does all of it, so nothing waits for another run.
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from gt_convoy.action import dispatch
from gt_convoy.action.action_context import ActionContext
from gt_convoy.action.dispatch import DispatchTarget
from gt_convoy.convoys.runner import claim
from gt_convoy.convoys.sync import sync
from gt_convoy.domain.errors import Denied, GitHubError, NotFound, RateLimited, Stale, UserError
from gt_convoy.domain.job import AutoConvoy, ExecuteCommands, Job, MergeEdit, RestoreText, SyncConvoy
from gt_convoy.domain.urgency import Urgency
from gt_convoy.events.payloads import Event
from gt_convoy.handlers import pending_commands
from gt_convoy.handlers.command_source import Source, of_comment, of_thread
from gt_convoy.handlers.dispatcher import perform, request_of
from gt_convoy.handlers.router import route
from gt_convoy.handlers.sweep import enqueue_syncs
from gt_convoy.messages import command_answers
from gt_convoy.ports.dry_run import DryRun

log = logging.getLogger(__name__)

SWEEPS = ("schedule", "workflow_dispatch")
PAUSES = (1.0, 2.0, 4.0)  # until GitHub shows what its event told


def work(action: ActionContext, events: Sequence[Event]) -> None:
    """Do all commands and jobs of this run. Raises ExceptionGroup of what failed; the rest was done."""
    since = _since(action)
    problems: list[Exception] = []
    where = _where(action, problems)
    known = _enqueue_commands(action, since, where, problems)
    while job := action.run.take(Urgency.COMMAND):
        _do(action, job, problems)
    _recompute(action, events, where, known)
    if action.inputs.event in SWEEPS:
        _sweep(action, problems)
    finish(action, problems)


def finish(action: ActionContext, problems: list[Exception] | None = None) -> None:
    """Do the jobs that are still waiting. Raises ExceptionGroup of `problems` and of what fails here."""
    problems = [] if problems is None else problems
    while job := action.run.take():
        _do(action, job, problems)
    if problems:
        raise ExceptionGroup("not all could be done", problems)


def _since(action: ActionContext) -> datetime:
    """Become HQ's runner. Returns the time from which on commands count."""
    context = action.app
    if not action.inputs.dry_run:
        runner = claim(context, "action", take_over=action.inputs.take_over, label=action.label)
        if runner.since:
            context.state.timestamps.note("installed", runner.since)
    return pending_commands.window(context.state.timestamps.at("installed"))


def _where(action: ActionContext, problems: list[Exception]) -> DispatchTarget | None:
    """What a rig asks us to read again; None where the run was not started by a rig."""
    if action.inputs.event != "repository_dispatch":
        return None
    try:
        return dispatch.parse(action.inputs.payload, action.app.config)
    except UserError as exc:
        problems.append(exc)
    return None


def _enqueue_commands(
    action: ActionContext, since: datetime, where: DispatchTarget | None, problems: list[Exception]
) -> frozenset[str]:
    """Enqueue the commands that wait, oldest first. Returns the ids of all sources found, done or not."""
    context, known, given, above = action.app, frozenset[str](), list[Source](), list[Source]()
    named = _named(action, where) if where else None
    for repo, begin in _repositories_since(action, since, named).items():
        try:
            found = pending_commands.find(context, repo, begin)
        except (Denied, NotFound) as exc:
            problems.append(exc)
            continue
        known |= found.known
        given += found.waiting
        above += found.reacted_to
    if named and named.id not in known:  # GitHub's list lags
        given.append(named)
    action.run.limit(one.id for one in above)
    for one in sorted([*given, *above], key=lambda one: one.at):
        action.run.enqueue(one.job)
    return known


def _repositories_since(action: ActionContext, since: datetime, named: Source | None) -> dict[str, datetime]:
    """Where commands are looked for, from when on: HQ, in a sweep the rigs, and a rig that tells of one.

    There its author may be above their limit, which the comments around it tell.
    """
    config = action.app.config
    places = dict.fromkeys(config.repositories if action.inputs.event in SWEEPS else [config.hq], since)
    return {named.thread.repo: named.at} | places if named else places


def _named(action: ActionContext, where: DispatchTarget) -> Source | None:
    """The commands that a rig asks us to look at, if they are there, young and never edited."""
    github = action.app.github
    found = None
    if where.comment:
        comment = github.comment(where.ref.repo, where.comment)
        found = of_comment(comment) if comment else None
    elif where.look == "text":
        thread = github.thread(where.ref)
        found = None if thread.is_pull else of_thread(thread)
    return found if found and found.commands and pending_commands.counts(action.app, found) else None


def _recompute(
    action: ActionContext, events: Sequence[Event], where: DispatchTarget | None, known: frozenset[str]
) -> None:
    """Enqueue what the event calls for, after the commands: they may have made a convoy that it is about."""
    context, run = action.app, action.run
    routed = [route(event, context.config, context.state.echoes) for event in events]
    for job in (job for one in routed for job in run.learn(one)):
        # A command that is known was done just now, or was not to be done.
        if not (isinstance(job, ExecuteCommands) and job.source in known):
            run.enqueue(job)
    if where is None:
        return
    for ref in (where.ref, *where.closes):
        for number in run.trackers_of(ref):
            run.enqueue(SyncConvoy(number))
    if where.look == "assigned" and context.config.auto_convoy_on_assign:
        run.enqueue(AutoConvoy(where.ref))


def _sweep(action: ActionContext, problems: list[Exception]) -> None:
    """Enqueue a sync of each convoy that differs, as the app's sweep does; its commands are done already."""
    try:
        enqueue_syncs(action.app, action.run.convoys)
    except RateLimited:
        raise
    except GitHubError as exc:
        problems.append(exc)


def _do(action: ActionContext, job: Job, problems: list[Exception]) -> None:
    """Do a job. Raises RateLimited, which ends the run; any other failure is kept in `problems`."""
    try:
        (_plan if action.inputs.dry_run else _perform)(action, job)
    except RateLimited:
        raise
    except DryRun as exc:
        log.info("%s: %s", job.key, exc)
    except (GitHubError, Stale) as exc:
        log.warning("%s: %s", job.key, exc)
        problems.append(exc)


def _perform(action: ActionContext, job: Job) -> None:
    for pause in PAUSES:
        try:
            return perform(action.app, job)
        except Stale as exc:
            log.info("%s: again in %.0f s: %s", job.key, pause, exc)
            time.sleep(pause)
    return perform(action.app, job)


def _plan(action: ActionContext, job: Job) -> None:
    """Note what a job would do, without doing it."""
    match job:
        case ExecuteCommands():
            action.done.note(f"would do the commands of {job.source} on {job.thread}")
        case SyncConvoy() | MergeEdit() | RestoreText():
            _plan_sync(action, job)
        case _:
            perform(action.app, job)


def _plan_sync(action: ActionContext, job: SyncConvoy | MergeEdit | RestoreText) -> None:
    try:
        planned = sync(action.app, job.number, request_of(action.app, job), dry=True)
    except UserError as exc:
        log.info("%s: %s", job.key, exc)
        return
    for line in command_answers.checked([planned], dry_run=True).splitlines()[2:]:
        action.done.note(line)
