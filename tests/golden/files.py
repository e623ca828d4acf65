"""Where golden logs are kept: one file for each module of tests, one part for each test."""

import fcntl
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import unified_diff
from pathlib import Path

FOLDER = Path(__file__).parent / "data"
_START = re.compile(r"start (\w+)\n")
_BEGIN = re.compile(r"^=== (.+)\n", re.MULTILINE)


def apart(lines: Sequence[str]) -> tuple[str, str]:
    """What came before people did anything, which is the same in most stories, and the rest."""
    first = next((n for n, line in enumerate(lines) if line.startswith(">")), len(lines))
    return _text(lines[:first]), _text(lines[first:])


def difference(module: str, test: str, start: str, story: str) -> str:
    """What is different from what is kept; "" if nothing is."""
    kept = _parts(FOLDER / f"{module}.txt").get(test)
    if kept is None:
        return f"nothing is kept for {module} {test}: `make golden` records it"
    if begins := _START.match(kept):
        kept = _parts(FOLDER / "starts.txt")[begins[1]] + kept[begins.end() :]
    now = (start + story).split("\n")
    return "\n".join(unified_diff(kept.split("\n"), now, "kept", "now", lineterm="", n=8))


def keep_start(start: str) -> str:
    """Keep it once for all stories; the line that stands for it."""
    if not start:
        return ""
    name = hashlib.sha256(start.encode()).hexdigest()[:6]
    keep("starts", name, start)
    return f"start {name}\n"


def keep(module: str, test: str, lines: str) -> None:
    """Keep it in place of what was kept. Other processes may do so for other tests at the same time."""
    path = FOLDER / f"{module}.txt"
    with _alone():
        parts = {**_parts(path), test: lines}
        text = "".join(f"=== {name}\n{part}" for name, part in sorted(parts.items()))
        path.write_text(text, encoding="utf-8")


def short(name: str) -> str:
    """A test's name in a line; long parameters are named by their digest."""
    plain = name.encode("unicode_escape").decode()
    if len(plain) <= 120:
        return plain
    return f"{plain[:100]}~{hashlib.sha256(plain.encode()).hexdigest()[:6]}"


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _parts(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    pieces = _BEGIN.split(path.read_text(encoding="utf-8"))
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


@contextmanager
def _alone() -> Iterator[None]:
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
