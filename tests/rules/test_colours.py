"""On a terminal the same text has colours and bars; in a pipe it has none."""

import io
import sys

import pytest

from gt_convoy import terminal
from gt_convoy.colours import paint
from gt_convoy.commands.call import Answer

STATUS = """🚚 hq-cv-12: Deploy v2.0

  Status:    ●
  Progress:  2/4 completed

  Tracked Issues:
    ✓ gt-12: Update API endpoint [task]
    ▶ bd-7: Update docs [task] @amber
    ? octo/x#3"""


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_change_no_letter_but_for_the_bar_of_progress() -> None:
    painted = paint(STATUS)
    assert painted.plain == STATUS.replace("2/4 completed", "2/4 completed  █████░░░░░")
    styled = {painted.plain[span.start : span.end]: str(span.style) for span in painted.spans}
    assert styled["✓"] == "green"
    assert styled["?"] == "red"
    assert styled["hq-cv-12"] == "bold cyan"
    assert styled["@amber"] == "magenta"
    assert styled["█████"] == "green"


BARS = {
    "  🚚 hq-cv-9: Feature X ● 2/4": "█████░░░░░",
    "  🚚 hq-cv-7: Bug fixes ✓ 3/3": "██████████",
    "  🚚 hq-cv-6: Given up ⊘ 0/3": "░░░░░░░░░░",
    "  🚚 hq-cv-5: Empty ● 0/0": "░░░░░░░░░░",
    "  🚚 hq-cv-4: Sprint 1/2 ● 0/4": "░░░░░░░░░░",
    "  🚚 hq-cv-3: Sprint ✓ 9/1 ● 1/1": "██████████",
    "  🚚 hq-cv-2: More ● 9000000/1": "██████████",
}


@pytest.mark.parametrize("line", BARS)
def test_a_line_of_the_dashboard_has_the_bar_of_its_own_count(line: str) -> None:
    assert paint(f"Convoys\n\n{line}\n").plain == f"Convoys\n\n{line}  {BARS[line]}\n"


@pytest.mark.parametrize(
    "line",
    [
        "  🚚 hq-cv-12: scale 9000000/1 done (1 ready)",
        "  🚚 hq-cv-12: Sprint ● 1/2 (1 ready)",
        "🚚 hq-cv-12: Sprint ● 1/2",
        "  ○ gt-1: Progress:  9000000/1 completed",
        "    ✓ gt-1: Sprint 1/2",
    ],
)
def test_a_count_in_a_title_has_none(line: str) -> None:
    assert paint(line).plain == line


@pytest.mark.parametrize(("out", "bar"), [(Screen(), True), (io.StringIO(), False)], ids=["screen", "pipe"])
def test_a_screen_shows_bars_and_a_pipe_the_plain_text(
    monkeypatch: pytest.MonkeyPatch, out: io.StringIO, bar: bool
) -> None:
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("TERM", "dumb")
    terminal._print(Answer(STATUS, {}), as_json=False)
    assert ("█████" in out.getvalue()) is bar
    assert "▶ bd-7: Update docs [task] @amber" in out.getvalue()
