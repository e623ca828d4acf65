"""What stands between the references of a line: it joins them, or it makes a range of them."""

import re
from html import unescape
from typing import Literal

from gt_convoy.document.inline import CODE, NOTHING
from gt_convoy.domain.references import Names

# Between references these words join them, as signs do; other words say something else.
JOINING = ("and", "or", "und", "oder", "et", "ou", "y", "e", "o", "sowie", "plus", "with", "和", "与", "と")

# A range is not expanded: its issues need not all be meant, nor be of one repository.
_UP_TO = r"\.{2,}|[…‥]|[-‐‑‒–—―−~〜～]+|(?:to|bis|through|thru|à|al?|hasta)(?!\w)"
_OPEN_RANGE = re.compile(rf"[\s{NOTHING})\]]*(?:{_UP_TO})[\s{NOTHING}(\[]*", re.IGNORECASE)
_LAST_NUMBER = re.compile(r"(?P<number>[0-9]{1,10})(?![\w/.-]*\w)(?P<alone>[\W_]*\Z)?")

_WORD = re.compile(rf"[^\W_]+|{CODE}")
_SHORTCODE = re.compile(r":[a-z0-9_+-]{1,50}:", re.IGNORECASE)

# Signs between two references without a blank, which each would take for a part of itself.
_GLUE_SIGNS = r"[-./\\&@=>]"
_LIKE_ONE = r"(?:#|[A-Za-z][A-Za-z0-9_-]{0,40}-)[0-9]{1,10}"
_GLUE = re.compile(
    rf"https?://\S+|(?P<left>[#-][0-9]+)(?P<glue>{_GLUE_SIGNS}+)"
    rf"(?=(?P<right>{_LIKE_ONE})(?![\w;]|[/-](?!{_GLUE_SIGNS}*{_LIKE_ONE})))",
    re.ASCII | re.IGNORECASE,
)


def is_joint(gap: str) -> bool:
    """Whether references with this between them are a list: signs, blanks, or one small word."""
    words: list[str] = _WORD.findall(without_shortcodes(unescape(gap)))
    return len(words) <= 1 and all(word.casefold() in JOINING for word in words)


def is_range(gap: str) -> bool:
    """Whether two references with this between them are the ends of a range."""
    return _OPEN_RANGE.fullmatch(unescape(gap)) is not None


def range_end(behind: str, first: int) -> Literal["tight", "apart"] | None:
    """How a plain number behind a reference to issue `first` ends a range, `#12–15`; None if none does.

    Tight: no blank parts them; where one does, `#12 – 15`, the text must end there.
    """
    found = _OPEN_RANGE.match(behind)
    last = _LAST_NUMBER.match(behind, found.end()) if found else None
    if found is None or last is None or int(last["number"]) <= first:
        return None
    if not any(map(str.isspace, found[0])):
        return "tight"
    return "apart" if last["alone"] is not None else None


def separated(text: str, names: Names) -> str:
    """The text with blanks for the signs that stand without a blank between two references: `#12->#13`."""

    def parted(match: re.Match[str]) -> str:
        if match["right"] is None or names.leading(match["right"]) is None:
            return match[0]
        return match["left"] + " " * len(match["glue"])

    return _GLUE.sub(parted, text)


def without_shortcodes(text: str) -> str:
    """The text without the names of emoji: `:truck:`."""
    return _SHORTCODE.sub(" ", text)
