"""What is said once of an issue that becomes a convoy: how its text was understood."""

from collections.abc import Sequence

from gt_convoy.document import body_parser as bodies
from gt_convoy.document.body_parser import Item
from gt_convoy.document.snapshot import ConvoySnapshot
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.references import Names
from gt_convoy.messages.words import NO_RANGE, clean, cut

ADOPTED = "adopted"
NO_BOX = "has no box, so it is not tracked"
_ROOM = 6_000  # characters for each part


def overview(snapshot: ConvoySnapshot) -> list[str]:
    """Its lines: what is tracked, what holds it, and what was not understood."""
    names, convoy = snapshot.audience.names, snapshot.convoy
    tracked = [names.show(ref) for ref in snapshot.body.refs]
    several = [item for item in snapshot.body.items if item.ranged or (item.passed_over and not _hints(item))]
    boxless = [f"{clean(text)} ({NO_BOX})" for text in bodies.boxless(snapshot.body, names)]
    change = Channel.GITHUB.line(f"convoy add {convoy.id} REF...")
    return [
        f"{convoy.id} is a convoy from now on. Its text was understood like this:",
        *_part("Tracked", tracked or ["nothing yet"]),
        *_part(
            "Holds the landing until it is ticked",
            [f"☐ {clean(text)}" for text in snapshot.body.unticked_tasks],
        ),
        *_part("Not understood", [*boxless, *(_passed_over(item, names) for item in several)]),
        "",
        f"Edit the text where it is meant otherwise, or type: {change}",
    ]


def _hints(item: Item) -> bool:
    """Whether it names one issue, and that only in passing: what holds the landing is told already."""
    return not item.places and len(item.passed_over) == 1


def _passed_over(item: Item, names: Names) -> str:
    if item.ranged:
        return f"{clean(item.text)} ({NO_RANGE})"
    if item.places:
        counted = ", ".join(names.show(ref) for ref in item.refs)
        return f"{clean(item.text)} (of the issues in it only {counted} is tracked)"
    return f"{clean(item.text)} (names several issues among words: none is tracked)"


def _part(head: str, lines: Sequence[str]) -> list[str]:
    return ["", f"{head}:", *cut([f"  {line}" for line in lines], _ROOM)] if lines else []
