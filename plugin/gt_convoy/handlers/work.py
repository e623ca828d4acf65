"""Do one job, whichever door it came through."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from gt_convoy import refusals
from gt_convoy.convoy import Issue, State
from gt_convoy.desk import Desk
from gt_convoy.errors import REFUSALS, Refused
from gt_convoy.refs import Ref
from gt_convoy.work import convoys_for

from . import standing
from .jobs import Job
from .look import look, merge, restore
from .obey import Asking, obey
from .redeliver import redeliver
from .sweep import sweep

log = logging.getLogger(__name__)


def perform(desk: Desk, job: Job) -> None:
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
            obey(desk, asked)
        case "convoy":
            newest = {to_ref(k): datetime.fromisoformat(v) for k, v in job.data.items()}
            _at(desk, int(name), partial(look, newest=newest))
        case "merge":
            _at(desk, int(name), merge)
        case "restore":
            _at(desk, int(name), partial(restore, was=job.data["was"].partition("\n")[2]))
        case "auto":
            auto_convoy(desk, to_ref(name))
        case "relabel":
            standing.relabel(desk)
        case "sweep":
            sweep(desk)
        case "redeliver":
            redeliver(desk)
        case _:
            raise ValueError(f"no such job: {job.key}")


def auto_convoy(desk: Desk, ref: Ref) -> None:
    """Give an issue that was assigned in GitHub's own pages a convoy, as `sling` does."""
    issue = desk.github.issues([ref])[ref]
    if not isinstance(issue, Issue) or issue.state is not State.OPEN or not issue.assignees or issue.convoy:
        return
    for tracking in convoys_for(desk, {ref: issue}, desk.config.default_subscribers()).values():
        desk.memory.want(f"convoy:{tracking.number}")


def to_ref(text: str) -> Ref:
    """`owner/repo#12` as a reference."""
    repo, _, number = text.rpartition("#")
    return Ref(repo, int(number))


def _at(desk: Desk, number: int, action: Callable[[Desk, int], object]) -> None:
    try:
        action(desk, number)
    except Refused as exc:
        log.info("convoy:%d: %s", number, exc)
        desk.memory.remember(number, {})  # what is no convoy tracks nothing
        standing.say_why(desk, number)
    except REFUSALS:
        refusals.note(desk, f"look {number}")
        raise
