"""Which pages are generated, wholly or between two comments, and from what."""

from collections.abc import Mapping
from pathlib import Path

from . import commands, configuration, decision, terminal

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def pages() -> Mapping[Path, str]:
    """Every page with a generated part, as it should be."""
    parts = {
        "commands.md": {"commands": commands.text(), "terminal": terminal.text()},
        "configuration.md": {"keys": configuration.text()},
        "how-it-works.md": {"decision": decision.text()},
    }
    return {DOCS / name: _filled(DOCS / name, texts) for name, texts in parts.items()}


def _filled(path: Path, texts: Mapping[str, str]) -> str:
    """The page with each part put between its comments. Raises ValueError where they are missing."""
    page = path.read_text(encoding="utf-8")
    for name, text in texts.items():
        begins, ends = f"<!-- made by scripts.docs: {name} -->", f"<!-- /{name} -->"
        before, found, rest = page.partition(begins)
        _, closed, after = rest.partition(ends)
        if not (found and closed):
            raise ValueError(f"{path.name} has no place for {name}: {begins} ... {ends}")
        page = f"{before}{begins}\n\n{text.strip()}\n\n{ends}{after}"
    return page
