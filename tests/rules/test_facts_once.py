"""A fact stands in one place: who changes it there has changed it everywhere."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = {
    file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8")
    for room in ("plugin", "webhooks")
    for file in (ROOT / room).rglob("*.py")
}
DOMAIN = "plugin/gt_convoy/domain"


@pytest.mark.parametrize(
    ("fact", "place"),
    [
        (r"convoy:landed", f"{DOMAIN}/convoy.py"),
        (r"convoy:attention", f"{DOMAIN}/convoy.py"),
        (r"(?i)label\w*[\"']?(?: = |=|:|\(name:)\s*\[?[\"']convoy", f"{DOMAIN}/convoy.py"),
        (r"\b25 \* 1024", f"{DOMAIN}/bounds.py"),
        (r"(?<!_CHUNK = )\b65_?536\b", f"{DOMAIN}/bounds.py"),
        (r"hours=72\b", f"{DOMAIN}/bounds.py"),
        (r"github_pat_", f"{DOMAIN}/safe_text.py"),
        (r"[\"']pull_requests[\"']: [\"'](?:read|write)", "plugin/gt_convoy/github/permissions.py"),
        (r"[\"']issue_comment[\"'], [\"']issue_dep", "plugin/gt_convoy/events/payloads.py"),
    ],
)
def test_it_stands_in_one_place(fact: str, place: str) -> None:
    assert [name for name, text in SOURCES.items() if re.search(fact, text)] == [place]


def test_no_two_files_of_tests_have_one_name() -> None:
    names = Counter(file.name for file in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
