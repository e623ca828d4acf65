"""`convoy remove`: track issues no longer."""

from collections.abc import Sequence

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import convoy_number, split_refs
from gt_convoy.convoys import edit, repository
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.references import Ref
from gt_convoy.domain.requests import Remove
from gt_convoy.messages import command_answers


def run(call: CommandContext, convoy: str, refs: tuple[str, ...]) -> Answer:
    """Remove what is tracked, even what cannot be read any more, and say so of each reference."""
    number = convoy_number(call, convoy)
    wanted, wrong = _named(call, refs)
    removed = {*edit.edit(call.app, number, Remove(tuple(wanted))).refs}.intersection(wanted)
    results = [*(_result(call, ref, ref in removed) for ref in wanted), *command_answers.refused(wrong)]
    convoy_now = repository.read(call.app, number).convoy
    return Answer(
        text=command_answers.changed(convoy_now, results, call.audience),
        data=command_answers.changed_json(convoy_now, results, call.audience),
        refs=(convoy_now.thread.ref,),
        touched=(number,) if removed else (),
        ok=all(result.outcome == "removed" for result in results),
    )


def _named(call: CommandContext, words: Sequence[str]) -> tuple[list[Ref], list[str]]:
    """What the words name, each once, and a sentence for each word that names nothing."""
    wanted: dict[Ref, None] = {}
    wrong: list[str] = []
    for word in split_refs(words):
        try:
            wanted[call.app.config.names.parse(word, call.here)] = None
        except UserError as exc:
            wrong.append(str(exc))
    return list(wanted), wrong


def _result(call: CommandContext, ref: Ref, removed: bool) -> command_answers.Result:
    name = call.app.config.names.show(ref)
    if removed:
        return command_answers.Result(name, "removed")
    return command_answers.Result(name, "refused", "this convoy does not track it")


DETAILS = Details(
    access="write",
    run=run,
    params=(
        click.Argument(["convoy"], metavar="CONVOY"),
        click.Argument(["refs"], nargs=-1, required=True, metavar="REF..."),
    ),
    examples=("convoy remove hq-cv-12 gt-14",),
    notes=("Also what cannot be read any more.",),
)
