"""Texts that are safe to show: secrets are hidden in them, and characters that nobody sees are made visible.

Such a character can also make a terminal or a log show another text than the one that is there.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, unquote, urlsplit

_NOT_ASCII_TEXT = re.compile(r"[^ -~]")
# Controls, formats (direction, joiners, no width), surrogates, line and paragraph separators.
_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")
# Of other categories, and shown as nothing: fillers, variation selectors, the empty Braille cell.
_FILLERS = re.compile(r"[\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
JOINERS = "\u200c\u200d"  # parts of Persian words and of emoji
# Variables of the environment whose whole value is a secret.
VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN", "GITHUB_WEBHOOK_SECRET", "GITHUB_APP_PRIVATE_KEY", "PGPASSWORD")
DATABASE = "GT_CONVOY_DATABASE_URL"  # an address that may hold a password
# GitHub's token formats, private keys, authorization headers, passwords in addresses:
# https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
# Where a group stands, it is the secret, and what is before it is shown. Each form begins with plain
# characters, so that `re` passes quickly over a text without any.
_SECRETS = (
    r"gh[a-z]_[\w.-]{10,}|github_pat_\w{10,}|v1\.[0-9a-f]{40}\b|eyJ[\w-]{8,}\.[\w-]+\.[\w-]+"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|Bearer ([\w.~+/=-]+)|token ([\w.~+/=-]{20,})|://([^\s/:@]*:[^\s/@]+)(?=@)|password=([^\s&;'\"]+)"
)
_SHORTEST = 4  # characters; a shorter secret would blacken half of every text


class Scrubber:
    """Replaces secrets in texts: what looks like one of GitHub's, and those it was given."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """A secret of several lines (a key) is recognised by each of them, quoted or not."""
        forms = {form for line in secret_lines(secrets) for form in _forms(line)}
        known = map(re.escape, sorted(forms, key=len, reverse=True))
        self._pattern = re.compile("|".join([*known, _SECRETS]), re.DOTALL)

    def __call__(self, text: str) -> str:
        """The text, with `***` for each of them."""
        return self._pattern.sub(_hidden, text)


def secret_lines(secrets: Iterable[str]) -> frozenset[str]:
    r"""The lines of these secrets by which a text is searched. Line ends may be written `\n`, as in a key."""
    lines = (line.strip() for secret in secrets for line in secret.replace("\\n", "\n").splitlines())
    return frozenset(line for line in lines if len(line) >= _SHORTEST and not line.startswith("-----"))


def secrets_in(environ: Mapping[str, str]) -> list[str]:
    """The secrets that an environment holds."""
    found = [environ[name] for name in VARIABLES if environ.get(name)]
    try:
        password = urlsplit(environ.get(DATABASE, "")).password
    except ValueError:
        password = None
    return [*found, password, unquote(password)] if password else found


def _hidden(found: re.Match[str]) -> str:
    before = found.start(found.lastindex) - found.start() if found.lastindex else 0
    return f"{found[0][:before]}***"


def _forms(line: str) -> set[str]:
    """A secret as it is, and as it stands in JSON, a repr, a log line or an address."""
    in_json = (json.dumps(line, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False))
    return {line, *in_json, repr(line)[1:-1], escaped(line), quote(line), quote(line, safe="")}


def escaped(text: str, keep: str = "") -> str:
    r"""The text with every such character as in JSON, `\u001b`; `keep` names those that stay."""
    return _NOT_ASCII_TEXT.sub(lambda m: m[0] if m[0] in keep or not _hides(m[0]) else _escape(m[0]), text)


def invisible_named(text: str) -> str:
    """The text with what cannot be seen in it by name, `gt-1<U+200B>`; line ends and tabs stay."""
    return _NOT_ASCII_TEXT.sub(lambda m: f"<U+{ord(m[0]):04X}>" if _unseen(m[0]) else m[0], text)


def is_blank(text: str) -> bool:
    """Whether nothing in the text is visible."""
    return not any(c.strip() and not _hides(c) and not _is_mark(c) and not _FILLERS.match(c) for c in text)


def normalized(text: str) -> str:
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
