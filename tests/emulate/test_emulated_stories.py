"""The stories told again, word for word, with REST and hooks served by emulate."""

from pathlib import Path

import pytest

from tests.emulate.stories import EVERY_RUN, UNTOLD, Story, params, stories, untold
from tests.story.test_lessons import ROWS

README = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("story", params())
def test_it_comes_true_with_emulate_too(
    story: Story, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    story.tell(request, monkeypatch)


def test_each_name_in_the_tables_is_a_storys() -> None:
    names = [story.name for story in stories()]
    given = [*EVERY_RUN, *(name for several in UNTOLD.values() for name in several)]
    assert [name for name in given if not any(each.startswith(name) for each in names)] == []


@pytest.mark.parametrize("row", ROWS)
def test_each_lesson_is_told_or_the_readme_says_why_not(row: str) -> None:
    names = [story.name for story in stories() if not untold(story.name)]
    told = any(name.startswith(shown) for shown in ROWS[row] for name in names)
    assert told != (f"| {row} |" in README)
