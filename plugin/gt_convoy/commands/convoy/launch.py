"""`convoy launch`: hand out a convoy's issues as they become ready."""

from collections.abc import Sequence

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import convoy_number, require_assignable, worker_of
from gt_convoy.convoys import edit, repository
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.convoy import Convoy, unique
from gt_convoy.domain.crew import Crew
from gt_convoy.domain.errors import UsageError, UserError
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.requests import Launch
from gt_convoy.messages import command_answers, command_refusals, convoy_status

MOST = 100  # issues at once


def run(call: CommandContext, convoy: str, to: tuple[str, ...], most: int | None) -> Answer:
    """Check who may be assigned what before anything is written; the look that follows hands out."""
    number = convoy_number(call, convoy)
    before = repository.read(call.app, number).convoy
    if not before.thread.open:
        raise UserError(command_refusals.launch_of_closed(before, call.channel))
    crew = _crew(call, before, to, most)
    repos = {issue.ref.repo: issue.repo_id for issue in before.tracked if isinstance(issue, Issue)}
    require_assignable(call, repos, crew.workers)
    edit.edit(call.app, number, Launch(call.asker, tuple(sorted(set(repos.values()))), crew))
    after = repository.read(call.app, number).convoy
    return Answer(
        text=command_answers.launched(after, call.audience),
        data=convoy_status.convoy_json(after, call.audience),
        refs=(after.thread.ref,),
        touched=(number,),
    )


def _crew(call: CommandContext, convoy: Convoy, to: Sequence[str], most: int | None) -> Crew:
    """Whom the command names, else who stands in the text, else who is configured. Raises UsageError."""
    named = [worker_of(call, name) for words in to for name in words.split(",") if name]
    workers = unique(named) or convoy.crew.workers
    workers = workers or unique(worker_of(call, name) for name in call.app.config.workers)
    if not workers:
        raise UsageError(command_refusals.nobody_to_launch(convoy, call.channel))
    kept = convoy.crew.most if not named else None
    return Crew(workers, most or kept)


DETAILS = Details(
    access="write",
    run=run,
    params=(
        click.Argument(["convoy"], metavar="CONVOY"),
        click.Option(
            ["--to"],
            multiple=True,
            metavar="WORKER[,WORKER]...",
            help="The crew.",
        ),
        click.Option(
            ["--max", "most"],
            type=click.IntRange(1, MOST),
            metavar="N",
            help="So many issues at once; else as many as there are workers.",
        ),
    ),
    examples=("convoy launch hq-cv-12", "convoy launch hq-cv-12 --to @amber,@nux --max 3"),
    notes=(
        "Without --to the crew is who stands in the convoy's text, else `crew:` of the configuration.",
        "From now on each issue that is ready is given to whoever of the crew has least.",
        "Needs the role triage where the issues are.",
        "The crew stands in the convoy's text, where it can be changed by hand.",
    ),
)
