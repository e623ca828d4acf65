"""The input `command`: one command of the terminal, done for whoever started the run."""

from datetime import UTC, datetime, timedelta
from functools import partial

from gt_convoy.commands import Answer, Call, find
from gt_convoy.commands.grammar import Line, parse
from gt_convoy.commands.words import Unclosed, split
from gt_convoy.errors import Usage
from gt_convoy.handlers.look import look
from gt_convoy.handlers.obey import recognise, require_role
from gt_convoy.runner import claim

from .desk import Bench

PROGRAMS = ("gt", "/gt", "gt-convoy")
LONGEST_RERUN = timedelta(days=30)  # as long as GitHub lets a run be run again


def carry_out(bench: Bench) -> Answer:
    """Do it, with the rights of who started the run. Raises Refused."""
    inputs, desk = bench.inputs, bench.desk
    if not inputs.dry_run:
        claim(desk, "action", take_over=inputs.take_over)
    call = Call(
        desk,
        asker=inputs.actor,
        here=desk.config.hq,
        audience=desk.audience(desk.config.hq),  # whoever reads HQ reads its runs
        look=partial(look, desk),
        # A run that is run again finds what it made before.
        id=f"r{inputs.run}.1" if inputs.run else None,
        since=datetime.now(UTC) - LONGEST_RERUN,
    )
    command, words = recognise(Line(inputs.command, tuple(_words(inputs.command))), desk.door)
    require_role(call, command)
    params = parse(command, words, desk.config, desk.door)
    params.pop("as_json")
    answer = command.run(call, **params)
    for number in answer.touched:
        bench.memory.want(f"convoy:{number}")
    return answer


def _words(text: str) -> list[str]:
    try:
        words = split(text)
    except Unclosed:
        raise Usage(f"the input `command` leaves a quotation mark open: {text}") from None
    words = words[1:] if words[:1] and words[0] in PROGRAMS else words
    # As in the terminal, where `list` is `convoy list`.
    return words if find(words)[0] or not find(["convoy", *words])[0] else ["convoy", *words]
