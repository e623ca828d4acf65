"""A golden log is the same for two runs of the same story, and another for another letter."""

import json

import pytest

from tests.contracts.watch import Exchange
from tests.golden import files
from tests.golden.log import normal, written


def posted(text: str, agent: str = "gt-convoy/1.0") -> Exchange:
    body = json.dumps({"body": text}).encode()
    return Exchange("POST", "/api/v3/repos/acme/hq/issues/1/comments", {"USER-AGENT": agent}, body, 201)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("since 2026-11-25T18:30Z", "since TIME"),
        ("2025-12-30T10:15:00-08:00", "TIME"),
        ("since=2026-11-25T18%3A30%3A01%2B00%3A00&page=2", "since=TIME&page=2"),
        ("http://127.0.0.1:34567/acme/hq", "http://GITHUB/acme/hq"),
        ('"notice":"3.0123456789ab 1/1"', '"notice":"3.DIGEST 1/1"'),
        ("issue 12345678 of decade", "issue DIGEST of decade"),
        ("a line\r", "a line␍"),
    ],
)
def test_what_differs_every_time_is_left_out(text: str, kept: str) -> None:
    assert normal(text) == kept


def test_our_requests_are_told_in_full_and_of_others_what_they_write() -> None:
    read = Exchange("GET", "/api/v3/user", {"USER-AGENT": "requests"}, b"", 200)
    assert list(written([posted("Hello"), read, posted("Hi", "requests")])) == [
        "  POST /repos/acme/hq/issues/1/comments",
        " body:",
        " | Hello",
        "> POST /repos/acme/hq/issues/1/comments",
        " body:",
        " | Hi",
    ]


def test_one_letter_makes_a_difference(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    start, story = files.apart([*written([posted("The start")]), "> POST /x", " | Landed"])
    files.keep("story-x", "a_story", files.keep_start(start) + story)
    assert files.difference("story-x", "a_story", start, story) == ""
    assert "- | Landed\n+ | landed" in files.difference(
        "story-x", "a_story", start, story.replace("Landed", "landed")
    )
    assert "+ | The startled" in files.difference(
        "story-x", "a_story", start.replace("start", "startled"), story
    )
    assert "make golden" in files.difference("story-x", "another", start, story)
