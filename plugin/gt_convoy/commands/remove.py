"""`convoy remove`: track issues no longer."""

from collections.abc import Collection, Sequence

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
    wanted, wrong = _named(call, refs)
    removed = _remove(call, number, wanted)
    results = [*(_result(call, ref, ref in removed) for ref in wanted), *asked.refused(wrong)]
    convoy_now = hq.read(call.desk, number).convoy
    return Answer(
        text=asked.changed(convoy_now, results, call.audience),
        data=asked.changed_json(convoy_now, results, call.audience),
        refs=(convoy_now.thread.ref,),
        touched=(number,) if removed else (),
        ok=all(result.outcome == "removed" for result in results),
    )


def _named(call: Call, words: Sequence[str]) -> tuple[list[Ref], list[str]]:
    """What the words name, each once, and a sentence for each word that names nothing."""
    wanted: dict[Ref, None] = {}
    wrong: list[str] = []
    for word in split_refs(words):
        try:
            wanted[call.desk.config.names.parse(word, call.here)] = None
        except Refused as exc:
            wrong.append(str(exc))
    return list(wanted), wrong


def _remove(call: Call, number: int, wanted: Collection[Ref]) -> set[Ref]:
    """Those of them that it tracked until now."""
    names = call.desk.config.names
    before: set[Ref] = set()

    def change(text: str) -> str:
        before.update(parse(text, names).refs)
        return remove_refs(text, wanted, names)

    hq.edit(call.desk, number, change)
    return before & set(wanted)


def _result(call: Call, ref: Ref, removed: bool) -> asked.Result:
    name = call.desk.config.names.show(ref)
    if removed:
        return asked.Result(name, "removed")
    return asked.Result(name, "refused", "this convoy does not track it")


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
