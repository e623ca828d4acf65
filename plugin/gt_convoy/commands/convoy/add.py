"""`convoy add`: track more issues; a closed convoy reopens."""

import click

from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.validation import check_refs, convoy_number, repeated, results_of
from gt_convoy.convoys import reading, repository
from gt_convoy.document.body_parser import parse
from gt_convoy.document.list_editor import add_refs
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.issue import Issue, State
from gt_convoy.domain.references import Ref
from gt_convoy.messages import command_answers, command_refusals


def run(call: CommandContext, convoy: str, refs: tuple[str, ...]) -> Answer:
    """Add what can be added, and say of each reference what became of it."""
    number = convoy_number(call, convoy)
    issues, wrong = _addable(call, number, refs)
    new, reopened = _add(call, number, issues)
    there = {ref: issue for ref, issue in issues.items() if ref not in new}
    results = [
        *results_of(call, new, "added"),
        *results_of(call, there, "already"),
        *repeated(call, refs, issues),
        *command_answers.refused(wrong),
    ]
    convoy_now = reading.read(call.app, number).convoy
    text = command_answers.changed(convoy_now, results, call.audience)
    if reopened is not None:
        said = (
            command_answers.reopened(number, already=False)
            if reopened
            else command_answers.stays_closed(number, call.door)
        )
        text = f"{text}\n\n{said}"
    return Answer(
        text=text,
        data=command_answers.changed_json(convoy_now, results, call.audience),
        refs=(convoy_now.thread.ref, *issues),
        touched=(number,) if new or reopened else (),
        ok=not wrong,
    )


def _addable(call: CommandContext, number: int, words: tuple[str, ...]) -> tuple[dict[Ref, Issue], list[str]]:
    """As `check_refs`, without what leads back to this convoy."""
    issues, wrong = check_refs(call, words)
    back = [ref for ref, issue in issues.items() if reading.leads_to(call.app, issue, number)]
    wrong += [command_refusals.cycle(call.app.config.names.show(ref), number) for ref in back]
    return {ref: issue for ref, issue in issues.items() if ref not in back}, wrong


def _add(call: CommandContext, number: int, issues: dict[Ref, Issue]) -> tuple[dict[Ref, Issue], bool | None]:
    """Those that it did not track before, and whether it was reopened; None if it was open.

    A line that waited for somebody who may read it is as good as new: whoever names it here may.
    For what it tracks already and is closed there is nothing to wait: it would only land again, or stay open.
    """
    names = call.app.config.names
    new: dict[Ref, Issue] = {}

    def change(text: str) -> str:
        before = parse(text, names).refs
        new.update({ref: i for ref, i in issues.items() if ref not in before and i.ref not in before})
        return add_refs(text, [issue.ref for issue in new.values()], names)

    def opens() -> bool:
        return bool(new) or any(issue.state is State.OPEN for issue in issues.values())

    mine = issues | {issue.ref: issue for issue in issues.values()}
    edited = repository.edit(call.app, number, change, opens, vouched=mine)
    confirmed = {ref: i for ref, i in issues.items() if {ref, i.ref} & edited.confirmed}
    return new | confirmed, edited.opened


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
