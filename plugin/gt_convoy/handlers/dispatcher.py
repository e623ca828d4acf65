"""Do one job, in the app or in the Action."""

import logging

from gt_convoy.convoys import refusals
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.create import convoys_for
from gt_convoy.convoys.sync import sync
from gt_convoy.domain.errors import REFUSALS, UserError
from gt_convoy.domain.issue import Issue, State
from gt_convoy.domain.job import (
    AutoConvoy,
    BringLabelBack,
    ExecuteCommands,
    Job,
    MergeEdit,
    Redeliver,
    Relabel,
    RestoreText,
    Sweep,
    SyncConvoy,
)
from gt_convoy.domain.references import Ref
from gt_convoy.domain.requests import Sync
from gt_convoy.handlers import inactive_convoys
from gt_convoy.handlers.execute_commands import execute_commands
from gt_convoy.handlers.redelivery import redeliver
from gt_convoy.handlers.sweep import sweep

log = logging.getLogger(__name__)


def perform(context: AppContext, job: Job) -> None:
    """Do a job. Raises GitHubError or Stale when it must be tried again."""
    match job:
        case ExecuteCommands():
            execute_commands(context, job)
        case SyncConvoy() | MergeEdit() | RestoreText():
            _sync(context, job)
        case AutoConvoy(ref):
            auto_convoy(context, ref)
        case BringLabelBack():
            inactive_convoys.bring_label_back(context)
        case Relabel():
            inactive_convoys.relabel(context)
        case Sweep():
            sweep(context)
        case Redeliver():
            redeliver(context)


def auto_convoy(context: AppContext, ref: Ref) -> None:
    """Give an issue that was assigned in GitHub's own pages a convoy, as `sling` does."""
    issue = context.github.issues([ref])[ref]
    if not isinstance(issue, Issue) or issue.state is not State.OPEN or not issue.assignees or issue.convoy:
        return
    for tracking in convoys_for(context, {ref: issue}, context.config.default_subscribers()).values():
        context.state.jobs.enqueue(SyncConvoy(tracking.number))


def request_of(context: AppContext, job: SyncConvoy | MergeEdit | RestoreText) -> Sync:
    """What the job asks of a convoy, with what events told of it."""
    match job:
        case MergeEdit():
            return Sync(overtook=True)
        case RestoreText(number):
            return Sync(was=context.state.events.text_before(number))
        case SyncConvoy(number):
            return Sync(context.state.events.newest(number, context.config.names.convoy_ref(number)))


def _sync(context: AppContext, job: SyncConvoy | MergeEdit | RestoreText) -> None:
    number = job.number
    try:
        sync(context, number, request_of(context, job))
    except UserError as exc:
        log.info("%s: %s", job.key, exc)
        context.state.index.remember(number, {})  # what is no convoy tracks nothing
        context.state.links.remember(number, {})
        inactive_convoys.explain_inactive(context, number)
    except REFUSALS as error:
        refusals.note_refusal(context, f"sync {number}", error)
        raise
