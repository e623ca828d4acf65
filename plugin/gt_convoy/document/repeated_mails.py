"""Where a text begins to repeat a mail that it answers, and whether a line of it is somebody else's.

What marks a mail in 13 languages is mail-parser-reply's knowledge. Its patterns are slow on long text and fit
prose, too: they are asked only about short pieces that hold a digit or an address, and at most MOST times.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

LONGEST_PIECE = 300  # characters; three lines of a mail program
LONGEST_FIELD = 200  # characters of a header's line
MOST_FIELDS = 12  # lines of a header
MOST = 60  # pieces of one text that the library is asked about
WRAPPED = 50  # characters; a line as long as this may have been broken by a mail program
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w")
_IN_BRACKETS = re.compile(r"[<(\[][\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,63}[>)\]]")
_TIME = re.compile(r"(?<![\w.:])(?:\d{1,2}[:h]\d\d|\d\d\.\d\d)(?!\.?\d)")
_DATE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d|\d{1,2}([./-]) ?\d{1,2}\1 ?\d\d)(?!\d)")  # with a year
# A name without a date, as people and some programs put it above what somebody else wrote.
_WRITES = (
    r"wrote|writes|écrit|scritto|scrive|escribió|escreveu|napsala?|napisała?|написала?|пишет|kirjoitti|yazdı"
)
_WRITES_WHO = r"schrieb|schreibt|skrev|skriver|schreef|schrijft"  # the name follows
_NAMED = re.compile(
    rf"(?:\b(?:{_WRITES})(?:\([aа]\))?|\b(?:{_WRITES_WHO})(?: [^\s:]{{1,40}}){{0,4}}|写道|작성) ?[:：]$"
    r"|\bleft a comment \([^()\s]{1,200}#\d{1,10}\)"
    r"|^Quoting [^()]{1,100}\([^()]{0,40}\d[^()]{0,40}\):?$",
    re.IGNORECASE,
)
LONGEST_NAMED = 120  # characters
_DIGIT = re.compile(r"\d")
_FIELD = re.compile(r"[*\s]{0,4}[^\W\d_][\w .'’-]{0,24}\*{0,2} ?[:：]")
_SEPARATOR = re.compile(r"-{2,40} ?[^\W\d_][^-]{0,40}-{2,40}")
# Below each mail of GitHub's; a person does not type it.
_FOOTER = re.compile(r"Reply to this email directly|Message ID: ?<[^<>\s]{1,200}@github\.com>", re.IGNORECASE)
# What a mail program leaves out or puts in when it makes plain text of what GitHub showed.
_MARKUP = re.compile(r"<[^<>\n]{1,500}>|\]\([^()\n]{0,500}\)")


@dataclass(frozen=True, slots=True)
class Mails:
    """From which line on (from 0) a text repeats a mail: surely, and perhaps. Past the last for never."""

    surely: int
    perhaps: int


def repeated(lines: Sequence[str]) -> Mails:
    """Where a mail begins, in lines of prose: a quoted line begins with `>`, other Markdown is left empty.

    Where a program marks what it repeats by quotes, what stands below without one is only perhaps a mail's.
    """
    perhaps = _named_writer(lines)
    for begin, end, sure in _headers(lines):
        below = next((line for line in lines[end:] if line.strip() and not _FIELD.match(line)), "")
        if sure and not below.startswith(">"):
            return Mails(begin, min(begin, perhaps))
        perhaps = min(begin, perhaps)
    if perhaps == len(lines) and any(_FOOTER.search(line) for line in lines if not line.startswith(">")):
        perhaps = 0
    return Mails(len(lines), perhaps)


def repeats(line: str, text: str) -> bool:
    """Whether a text holds a line's words, to the end of a line there or as far as a mail program wraps."""
    said = _words(line)
    end = "" if len(line) >= WRAPPED else "\n "
    return f" {said} {end}" in f"\n {_words(text)} \n "


def _words(text: str) -> str:
    """The words and line ends alone: quotes, dashes and Markdown look otherwise in a mail."""
    import html  # noqa: PLC0415 - few comments repeat a mail

    plain = _MARKUP.sub(" ", html.unescape(text)).casefold()
    return " ".join(re.findall(r"\w+|\n", plain.strip()))


def _headers(lines: Sequence[str]) -> Iterator[tuple[int, int, bool]]:
    """First line, line after it and certainty of all that looks like a mail's header; the rest after MOST."""
    pieces = _pieces(lines)
    for begin, end, text, fields in islice(pieces, MOST):
        known = _known().search(text) is not None
        if fields:
            sure = known and fields > 2
            found = known or (fields > 2 and _TIME.search(text) and _IN_BRACKETS.search(text))
        else:
            timed = _TIME.search(text) and _DATE.search(text)
            sure = known and bool(timed or text.startswith("--"))
            found = known or _ADDRESS.search(text)
        if found:
            yield begin, end, sure
    if more := next(pieces, None):
        yield more[0], more[1], False


def _named_writer(lines: Sequence[str]) -> int:
    """The first line that names who wrote what stands below it, unquoted; past the last if none does."""
    for n, line in enumerate(lines):
        if len(line) <= LONGEST_NAMED and not line.startswith((">", "/")) and _NAMED.search(line.strip()):
            below = next((line for line in lines[n + 1 :] if line.strip()), "")
            if not below.startswith(">"):
                return n
    return len(lines)


def _pieces(lines: Sequence[str]) -> Iterator[tuple[int, int, str, int]]:
    """First line, line after it, text and number of fields (0: an attribution) of what may be a header."""
    for n, line in enumerate(lines):
        if not line.strip() or line.startswith((">", "/")):
            continue
        if _SEPARATOR.fullmatch(line.strip()):
            yield n, n + 1, line.strip(), 0
        if line.rstrip().endswith((":", "：")):
            for text, begin in _joined(lines, n):
                if _DIGIT.search(text):
                    yield begin, n + 1, text, 0
        if _FIELD.match(line):
            block = list(_block(lines, n))
            text = "\n".join(line[:LONGEST_FIELD].strip() for _, line in block)
            fields = sum(_FIELD.match(line) is not None for _, line in block)
            if fields > 1 and (_TIME.search(text) or _ADDRESS.search(text)):
                yield n, block[-1][0] + 1, text, fields


def _joined(lines: Sequence[str], last: int) -> Iterator[tuple[str, int]]:
    """A line, with the one before it, with the two before it: an attribution is wrapped over up to three."""
    text = ""
    for n in range(last, max(-1, last - 3), -1):
        line = lines[n].strip()
        text = f"{line} {text}".strip()
        if not line or line.startswith((">", "/")) or len(text) > LONGEST_PIECE:
            return
        yield text, n


def _block(lines: Sequence[str], first: int) -> Iterator[tuple[int, str]]:
    """The lines of a header: fields, one blank line between them, and what the program wrapped."""
    other_lines = 0
    for n in range(first, min(len(lines), first + MOST_FIELDS)):
        line = lines[n]
        other_lines = 0 if _FIELD.match(line) else other_lines + 1
        if other_lines > 1 or line.startswith((">", "/")):
            return
        if line.strip():
            yield n, line


@cache
def _known() -> re.Pattern[str]:
    """The library's patterns for all its languages; brought when first used."""
    from mailparser_reply import EmailMessage  # noqa: PLC0415 - few comments repeat a mail
    from mailparser_reply.constants import MAIL_LANGUAGES  # noqa: PLC0415 - as above

    found: re.Pattern[str] = EmailMessage("", list(MAIL_LANGUAGES)).HEADER_REGEX
    return found
