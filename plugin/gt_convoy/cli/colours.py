"""Colour and progress bars, on a terminal only."""

import re

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from gt_convoy.messages.words import bar

STYLES = {
    r"✓": "green",
    r"●|▶|◑": "yellow",
    r"(?m)^  Wave \d+:.*$": "bold",
    r"○": "cyan",
    r"⊘|⊗|✗|\?(?= )": "red",
    r"\bhq-cv-\d+": "bold cyan",
    r"(?<!\S)@[\w\[\]/-]+": "magenta",
    r"\[[a-z ]+\]": "dim",
    r"[█]+": "green",
    r"[░]+": "dim",
}
# Only where the count is our own: a title may hold any.
_PROGRESS = re.compile(
    r"(?m)^(?:  🚚 .* [●✓⊘] |  Progress:  )(?P<completed>\d+)/(?P<total>\d+)(?: completed)?$"
)


# What stands before a title, the title, and what must stay behind it: progress, type, people, convoys.
_TITLED = (
    re.compile(r"(  🚚 hq-cv-\d+: )(.+)( [●✓⊘] \d+/\d+(?:  [█░]+)?)"),
    re.compile(
        r"( *(?:[├└]── )?[^\w\s] \S+: )(.+?)"
        r"((?: \[[^\[\]]+\])?(?: (?:@[\w\[\]-]+|#\d+|← \S+))*(?: \(\d+ open sub-issues?\))?(?:  hq-cv-.*)?)"
    ),
    re.compile(r"(🚚 hq-cv-\d+: )(.+)()"),
)
_LEAST = 4  # cells of a title; where there is less room the line wraps


def paint(text: str, width: int | None = None) -> Text:
    """The same text with colours, and a bar behind each line that tells progress.

    With a `width` in cells, titles are cut where their line would be longer.
    """
    whole = _PROGRESS.sub(_with_bar, text)
    if width:
        whole = "\n".join(_fitting(line, width) for line in whole.split("\n"))
    painted = Text(whole)
    for pattern, style in STYLES.items():
        painted.highlight_regex(pattern, style)
    return painted


def show(text: str) -> None:
    """Print it to the terminal, which may be narrow: titles are cut, other lines wrap."""
    console = Console(highlight=False, emoji=False)
    console.print(paint(text, console.width), soft_wrap=True)


def _fitting(line: str, width: int) -> str:
    """The line with its title cut, so that what stands behind the title is still seen."""
    if cell_len(line) <= width:
        return line
    found = next(filter(None, (form.fullmatch(line) for form in _TITLED)), None)
    if not found:
        return line
    before, title, behind = found.groups()
    room = width - cell_len(before) - cell_len(behind)
    return line if room < _LEAST else f"{before}{set_cell_size(title, room - 1).rstrip()}…{behind}"


def _with_bar(match: re.Match[str]) -> str:
    total = int(match["total"])
    return f"{match[0]}  {bar(min(int(match['completed']), total), total)}"
