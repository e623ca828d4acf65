"""A long plain list is not parsed line by line, and nobody can tell."""

from hypothesis import given
from hypothesis import strategies as st

from gt_convoy.document.markdown import _parsed, structure

PLAIN = st.integers(1, 9).map(lambda n: f"- [{' x'[n % 2]}] acme/gastown#{n}")
FENCES = ["```", "~~~", "<!--", "-->", "<div>", "</div>", "<pre>", "- ```", "- [ ] ```", "| a |", "|---|"]
LISTS = ["1. one", "  - nested", "- [ ] gt-1: text", "* [ ] gt-2", "   - [ ] gt-3", "\t- x", "-", "- > q"]
LINES = ["", "text", "> quoted", "---", "===", "    code", "### Tracked issues", "[ ]: x"]
OTHERS = st.sampled_from([*FENCES, *LISTS, *LINES])
TEXTS = st.lists(
    st.one_of(st.lists(PLAIN, min_size=3, max_size=6), OTHERS.map(lambda one: [one])), max_size=12
)


@given(TEXTS, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_shortened_text_has_the_same_structure(parts: list[list[str]], newline: str, ended: bool) -> None:
    text = newline.join(line for part in parts for line in part) + (newline if ended else "")
    assert list(structure(text)) == list(_parsed(text))
