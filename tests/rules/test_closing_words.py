"""The closing words of a pull request's text, as GitHub documents them, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gt_convoy.document.closing_words import MOST, closed_by
from gt_convoy.domain.references import Ref
from tests.rules.building import NAMES

HERE = "acme/gastown"
ONE = Ref(HERE, 1)
WORDS = ("close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "resolves", "resolved")

TEXTS: list[tuple[str, str, set[Ref]]] = [
    *((f"`{word}`", f"This {word} #1", {ONE}) for word in WORDS),
    ("capitals", "CLOSES #1", {ONE}),
    ("a colon", "Closes: #1", {ONE}),
    ("another repository", "fixes octo/x.y#7.", {Ref("octo/x.y", 7)}),
    ("an address", "Resolves https://github.com/acme/beads/issues/3.", {Ref("acme/beads", 3)}),
    ("an address of a comment", "fix https://github.com/acme/beads/issues/3#issuecomment-1\r\nx",
     {Ref("acme/beads", 3)}),
    ("several", "Closes #1, fixes #2\nresolves octo/x#3", {ONE, Ref(HERE, 2), Ref("octo/x", 3)}),
    ("the same twice", "Closes #1 and closes ACME/Gastown#1", {ONE}),
    ("one word before two: only the first", "Closes #1, #2", {ONE}),
    ("no closing word", "See #1", set()),
    ("a longer word", "encloses #1, prefix #1, fixing #1", set()),
    ("a word that is far from it", "closes the hole of #1", set()),
    ("a rig's name, which GitHub does not know", "closes gt-1, closes gastown#1", set()),
    ("another site's address", "closes https://gitlab.com/acme/x/issues/1", set()),
    ("no number", "closes #x, closes #0, closes #99999999999", set()),
    ("nothing", "", set()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), [pytest.param(*r, id=name) for name, *r in TEXTS])
def test_closing_words_are_read_as_github_reads_them(text: str, wanted: set[Ref]) -> None:
    assert closed_by(text, NAMES, HERE) == wanted


def test_of_a_flood_only_some_are_looked_for() -> None:
    assert len(closed_by("".join(f"closes #{n} " for n in range(1, 9_000)), NAMES, HERE)) == MOST


@given(
    st.lists(st.sampled_from(["closes ", "fix:", " ", "\t", "#", "1", "a/", "b", "https://", "\n", "é"])).map(
        "".join
    )
)
def test_whatever_is_found_is_an_issue_behind_a_closing_word(text: str) -> None:
    for ref in closed_by(text, NAMES, HERE):
        assert f"#{ref.number}" in text
        assert any(word in text for word in ("closes", "fix"))
