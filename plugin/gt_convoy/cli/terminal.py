"""The terminal's door: one command, its answer on standard output, an exit status."""

import io
import os
import sys
from functools import partial
from typing import Any

import click

from gt_convoy.bootstrap import open_context
from gt_convoy.commands.context import Command, CommandContext
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.ownership import runner_of
from gt_convoy.domain import unseen
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.door import Door
from gt_convoy.domain.errors import GitHubError, Stale, UsageError, UserError
from gt_convoy.handlers.execute_commands import require_role
from gt_convoy.handlers.sync import sync
from gt_convoy.messages.other_runners import runners_work
from gt_convoy.ports.state_store import NoStateStore

KEPT = f"\n{unseen.JOINERS}"  # of what cannot be seen: a terminal obeys the rest, or shows it otherwise
DONE, EXPECTED, USAGE, UNEXPECTED = 0, 1, 2, 3


def carry_out(command: Command, params: dict[str, Any]) -> int:
    """Run one command for whoever owns the token, and print its answer. Returns the exit status."""
    as_json = params.pop("as_json")
    try:
        answer = _answer(command, params)
        _print(answer, as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the one boundary: nothing leaves as a traceback
        return report(error, as_json=as_json)
    return DONE if answer.ok else EXPECTED


def report(error: Exception, *, as_json: bool) -> int:
    """Say what went wrong on standard error, with `--json` as a document too. Returns the exit status."""
    status = _status(error)
    text = str(error) if status is not UNEXPECTED else f"unexpected {type(error).__name__}: {error}"
    try:
        if as_json:
            click.echo(unseen.json_text({"error": text}))
        sys.stdout.flush()
    except OSError:
        sys.stdout = io.StringIO()  # it is full or closed: Python would try once more when it ends
    if isinstance(error, BrokenPipeError):
        return EXPECTED  # whoever read it had enough
    for line in text.splitlines():
        click.echo(f"gt-convoy: {unseen.escaped(line, keep=KEPT)}", err=True)
    if status is UNEXPECTED:
        _explain(error)
    return status


def _answer(command: Command, params: dict[str, Any]) -> Answer:
    if command.access == "anyone":  # it tells of the program alone, and must do so before all is set up
        return command.run(None, **params)
    context = open_context(os.environ, NoStateStore(), Door.TERMINAL)
    call = _call(context)
    require_role(call, command)
    answer = command.run(call, **params)
    # A runner is told of what we wrote by GitHub's own events.
    if answer.touched and not runner_of(context):
        for number in answer.touched:
            call.sync(number)
    return answer


def _call(context: AppContext) -> CommandContext:
    return CommandContext(
        context,
        asker=context.github.me(),
        here=context.config.hq,
        audience=context.config.audience(),
        sync=partial(sync, context),
        leave_to_runner=partial(_leave_to_runner, context),
    )


def _leave_to_runner(context: AppContext, words: str) -> None:
    if runner := runner_of(context):
        raise UserError(runners_work(context.config.hq, runner, words))


def _status(error: Exception) -> int:
    if isinstance(error, UsageError):
        return USAGE
    return EXPECTED if isinstance(error, UserError | GitHubError | Stale) else UNEXPECTED


def _explain(error: Exception) -> None:
    if os.environ.get("GT_CONVOY_DEBUG"):
        import traceback  # noqa: PLC0415 - only for what should not happen

        traceback.print_exception(error, file=sys.stderr)
    else:
        click.echo("gt-convoy: set GT_CONVOY_DEBUG=1 to see where, and please report it", err=True)


def _print(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        click.echo(unseen.json_text(answer.data, indent=2))
        return
    text = unseen.escaped(answer.text, keep=KEPT)
    if sys.stdout.isatty():
        from gt_convoy.cli.colours import show  # noqa: PLC0415 - rich is not needed in a pipe

        show(text)
    else:
        click.echo(text)
