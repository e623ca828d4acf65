"""How a command's line is split into words: as a shell does, with what telephones type for quotes and dashes.

A word that begins with a quotation mark is never an option.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# What closes a word that one of these opened. A telephone mixes its own marks with straight ones.
_CLOSES: Mapping[str, str] = {
    '"': '"', "“": "”“\"", "”": "”“\"", "„": "“”\"", "‟": "”“\"", "«": "»", "»": "«",
    "'": "'", "‘": "’‘'", "’": "’'", "‚": "‘’'", "‹": "›", "›": "‹",
}  # fmt: skip
_SHELL = "\"'"
_BLANK = re.compile(r"\s")
_HARD_SPACES = str.maketrans("\u00a0\u2007\u202f", "   ")  # telephones put these inside quotation marks
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "‚": "'"})
_DASHES = re.compile(r"(?:[—–―−][-—–―−]?|-[—–―−])(?=[^\W\d_])")
_NO_OPTION = "\ue000"  # put before a word for as long as click reads it


class Quoted(str):
    """A word that began with a quotation mark."""

    __slots__ = ()


class Unclosed(ValueError):
    """A line that cannot be split; the text says why."""


def split(text: str) -> list[str]:
    """The words of a line. Raises Unclosed."""
    text = text.translate(_HARD_SPACES)
    words: list[str] = []
    at = 0
    while at < len(text):
        if _BLANK.match(text[at]):
            at += 1
        else:
            word, at = _word(text, at)
            words.append(word)
    return words


def no_options(words: Sequence[str]) -> list[str]:
    """The words for click, which takes what begins with a hyphen for an option: not the quoted ones."""
    hidden = (isinstance(word, Quoted) and word.startswith("-") for word in words)
    # An empty string before it would make a plain one of a quoted word.
    return [Quoted(_NO_OPTION + word) if hide else word for hide, word in zip(hidden, words, strict=True)]


def of_a_shell(words: Iterable[str]) -> list[str]:
    """Words that a shell has freed of their quotes: with a blank in its name, none is an option."""
    return [Quoted(word) if re.match(r"-[^=\s]*\s", word) else word for word in words]


def restored(value: Any) -> Any:
    """What click made of words from `no_options`, as it was typed."""
    if isinstance(value, str):
        return type(value)(value.replace(_NO_OPTION, ""))
    return tuple(map(restored, value)) if isinstance(value, tuple) else value


def _word(text: str, start: int) -> tuple[str, int]:
    """The word that begins at a place, and where it ends."""
    parts: list[str] = []
    at = start
    while at < len(text) and not _BLANK.match(text[at]):
        sign = text[at]
        if sign == "\\":
            if at + 1 == len(text):
                raise Unclosed("a backslash ends it")
            parts.append(text[at + 1])
            at += 2
        elif sign in _SHELL or (sign in _CLOSES and (at == start or text[at - 1] == "=")):
            part, at = _quoted(text, at)
            parts.append(part)
        else:
            parts.append(sign)
            at += 1
    word = "".join(parts)
    if text[start] in _CLOSES or text[start] == "\\":
        return Quoted(word), at
    return (_DASHES.sub("--", word, count=1) if _DASHES.match(word) else word).translate(_APOSTROPHES), at


def _quoted(text: str, start: int) -> tuple[str, int]:
    """What stands between the mark at a place and the one that closes it, and the place behind that."""
    mark = text[start]
    closes = _CLOSES[mark]
    if mark == '"' and '"' not in text[start + 1 :]:
        closes = "”“"
    parts: list[str] = []
    at = start + 1
    while at < len(text):
        sign = text[at]
        if sign in closes and not (sign in "’‘" and text[at + 1 : at + 2].isalnum()):
            inner = "".join(parts)
            return inner if mark in _SHELL else inner.translate(_APOSTROPHES), at + 1
        if sign == "\\" and mark != "'" and text[at + 1 : at + 2] in {*closes, mark, "\\"}:
            at += 1
            sign = text[at]
        parts.append(sign)
        at += 1
    raise Unclosed("a quotation mark is not closed")
