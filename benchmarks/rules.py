"""Parse, plan and render a convoy of 1,000 tracked issues, in this process; beside markdown-it-py alone."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from markdown_it import MarkdownIt

from gt_convoy.config.model import Config
from gt_convoy.convoys.plan import PlanInputs, plan
from gt_convoy.document.body_parser import parse
from gt_convoy.document.editor import compose
from gt_convoy.document.snapshot import assemble
from gt_convoy.domain.convoy import Marker
from gt_convoy.domain.issue import Issue, State, Thread
from gt_convoy.domain.references import Ref, Rig

from .table import Row

CONFIG = Config("acme/hq", (Rig("gastown", "acme/gastown", "gt"),))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TIMES = 15


def rows() -> list[Row]:
    """Milliseconds of processor time, the median of 15 runs."""
    read, planned = milliseconds(1000)
    parser = MarkdownIt("commonmark")
    peer = _median(partial(parser.parse, _text(1000)))
    beside = f"{(read + planned) / peer:.2f} times markdown-it-py's parse of the text, {peer:.1f} ms"
    return [
        Row("1,000 tracked issues: read the text, first time", f"{read:.1f} ms"),
        Row("1,000 tracked issues: plan and render, text read before", f"{planned:.1f} ms"),
        Row("1,000 tracked issues: both", f"{read + planned:.1f} ms; {beside}", "< 8 ms"),
    ]


def milliseconds(tracked: int) -> tuple[float, float]:
    """To read the text of a convoy for the first time; to plan and render it once it was read."""
    text = _text(tracked)
    seen = {ref: _issue(ref) for ref in _refs(tracked)}
    audience = CONFIG.audience("acme/hq")
    labels = frozenset({"convoy"})
    thread = Thread(Ref("acme/hq", 5), 5, "T", text, "u", True, "bot", NOW, NOW, labels=labels)

    def afresh() -> None:
        parse.cache_clear()
        parse(text, CONFIG.names)

    def again() -> None:
        plan(assemble(CONFIG, thread, parse(text, CONFIG.names), seen, audience), PlanInputs())

    return _median(afresh), _median(again)


def _text(tracked: int) -> str:
    return compose(Marker(), "🚚 ● open", _refs(tracked), ["@joe"])


def _refs(tracked: int) -> list[Ref]:
    return [Ref("acme/gastown", number) for number in range(1, tracked + 1)]


def _issue(ref: Ref) -> Issue:
    closed = ref.number % 2 == 0
    state = State.CLOSED if closed else State.OPEN
    return Issue(ref, 1, f"Title {ref.number}", "u", state, NOW, NOW, NOW if closed else None)


def _median(does: Callable[[], object]) -> float:
    spans = []
    for _ in range(TIMES):
        started = time.process_time()
        does()
        spans.append(time.process_time() - started)
    return statistics.median(spans) * 1000
