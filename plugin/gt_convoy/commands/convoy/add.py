"""`convoy add`: track more issues; a closed convoy reopens."""

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import check_refs, convoy_number, repeated, results_of
from gt_convoy.convoys import edit, repository
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.references import Ref
from gt_convoy.domain.requests import Add
from gt_convoy.messages import command_answers, command_refusals


def run(call: CommandContext, convoy: str, refs: tuple[str, ...]) -> Answer:
    """Add what can be added, and say of each reference what became of it."""
    number = convoy_number(call, convoy)
    issues, wrong = _addable(call, number, refs)
    request = Add(issues)
    edited = edit.edit(call.app, number, request)
    # A line that waited for somebody who may read it is as good as new: whoever names it here may.
    new = request.new(edited.refs) | {r: i for r, i in issues.items() if edited.waits & {r, i.ref}}
    there = {ref: issue for ref, issue in issues.items() if ref not in new}
    results = [
        *results_of(call, new, "added"),
        *results_of(call, there, "already"),
        *repeated(call, refs, issues),
        *command_answers.refused(wrong),
    ]
    convoy_now = repository.read(call.app, number).convoy
    text = command_answers.changed(convoy_now, results, call.audience)
    if not edited.before.open:
        said = (
            command_answers.reopened(number, already=False)
            if edited.opens
            else command_answers.stays_closed(number, call.channel)
        )
        text = f"{text}\n\n{said}"
    return Answer(
        text=text,
        data=command_answers.changed_json(convoy_now, results, call.audience),
        refs=(convoy_now.thread.ref, *issues),
        touched=(number,) if new or edited.opens else (),
        ok=not wrong,
    )


def _addable(call: CommandContext, number: int, words: tuple[str, ...]) -> tuple[dict[Ref, Issue], list[str]]:
    """As `check_refs`, without what leads back to this convoy."""
    issues, wrong = check_refs(call, words)
    back = [ref for ref, issue in issues.items() if repository.leads_to(call.app, issue, number)]
    wrong += [command_refusals.cycle(call.app.config.names.show(ref), number) for ref in back]
    return {ref: issue for ref, issue in issues.items() if ref not in back}, wrong


DETAILS = Details(
    access="write",
    run=run,
    params=(
        click.Argument(["convoy"], metavar="CONVOY"),
        click.Argument(["refs"], nargs=-1, required=True, metavar="REF..."),
    ),
    examples=("convoy add hq-cv-12 gt-14 bd-9",),
    notes=("What it tracks already, and is closed, reopens nothing.",),
)
