"""Characters that nobody sees, or that make a terminal or a log show another text than the one there."""

import json
import re
import unicodedata
from typing import Any

_NOT_ASCII_TEXT = re.compile(r"[^ -~]")
# Controls, formats (direction, joiners, no width), surrogates, line and paragraph separators.
_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Of other categories, and shown as nothing: fillers, variation selectors, the empty Braille cell.
_FILLERS = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
JOINERS = "\u200c\u200d"  # parts of Persian words and of emoji


def escaped(text: str, keep: str = "") -> str:
    r"""The text with every such character as in JSON, `\u001b`; `keep` names those that stay."""
    return _NOT_ASCII_TEXT.sub(lambda m: m[0] if m[0] in keep or not _hides(m[0]) else _escape(m[0]), text)


def named(text: str) -> str:
    """The text with what cannot be seen in it by name, `gt-1<U+200B>`; line ends and tabs stay."""
    return _NOT_ASCII_TEXT.sub(lambda m: f"<U+{ord(m[0]):04X}>" if _unseen(m[0]) else m[0], text)


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing at all."""
    return not any(c.strip() and not _hides(c) and not _is_mark(c) and not _FILLERS.match(c) for c in text)


def plain(text: str) -> str:
    """The text with hyphens, number signs and digits in ASCII, and without what cannot be seen."""
    return _NOT_ASCII_TEXT.sub(lambda m: "" if _unseen(m[0]) else _ascii(m[0]) or m[0], text)


def look_alikes(text: str) -> list[str]:
    """What only looks like a hyphen, a number sign or a digit, each once: `U+2011 NON-BREAKING HYPHEN`."""
    found = dict.fromkeys(c for c in text if not c.isascii() and _ascii(c))
    return [f"U+{ord(c):04X} {unicodedata.name(c, '')}".rstrip() for c in found]


def json_text(data: Any, indent: int | None = None) -> str:
    """A JSON document as we print it: readable, but nothing in it acts on who shows it."""
    # Outside strings a document of json.dumps holds line ends alone; in them these are escaped already.
    return escaped(json.dumps(data, ensure_ascii=False, indent=indent), keep="\n")


def _hides(char: str) -> bool:
    return unicodedata.category(char) in _CATEGORIES


def _is_mark(char: str) -> bool:
    """Whether it is only put on the letter before it."""
    return unicodedata.category(char).startswith("M")


def _ascii(char: str) -> str | None:
    """The hyphen, number sign or digit that a character looks like; None for any other."""
    if unicodedata.category(char) == "Pd" or char in "\u2043\u2212":
        return "-"
    if char in "\u266f\ufe5f\uff03":
        return "#"
    digit = unicodedata.digit(char, None)
    return None if digit is None else str(digit)


def _unseen(char: str) -> bool:
    return char not in "\n\t" and (
        _hides(char) or char.isspace() or (_FILLERS.match(char) is not None and char != "\ufe0f")
    )


def _escape(char: str) -> str:
    return json.dumps(char)[1:-1] if char != "\x7f" else "\\u007f"
