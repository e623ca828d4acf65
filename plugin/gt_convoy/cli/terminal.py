"""Run one command in the terminal: its answer goes to standard output, an exit status tells how it went."""

import os
import sys
from functools import partial
from typing import Any

import click

from gt_convoy.bootstrap import open_context
from gt_convoy.cli.log_shown import LogShown
from gt_convoy.cli.report import DONE, EXPECTED, KEPT, report
from gt_convoy.commands.command import Command
from gt_convoy.commands.context import CommandContext
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.runner import runner_of
from gt_convoy.convoys.sync import sync
from gt_convoy.domain import safe_text
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.errors import UserError
from gt_convoy.handlers.execute_commands import require_role
from gt_convoy.messages.other_runners import runners_work


def carry_out(command: Command, params: dict[str, Any]) -> int:
    """Run one command for whoever owns the token, and print its answer. Returns the exit status."""
    as_json = params.pop("as_json")
    try:
        with LogShown():
            answer = _answer(command, params)
        _print(answer, as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the one boundary: nothing leaves as a traceback
        return report(error, as_json=as_json)
    return DONE if answer.ok else EXPECTED


def _answer(command: Command, params: dict[str, Any]) -> Answer:
    details = command.details
    if details.access == "anyone":  # it tells of the program alone, and must do so before all is set up
        return details.run(None, **params)
    context = open_context(os.environ, channel=Channel.TERMINAL)
    call = _call(context)
    require_role(call, command)
    answer = details.run(call, **params)
    # A runner is told of what we wrote by GitHub's own events.
    if answer.touched and not runner_of(context):
        for number in answer.touched:
            sync(context, number)
    return answer


def _call(context: AppContext) -> CommandContext:
    return CommandContext(
        context,
        asker=context.github.me(),
        here=context.config.hq,
        audience=context.config.audience(),
        leave_to_runner=partial(_leave_to_runner, context),
    )


def _leave_to_runner(context: AppContext, words: str) -> None:
    if runner := runner_of(context):
        raise UserError(runners_work(context.config.hq, runner, words))


def _print(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        click.echo(safe_text.json_text(answer.data, indent=2))
        return
    text = safe_text.escaped(answer.text, keep=KEPT)
    if sys.stdout.isatty():
        from gt_convoy.cli.colours import show  # noqa: PLC0415 - rich is not needed in a pipe

        show(text)
    else:
        click.echo(text)
