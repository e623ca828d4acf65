"""What is said of what stands in a convoy's way: in its status, in its body, in JSON."""

from collections.abc import Callable, Sequence

from gt_convoy.document.markdown import code_span
from gt_convoy.document.status_part import WARNS
from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import WAITS, Convoy
from gt_convoy.domain.references import Ref
from gt_convoy.domain.warnings import BlockedOutside, Circle, ConvoyWarning, Unreadable, Unvouched, warnings
from gt_convoy.messages.issue_lines import SOMETHING_PRIVATE
from gt_convoy.messages.words import MOST_NAMED, some

MOST_SHOWN = 5  # in the status and in the body; JSON has them all


def sentence(warning: ConvoyWarning, audience: Audience, mark: Callable[[str], str] = str) -> str:
    """One of them; `mark` is put around each name."""

    def name(ref: Ref) -> str:
        return mark(audience.names.show(ref))

    match warning:
        case Circle(refs):
            return f"blocked in a circle: {mark(circle(refs, audience))}"
        case BlockedOutside(ref, blockers, private):
            return f"{name(ref)} is blocked by {_outside(list(map(name, blockers)), private=private)}"
        case Unreadable(ref, reason):
            return f"{name(ref)} cannot be read ({reason})"
        case Unvouched(ref):
            return f"{name(ref)} {WAITS} ({audience.channel.line('convoy add')})"


def circle(refs: Sequence[Ref], audience: Audience) -> str:
    """`gt-3 ← gt-5 ← gt-3`, of a long one its beginning and its end."""
    names = [audience.names.show(ref) for ref in (*refs, refs[0])]
    if len(names) > 2 * MOST_NAMED + 1:
        names = [*names[:MOST_NAMED], f"{len(names) - 2 * MOST_NAMED} more", *names[-MOST_NAMED:]]
    return " ← ".join(names)


def _outside(names: Sequence[str], *, private: bool) -> str:
    if not names:
        return SOMETHING_PRIVATE
    listed = f"{some(names)}, which {'is' if len(names) == 1 else 'are'}"
    return f"{listed} not in this convoy{f', and by {SOMETHING_PRIVATE}' if private else ''}"


def sentences(convoy: Convoy, audience: Audience) -> list[str]:
    """All of them; of a convoy that is closed none."""
    return [sentence(warning, audience) for warning in _all(convoy, audience)]


def status_lines(convoy: Convoy, audience: Audience, *, held: bool) -> list[str]:
    """Those below a status; with `held` it says already what cannot be read."""
    return _lines(_beside_held(convoy, audience) if held else _all(convoy, audience), audience, str)


def body_lines(convoy: Convoy, audience: Audience) -> list[str]:
    """Those below the status line of a body, which says already what cannot be read; names stand in code."""
    return _lines(_beside_held(convoy, audience), audience, code_span)


def _all(convoy: Convoy, audience: Audience) -> list[ConvoyWarning]:
    return list(warnings(convoy, audience)) if convoy.thread.open else []


def _beside_held(convoy: Convoy, audience: Audience) -> list[ConvoyWarning]:
    return [one for one in _all(convoy, audience) if isinstance(one, Circle | BlockedOutside)]


def _lines(found: Sequence[ConvoyWarning], audience: Audience, mark: Callable[[str], str]) -> list[str]:
    shown = [f"{WARNS}{sentence(one, audience, mark)}" for one in found[:MOST_SHOWN]]
    more = len(found) - MOST_SHOWN
    return [*shown, f"{WARNS}and {more} more"] if more > 0 else shown
