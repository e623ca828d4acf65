"""What surely fits the configuration's schema: jsonschema, which is slow to import, agrees."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from gt_convoy.config.fitting import fits
from gt_convoy.config.loader import schema

SCHEMA = schema()
LIBRARY = Draft202012Validator(SCHEMA)
EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"

right = st.sampled_from(
    ["acme/hq", "@joe", "@acme/core", "gt", "10m", "read", "write", "private", "never", "x", "mayor/"]
)
wrong = st.sampled_from(["", "acme/hq\n", "acme/..", "@", "a b", "-", "0m", "owner"])
plain = st.one_of(right, right, wrong, st.booleans(), st.none(), st.integers(0, 3))
names = st.sampled_from(
    [*SCHEMA["properties"], "repo", "prefix", "every", "auto_convoy_on_assign", "gastown", 3]
)
data = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(names, inner, max_size=3), max_leaves=8
)
part = {
    "rigs": st.dictionaries(
        st.one_of(right, wrong), st.fixed_dictionaries({"repo": plain}, optional={"prefix": plain})
    ),
    "addresses": st.dictionaries(st.one_of(right, wrong), plain),
    "notify": st.lists(plain, max_size=2),
    "writers": st.lists(plain, max_size=2),
    "permissions": st.fixed_dictionaries({}, optional={"read": plain, "write": plain}),
    "sling": st.fixed_dictionaries({}, optional={"auto_convoy_on_assign": plain}),
    "sweep": st.fixed_dictionaries({}, optional={"every": plain}),
    "human": plain,
    "private_titles": plain,
}
configurations = st.fixed_dictionaries({"hq": plain}, optional=part)


@given(st.one_of(configurations, data))
def test_it_says_what_the_library_says(value: Any) -> None:
    assert fits(value, SCHEMA, SCHEMA) == LIBRARY.is_valid(value)


@pytest.mark.parametrize("word", ["oneOf", "maxLength", "format", "not"])
def test_a_word_that_it_does_not_know_makes_it_unsure(word: str) -> None:
    assert not fits("x", {"type": "string", word: {}}, {})


def test_a_right_configuration_is_read_without_the_library() -> None:
    assert fits(yaml.safe_load(EXAMPLE.read_text()), SCHEMA, SCHEMA)
    read = f"from gt_convoy.config.loader import load; from pathlib import Path; load(Path({str(EXAMPLE)!r}))"
    told = [sys.executable, "-c", f"import sys; {read}; print('jsonschema' in sys.modules)"]
    assert subprocess.run(told, check=True, capture_output=True, text=True).stdout == "False\n"
