"""What `make mutation` is told stands in the code as it is today: a line that is gone explains nothing."""

import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PARTS = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in HERE.glob("*.toml")}
EXPLAINED = [mutant for group in PARTS.pop("survivors")["explained"] for mutant in group["mutants"]]
MODULES = {Path(name).name: ROOT / name for part in PARTS.values() for name in part["modules"]}


def flat(text: str) -> str:
    """As a mutant's name shows lines: joined, with single spaces."""
    return " ".join(text.split())


@pytest.mark.parametrize("mutant", EXPLAINED)
def test_an_explained_mutant_names_lines_that_are_there(mutant: str) -> None:
    module, _, change = mutant.partition(": ")
    before = change.partition(" => ")[0]
    assert before in flat(MODULES[module].read_text(encoding="utf-8"))


@pytest.mark.parametrize("part", PARTS)
def test_a_part_names_modules_and_tests_that_are_there(part: str) -> None:
    tests = [test.partition("::")[0] for test in PARTS[part]["tests"] if test.startswith("tests/")]
    assert tests
    assert [name for name in [*PARTS[part]["modules"], *tests] if not (ROOT / name).exists()] == []
