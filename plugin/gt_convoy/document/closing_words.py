"""Which issues the text of a pull request says that it closes: `Closes #12`, `fixes owner/repo#3`.

https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue

It only tells where to look: what a pull request really closes, GitHub says. So words in code count here, too.
"""

import re
from itertools import islice

from gt_convoy.domain.references import Names, Ref

MOST = 50  # words of one text that are looked at
LONGEST = 400  # characters of a reference
# What GitHub reads behind the word: no rig's name, no prefix.
_WORDS = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b:?[ \t]++(?=#|[\w.-]++/|https?://)",
    re.ASCII | re.IGNORECASE,
)


def closed_by(text: str, names: Names, here: str) -> frozenset[Ref]:
    """The issues that a pull request in the repository `here` says that it closes, `MOST` at most."""
    behind = (text[word.end() : word.end() + LONGEST] for word in islice(_WORDS.finditer(text), MOST))
    found = (names.leading(piece, here) for piece in behind)
    return frozenset(one[0] for one in found if one)
