"""Colour and progress bars, on a terminal only."""

import re

from rich.console import Console
from rich.text import Text

from .replies.words import bar

STYLES = {
    r"✓": "green",
    r"●|▶": "yellow",
    r"○": "cyan",
    r"⊘|✗|\?(?= )": "red",
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


def paint(text: str) -> Text:
    """The same text with colours, and a bar behind each line that tells progress."""
    painted = Text(_PROGRESS.sub(_with_bar, text))
    for pattern, style in STYLES.items():
        painted.highlight_regex(pattern, style)
    return painted


def show(text: str) -> None:
    """Print it to the terminal, which may be narrow: lines wrap where the terminal wraps them."""
    Console(highlight=False, emoji=False).print(paint(text), soft_wrap=True)


def _with_bar(match: re.Match[str]) -> str:
    total = int(match["total"])
    return f"{match[0]}  {bar(min(int(match['completed']), total), total)}"
