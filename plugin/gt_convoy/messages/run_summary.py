"""The summary of an Action's run: the dashboard, and what was done."""

import re
from collections.abc import Sequence

from gt_convoy.config.model import Config
from gt_convoy.document import body_parser as bodies
from gt_convoy.document.markdown import fence
from gt_convoy.domain.convoy import LANDED_LABEL
from gt_convoy.domain.issue import Thread
from gt_convoy.domain.references import convoy_id
from gt_convoy.messages.words import bar, clean, cut

_PROGRESS = re.compile(r"([0-9]{1,9})/([0-9]{1,9}) completed")
ROOM = 60_000
LINKS = 100


def summary(config: Config, convoys: Sequence[Thread] | None, done: Sequence[str], answer: str | None) -> str:
    """Markdown; `convoys` is None in a rig. What anybody wrote stands in fenced blocks, links are our own."""
    parts = ["### 🚚 gt-convoy"]
    if convoys is not None:
        lines = [line(config, thread) for thread in convoys] or ["  None"]
        parts.append(fence("\n".join(cut(["Convoys", "", *lines], ROOM))))
    if convoys:
        urls = [(convoy_id(t.number), config.names.url(t.ref)) for t in convoys[:LINKS]]
        parts.append(" · ".join(f"[{name}]({url})" for name, url in urls))
    if answer is not None:
        parts.append(fence("\n".join(cut([clean_line(text) for text in answer.splitlines()], ROOM))))
    what = [f"  {clean(text)}" for text in done] or ["  Nothing was to be done"]
    parts.append(fence("\n".join(cut(["This run", "", *what], ROOM))))
    return "\n\n".join(parts) + "\n"


def line(config: Config, thread: Thread) -> str:
    """`🚚 hq-cv-9: Feature X ● █████░░░░░ 2/4`, as the convoy's own status line says."""
    mark = "●" if thread.open else "✓" if LANDED_LABEL in thread.labels else "⊘"
    body = bodies.parse(thread.body, config.names)
    first, last = body.status or (0, -1)
    found = _PROGRESS.search("".join(body.lines[first : last + 1]))
    progress = ""
    if found:
        completed, total = int(found[1]), int(found[2])
        progress = f" {bar(min(completed, total), total)} {completed}/{total}"
    return f"  🚚 {convoy_id(thread.number)}: {clean(thread.title)} {mark}{progress}"


def clean_line(text: str) -> str:
    """A line of an answer, indentation kept."""
    return " " * (len(text) - len(text.lstrip(" "))) + clean(text)
