"""On a terminal the same text has colours and bars; in a pipe it has none."""

import io
import sys

import pytest
from rich.cells import cell_len
from rich.text import Text

from gt_convoy.cli import terminal
from gt_convoy.cli.colours import paint
from gt_convoy.domain.answers import Answer

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


LONG = "Deploy the new version of everything everywhere, at last"
NARROW = [  # (line, at 40 columns)
    (f"  🚚 hq-cv-9: {LONG} ● 2/4", "  🚚 hq-cv-9: Deploy… ● 2/4  █████░░░░░"),
    (f"  🚚 hq-cv-7: {LONG} 1/2 ✓ 3/3", "  🚚 hq-cv-7: Deploy… ✓ 3/3  ██████████"),
    (f"    ├── ▶ bd-7: {LONG} [task] @amber", "    ├── ▶ bd-7: Deploy th… [task] @amber"),
    (f"    ✓ gt-12: {LONG} [task]", "    ✓ gt-12: Deploy the new vers… [task]"),
    (f"    ▶ bd-9: {LONG}  hq-cv-12 hq-cv-15", "    ▶ bd-9: Deploy t…  hq-cv-12 hq-cv-15"),
    (f"    ○ acme/gastown#1: {LONG}", "    ○ acme/gastown#1: Deploy the new ve…"),
    (f"🚚 hq-cv-12: {LONG}", "🚚 hq-cv-12: Deploy the new version of…"),
    (f"    ▶ gt-1: {'漢' * 40} @amber", f"    ▶ gt-1: {'漢' * 10}… @amber"),
    ("    ▶ gt-1: Fix it" + " @somebody-with-a-name" * 3, None),  # no room for a title: it wraps
    (f"  Held: {LONG}.", None),
    ("  🚚 hq-cv-9: Short ● 2/4", "  🚚 hq-cv-9: Short ● 2/4  █████░░░░░"),
]


@pytest.mark.parametrize(("line", "narrow"), NARROW)
def test_a_narrow_screen_cuts_titles_and_neither_progress_nor_people(line: str, narrow: str | None) -> None:
    wide = paint(line).plain
    shown = paint(line, 40).plain
    assert paint(line, 200).plain == wide
    if narrow is None:
        assert shown == wide
    else:
        assert shown == narrow
        assert cell_len(shown) <= 40


@pytest.mark.parametrize(("columns", "whole"), [("40", False), ("200", True)])
def test_the_screen_s_own_width_counts(monkeypatch: pytest.MonkeyPatch, columns: str, *, whole: bool) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", columns)
    terminal._print(Answer(f"Convoys\n\n  🚚 hq-cv-9: {LONG} ● 2/4", {}), as_json=False)
    shown = Text.from_ansi(screen.getvalue()).plain
    assert (LONG in shown) is whole
    assert "● 2/4  █████░░░░░" in shown
