"""A terminal with some commands and what they print, as a page."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from io import StringIO

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from gt_convoy.cli.colours import paint

PAGE = """<!doctype html><meta charset="utf-8"><style>
body{{margin:0;background:#fff}}
main{{background:#0d1117;color:#e6edf3;padding:18px 22px;width:856px;border-radius:8px;box-sizing:border-box}}
pre{{font:14px/1.45 "DejaVu Sans Mono","Noto Color Emoji",monospace;margin:0}}
</style><main><pre>{text}</pre></main>"""

BLACK, RED, GREEN, YELLOW = (13, 17, 23), (255, 123, 114), (63, 185, 80), (227, 179, 65)
BLUE, MAGENTA, CYAN, WHITE = (88, 166, 255), (210, 168, 255), (118, 227, 234), (230, 237, 243)
GREY = (139, 148, 158)
NORMAL = [BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE]
THEME = TerminalTheme(BLACK, WHITE, NORMAL, [GREY, *NORMAL[1:]])


def page(environ: Mapping[str, str], commands: Sequence[Sequence[str]]) -> str:
    """The commands as alice gives them, one after the other."""
    whole = Text()
    for command in commands:
        whole.append("$ ", "bright_black").append(f"gt-convoy {' '.join(command)}\n", "bold")
        whole.append_text(paint(_printed(environ, command))).append("\n")
    whole.rstrip()
    console = Console(record=True, file=StringIO(), force_terminal=True, color_system="truecolor")
    console.print(whole, soft_wrap=True)
    return PAGE.format(text=console.export_html(theme=THEME, inline_styles=True, code_format="{code}"))


def _printed(environ: Mapping[str, str], command: Sequence[str]) -> str:
    alice = {**environ, "GITHUB_TOKEN": "token-alice"}
    words = [sys.executable, "-m", "gt_convoy", *command]
    return subprocess.run(words, env=alice, capture_output=True, text=True, check=True).stdout
