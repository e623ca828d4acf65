"""`convoy add`: track more issues; a closed convoy reopens."""

import click

from gt_convoy import hq
from gt_convoy.body import parse
from gt_convoy.editing import add_refs
from gt_convoy.refs import Ref
from gt_convoy.replies import asked

from .call import Answer, Call, Command, check_refs, convoy_number, repeated, results_of


def run(call: Call, convoy: str, refs: tuple[str, ...]) -> Answer:
    """Add what can be added, and say of each reference what became of it."""
    number = convoy_number(call, convoy)
    issues, wrong = check_refs(call, refs)
    names = call.desk.config.names
    for ref in [ref for ref, issue in issues.items() if hq.leads_to(call.desk, issue, number)]:
        wrong.append(asked.cycle(names.show(ref), number))
        del issues[ref]
    before: set[Ref] = set()

    def change(text: str) -> str:
        before.update(parse(text, names).refs)
        return add_refs(text, [issue.ref for issue in issues.values()], names)

    hq.edit(call.desk, number, change, reopen=True)
    there = {ref: issue for ref, issue in issues.items() if issue.ref in before}
    new = {ref: issue for ref, issue in issues.items() if issue.ref not in before}
    results = [
        *results_of(call, new, "added"),
        *results_of(call, there, "already"),
        *repeated(call, refs, issues),
        *asked.refused(wrong),
    ]
    read = hq.read(call.desk, number)
    return Answer(
        text=asked.changed(read.convoy, results, call.audience),
        data=asked.changed_json(read.convoy, results, call.audience),
        refs=(read.convoy.thread.ref, *issues),
        touched=(number,) if new else (),
        ok=not wrong,
    )


COMMAND = Command(
    path=("convoy", "add"),
    summary="Track more issues; a closed convoy reopens.",
    access="write",
    run=run,
    params=(
        click.Argument(["convoy"], metavar="CONVOY"),
        click.Argument(["refs"], nargs=-1, required=True, metavar="REF..."),
    ),
    examples=("convoy add hq-cv-12 gt-14 bd-9",),
)
