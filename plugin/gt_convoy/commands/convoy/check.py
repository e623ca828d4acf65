"""`convoy check`: sync convoys now, without waiting for an event."""

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import convoy_number
from gt_convoy.convoys import repository
from gt_convoy.convoys.sync import sync
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.effects import Planned
from gt_convoy.domain.errors import REFUSALS, UserError
from gt_convoy.domain.references import convoy_id
from gt_convoy.messages import command_answers, command_refusals


def run(call: CommandContext, convoy: str | None, dry_run: bool) -> Answer:
    """Sync one convoy, or every active one, each apart."""
    if not dry_run:
        call.leave_to_runner(f"convoy check {convoy or ''}".strip())
    if convoy is not None:
        synced = [_afresh(call, convoy_number(call, convoy), dry=dry_run)]
    else:
        numbers = [one.convoy.thread.number for one in repository.read_all(call.app, "open")]
        synced = [_apart(call, number, dry=dry_run) for number in numbers]
    return Answer(
        text=command_answers.checked(synced, call.audience, dry_run=dry_run),
        data=[one.json(texts=call.audience.reads_hq) for one in synced],
        refs=tuple(call.app.config.names.convoy_ref(convoy_number(call, one.id)) for one in synced),
        ok=not any(one.error for one in synced),
    )


def _apart(call: CommandContext, number: int, *, dry: bool) -> Planned:
    """One of many: what fails for it must not hide the others."""
    try:
        return _afresh(call, number, dry=dry)
    except (UserError, *REFUSALS) as exc:
        told = (
            str(exc)
            if call.in_terminal or isinstance(exc, UserError)
            else command_refusals.github_refused(call.id)
        )
        return Planned(convoy_id(number), (), applied=False, error=told)


def _afresh(call: CommandContext, number: int, *, dry: bool) -> Planned:
    """What could not be read lately is asked for again."""
    call.app.github.forget(call.app.state.index.tracked_by(number))
    return sync(call.app, number, dry=dry)


DETAILS = Details(
    access="write",
    run=run,
    params=(
        click.Argument(["convoy"], required=False, metavar="[CONVOY]"),
        click.Option(["--dry-run"], is_flag=True, help="Print the plan and change nothing."),
    ),
    examples=("convoy check hq-cv-12 --dry-run",),
    notes=("In the terminal, where the app or the Action runs HQ, only --dry-run is done.",),
)
