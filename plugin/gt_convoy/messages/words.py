"""The pieces that sentences are made of."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import timedelta

from gt_convoy.document.markdown import fence
from gt_convoy.domain.bounds import LARGEST_TEXT
from gt_convoy.domain.references import Ref

# Characters that turn the direction of what follows them: a title must not rewrite the line it stands in.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LONGEST_LINE = 2_000
MOST_NAMED = 3  # of several in one line
NO_RANGE = "a range of issues is not expanded, so name each issue"
_COMMAND = re.compile(r"/(?:gt|convoy|bd)\b", re.IGNORECASE)


def clean(text: str) -> str:
    """One line of somebody's text without control characters: safe in a terminal and in a fence."""
    kept = (" " if c in "\t\r\n\u2028\u2029" else c for c in text if c not in _TURNING)
    return "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cs")).strip()


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 issue`, `2 issues`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def some(names: Sequence[str]) -> str:
    """`gt-1, gt-2, gt-3 and 4 more`."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{', '.join(names[:MOST_NAMED])}{more}"


def branches(lines: Sequence[str]) -> list[str]:
    """The lines as the branches of a tree, below what stands in the second column."""
    last = len(lines) - 1
    return [f"    {'└──' if n == last else '├──'} {line}" for n, line in enumerate(lines)]


def duration(span: timedelta) -> str:
    """The two largest units: `3d 4h`, `2h 15m`, `15m`, `40s`; never negative."""
    seconds = max(0, int(span.total_seconds()))
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days}d {hours}h"
    if hours:
        return f"{hours}h {minutes}m"
    return f"{minutes}m" if minutes else f"{seconds}s"


def bar(completed: int, total: int) -> str:
    """Ten cells; the last is full only when all is done."""
    full = 10 * completed // total if total else 0
    return "█" * full + "░" * (10 - full)


def percent(completed: int, total: int) -> int:
    """Rounded down, so that 100 means all."""
    return 100 * completed // total if total else 0


def block(text: str, refs: Iterable[Ref] = (), room: int = LARGEST_TEXT) -> str:
    """A text for a comment: fenced, and below it the references as links, as many of each as fit."""
    shown = cut([_line(line) for line in text.split("\n")], room // 2)
    below = cut(list(dict.fromkeys(map(str, refs))), room // 4, " · ")
    fenced = fence("\n".join(shown))
    return f"{fenced}\n{' · '.join(below)}" if below else fenced


def _line(line: str) -> str:
    """A line of a comment: none of ours begins like a command, and none takes all the room."""
    short = line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"
    return f"  {short}" if _COMMAND.match(short) else short


def cut(lines: Sequence[str], largest: int, joint: str = "\n") -> list[str]:
    """As many lines as fit into `largest` characters; the rest is counted in a last one."""
    kept: list[str] = []
    room = largest
    for line in lines:
        room -= len(line) + len(joint)
        if room < 0:
            indent = line[: len(line) - len(line.lstrip())]
            return [*kept, f"{indent}… and {len(lines) - len(kept)} more"]
        kept.append(line)
    return kept
