"""Do one job, whichever door it came through."""

import logging
from datetime import datetime

from gt_convoy.convoys import refusals
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.create import convoys_for
from gt_convoy.convoys.sync import sync
from gt_convoy.domain.errors import REFUSALS, UserError
from gt_convoy.domain.issue import Issue, State
from gt_convoy.domain.job import Job
from gt_convoy.domain.references import Ref
from gt_convoy.domain.requests import Sync
from gt_convoy.handlers import standing
from gt_convoy.handlers.execute_commands import Asking, execute_commands
from gt_convoy.handlers.redelivery import redeliver
from gt_convoy.handlers.sweep import sweep

log = logging.getLogger(__name__)


def perform(context: AppContext, job: Job) -> None:
    """Do a job. Raises GitHubError or Stale when it must be tried again."""
    kind, _, name = job.key.partition(":")
    match kind:
        case "cmd":
            comment = job.data.get("comment")
            asked = Asking(
                name,
                to_ref(job.data["thread"]),
                int(comment) if comment else None,
                job.data.get("text"),
                job.data.get("by", ""),
            )
            execute_commands(context, asked)
        case "convoy" | "merge" | "restore":
            _sync(context, int(name), request_of(job))
        case "auto":
            auto_convoy(context, to_ref(name))
        case "label":
            standing.bring_label_back(context)
        case "relabel":
            standing.relabel(context)
        case "sweep":
            sweep(context)
        case "redeliver":
            redeliver(context)
        case _:
            raise ValueError(f"no such job: {job.key}")


def auto_convoy(context: AppContext, ref: Ref) -> None:
    """Give an issue that was assigned in GitHub's own pages a convoy, as `sling` does."""
    issue = context.github.issues([ref])[ref]
    if not isinstance(issue, Issue) or issue.state is not State.OPEN or not issue.assignees or issue.convoy:
        return
    for tracking in convoys_for(context, {ref: issue}, context.config.default_subscribers()).values():
        context.state.jobs.enqueue(f"convoy:{tracking.number}")


def to_ref(text: str) -> Ref:
    """`owner/repo#12` as a reference."""
    repo, _, number = text.rpartition("#")
    return Ref(repo, int(number))


def request_of(job: Job) -> Sync:
    """What the job asks of a convoy."""
    if job.key.startswith("restore:"):
        return Sync(was=job.data["was"].partition("\n")[2])
    if job.key.startswith("merge:"):
        return Sync(overtook=True)
    return Sync({to_ref(ref): datetime.fromisoformat(at) for ref, at in job.data.items()})


def _sync(context: AppContext, number: int, request: Sync) -> None:
    try:
        sync(context, number, request)
    except UserError as exc:
        log.info("convoy:%d: %s", number, exc)
        context.state.index.remember(number, {})  # what is no convoy tracks nothing
        standing.say_why(context, number)
    except REFUSALS as error:
        refusals.note(context, f"sync {number}", error)
        raise
