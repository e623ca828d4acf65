"""The status part of a convoy's body: where it stands, and which of its lines are ours."""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from gt_convoy.document.markdown import Block

STATUS_BEGINS = "<!-- gt-convoy:status -->"
STATUS_ENDS = "<!-- /gt-convoy:status -->"
WARNS = "⚠ "  # how a warning of ours in it begins


def find(blocks: Iterable[Block], lines: Sequence[str]) -> tuple[int, int] | None:
    """Its first and last line; None if it is not there."""
    comments = [(b.start, lines[b.start].strip()) for b in blocks if b.kind == "html" and b.top]
    first = next((n for n, line in comments if line == STATUS_BEGINS), None)
    if first is None:
        return None
    last = next((n for n, line in comments if line == STATUS_ENDS and n > first), first)
    warnings = sum(map(_is_warning, lines[first + 1 : last]))
    if first < last <= first + 3 + warnings:
        return first, last
    # With its end lost, only what can be nothing else is ours: the lines below that we wrote.
    below = lines[first + 1 :]
    if not below or not is_status_line(below[0]):
        return first, first
    return first, first + 1 + sum(1 for _ in takewhile(_is_warning, below[1:]))


def is_status_line(line: str) -> bool:
    """Whether a line of the status part is ours: people write there too."""
    return line.strip() in (STATUS_BEGINS, STATUS_ENDS) or line.startswith(("🚚 ", WARNS))


def _is_warning(line: str) -> bool:
    return line.startswith(WARNS)
