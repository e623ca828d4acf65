"""The input `command`: one command of the terminal, done for whoever started the run."""

from datetime import UTC, datetime, timedelta

from gt_convoy.action.action_context import ActionContext
from gt_convoy.commands import find
from gt_convoy.commands.context import CommandContext
from gt_convoy.commands.parser import parse
from gt_convoy.commands.word_splitting import Unclosed, split
from gt_convoy.convoys.runner import claim
from gt_convoy.domain.answers import Answer, Line
from gt_convoy.domain.errors import UsageError
from gt_convoy.domain.job import SyncConvoy
from gt_convoy.handlers.execute_commands import recognise, require_role

PROGRAMS = ("gt", "/gt", "gt-convoy")
LONGEST_RERUN = timedelta(days=30)  # as long as GitHub lets a run be run again


def carry_out(action: ActionContext) -> Answer:
    """Run the command with the rights of the person who started the run. Raises UserError."""
    inputs, context = action.inputs, action.app
    if not inputs.dry_run:
        claim(context, "action", take_over=inputs.take_over, label=action.label)
    call = CommandContext(
        context,
        asker=inputs.actor,
        here=context.config.hq,
        audience=context.audience(context.config.hq),  # whoever reads HQ reads its runs
        # A run that is run again finds what it made before.
        id=f"r{inputs.run}.1" if inputs.run else None,
        since=datetime.now(UTC) - LONGEST_RERUN,
    )
    command, words = recognise(Line(inputs.command, tuple(_words(inputs.command))), context.channel)
    require_role(call, command)
    params = parse(command, words, context.config, context.channel)
    params.pop("as_json")
    answer = command.details.run(call, **params)
    for number in answer.touched:
        action.run.enqueue(SyncConvoy(number))
    return answer


def _words(text: str) -> list[str]:
    try:
        words = split(text)
    except Unclosed:
        raise UsageError(f"the input `command` leaves a quotation mark open: {text}") from None
    words = words[1:] if words[:1] and words[0] in PROGRAMS else words
    # As in the terminal, where `list` is `convoy list`.
    return words if find(words)[0] or not find(["convoy", *words])[0] else ["convoy", *words]
