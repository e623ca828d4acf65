"""`convoy remove`: track issues no longer."""

import click

from gt_convoy import hq
from gt_convoy.body import parse
from gt_convoy.editing import remove_refs
from gt_convoy.errors import Refused
from gt_convoy.refs import Ref
from gt_convoy.replies import asked

from .call import Answer, Call, Command, convoy_number, split_refs


def run(call: Call, convoy: str, refs: tuple[str, ...]) -> Answer:
    """Remove what is tracked, even what cannot be read any more, and say so of each reference."""
    number = convoy_number(call, convoy)
    names = call.desk.config.names
    wanted: dict[Ref, str] = {}
    wrong: list[str] = []
    for word in split_refs(refs):
        try:
            wanted.setdefault(names.parse(word, call.here), word)
        except Refused as exc:
            wrong.append(str(exc))
    before: set[Ref] = set()

    def change(text: str) -> str:
        before.update(parse(text, names).refs)
        return remove_refs(text, wanted, names)

    hq.edit(call.desk, number, change)
    results = [
        asked.Result(names.show(ref), "removed")
        if ref in before
        else asked.Result(names.show(ref), "refused", "this convoy does not track it")
        for ref in wanted
    ]
    read = hq.read(call.desk, number)
    return Answer(
        text=asked.changed(read.convoy, [*results, *asked.refused(wrong)], call.audience),
        data=asked.changed_json(read.convoy, [*results, *asked.refused(wrong)], call.audience),
        refs=(read.convoy.thread.ref,),
        touched=(number,) if before & set(wanted) else (),
        ok=not wrong and all(result.outcome == "removed" for result in results),
    )


COMMAND = Command(
    path=("convoy", "remove"),
    summary="Track issues no longer.",
    access="write",
    run=run,
    params=(
        click.Argument(["convoy"], metavar="CONVOY"),
        click.Argument(["refs"], nargs=-1, required=True, metavar="REF..."),
    ),
    examples=("convoy remove hq-cv-12 gt-14",),
    notes=("Also what cannot be read any more.",),
)
