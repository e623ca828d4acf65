"""A run in HQ: first every command that has no reply of ours, then what the event concerns.

GitHub keeps one pending run of a concurrency group and drops the one before it; since each run does all that
is waiting, nothing is lost with a dropped one:
https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
"""

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from gt_convoy.errors import Denied, GitHubError, NotFound, RateLimited, Refused, Stale
from gt_convoy.events import Event
from gt_convoy.handlers import pending
from gt_convoy.handlers.jobs import Job
from gt_convoy.handlers.look import look
from gt_convoy.handlers.route import jobs_for
from gt_convoy.handlers.source import Source, of_comment, of_thread
from gt_convoy.handlers.sweep import want_looks
from gt_convoy.handlers.work import perform
from gt_convoy.refs import convoy_id
from gt_convoy.replies import asked
from gt_convoy.runner import claim

from . import dispatch
from .desk import Bench
from .dispatch import Where
from .hands import DryRun

log = logging.getLogger(__name__)

SWEEPS = ("schedule", "workflow_dispatch")
PAUSES = (1.0, 2.0, 4.0)  # until GitHub shows what its event told


def work(bench: Bench, events: Sequence[Event]) -> None:
    """Do it all. Raises ExceptionGroup of what failed; the rest was done nevertheless."""
    since = _since(bench)
    problems: list[Exception] = []
    where = _where(bench, problems)
    known = _commands(bench, since, where, problems)
    _recompute(bench, events, where, known)
    if bench.inputs.event in SWEEPS:
        _look_at_all(bench, problems)
    finish(bench, problems)


def finish(bench: Bench, problems: list[Exception] | None = None) -> None:
    """Do what is wanted still. Raises ExceptionGroup of what failed here and before."""
    problems = [] if problems is None else problems
    while job := bench.memory.take():
        _do(bench, job, problems)
    if problems:
        raise ExceptionGroup("not all could be done", problems)


def _since(bench: Bench) -> datetime:
    """Become HQ's runner, and know from when on commands count."""
    installed = None
    if not bench.inputs.dry_run:
        installed = claim(bench.desk, "action", take_over=bench.inputs.take_over).since
    return pending.window(installed)


def _where(bench: Bench, problems: list[Exception]) -> Where | None:
    """Where a rig asks us to look."""
    if bench.inputs.event != "repository_dispatch":
        return None
    try:
        return dispatch.parse(bench.inputs.payload, bench.desk.config)
    except Refused as exc:
        problems.append(exc)
    return None


def _commands(
    bench: Bench, since: datetime, where: Where | None, problems: list[Exception]
) -> frozenset[str]:
    """Do the commands that wait, oldest first. Gives the sources that are known, done or not."""
    desk, known, given = bench.desk, frozenset[str](), list[Source]()
    for repo in _repositories(bench):
        try:
            found = pending.find(desk, repo, since)
        except (Denied, NotFound) as exc:
            problems.append(exc)
            continue
        known |= found.known
        given += found.waiting
    named = _named(bench, where, since) if where else None
    if named and named.id not in known:
        given.append(named)
    for one in sorted(given, key=lambda one: one.at):
        _do(bench, one.job, problems)
    return known


def _repositories(bench: Bench) -> Sequence[str]:
    """Where commands are looked for: HQ, and in a sweep the rigs too."""
    config = bench.desk.config
    return config.repositories if bench.inputs.event in SWEEPS else [config.hq]


def _named(bench: Bench, where: Where, since: datetime) -> Source | None:
    """The commands that a rig asks us to look at, if they are there, young and never edited."""
    github = bench.desk.github
    found = None
    if where.comment:
        comment = github.comment(where.ref.repo, where.comment)
        found = of_comment(comment) if comment else None
    elif where.look == "text":
        thread = github.thread(where.ref)
        found = None if thread.is_pull else of_thread(thread)
    return found if found and found.commands and pending.counts(bench.desk, found, since) else None


def _recompute(bench: Bench, events: Sequence[Event], where: Where | None, known: frozenset[str]) -> None:
    """Want what the event concerns, after the commands: they may have made a convoy that it concerns."""
    desk, memory = bench.desk, bench.memory
    for job in (job for event in events for job in jobs_for(event, desk.config, memory)):
        # A command that is known was done just now, or was not to be done.
        if job.key.removeprefix("cmd:") not in known:
            memory.want(job.key, job.data)
    if where is None:
        return
    for number in memory.trackers_of(where.ref):
        memory.want(f"convoy:{number}")
    if where.look == "assigned" and desk.config.auto_convoy_on_assign:
        memory.want(f"auto:{where.ref}")


def _look_at_all(bench: Bench, problems: list[Exception]) -> None:
    """As the app's sweep, whose other half, the commands, is done already."""
    try:
        want_looks(bench.desk)
    except RateLimited:
        raise
    except GitHubError as exc:
        problems.append(exc)


def _do(bench: Bench, job: Job, problems: list[Exception]) -> None:
    """Do a job. A rate limit ends the run; what else fails is told at the end, and the next job is done."""
    try:
        (_plan if bench.inputs.dry_run else _perform)(bench, job)
    except RateLimited:
        raise
    except DryRun as exc:
        log.info("%s: %s", job.key, exc)
    except (GitHubError, Stale) as exc:
        log.warning("%s: %s", job.key, exc)
        problems.append(exc)


def _perform(bench: Bench, job: Job) -> None:
    for pause in PAUSES:
        try:
            return perform(bench.desk, job)
        except Stale as exc:
            log.info("%s: again in %.0f s: %s", job.key, pause, exc)
            time.sleep(pause)
    return perform(bench.desk, job)


def _plan(bench: Bench, job: Job) -> None:
    """What would be done."""
    kind, _, name = job.key.partition(":")
    if kind == "cmd":
        bench.done.note(f"would do the commands of {name} on {job.data['thread']}")
    elif kind == "merge":
        bench.done.note(f"would merge an edit of {convoy_id(int(name))} that a write of ours overtook")
    elif kind == "restore":
        bench.done.note(f"would restore the text of {convoy_id(int(name))}, which an edit took away")
    elif kind == "convoy":
        try:
            planned = look(bench.desk, int(name), dry=True)
        except Refused as exc:
            log.info("%s: %s", job.key, exc)
            return
        for line in asked.checked([planned], dry_run=True).splitlines()[2:]:
            bench.done.note(line)
    else:
        perform(bench.desk, job)
