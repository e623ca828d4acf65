"""Conditional requests: what has not changed is not sent again, and not counted."""

import requests

from tests.sandbox_fixture import Client

ISSUE = "/repos/acme/gastown/issues/1"


def ask(alice: Client, tag: str, path: str = ISSUE) -> requests.Response:
    headers = {"If-None-Match": tag}
    return alice.session.get(f"{alice.api}{path}", headers=headers, timeout=10)


def test_what_has_not_changed_is_not_sent_again(alice: Client) -> None:
    first = alice("GET", ISSUE)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    again = ask(alice, tag)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    alice("PATCH", ISSUE, state="closed")
    changed = ask(alice, tag)
    assert (changed.status_code, changed.json()["state"]) == (200, "closed")
    assert changed.headers["ETag"] != tag


def test_it_does_not_count_against_the_rate_limit(alice: Client) -> None:
    first = alice("GET", ISSUE)
    again = ask(alice, first.headers["ETag"])
    assert again.headers["x-ratelimit-remaining"] == first.headers["x-ratelimit-remaining"]
    assert alice("GET", ISSUE).headers["x-ratelimit-used"] == "2"


def test_lists_have_tags_and_refusals_have_none(alice: Client) -> None:
    path = "/repos/acme/gastown/issues?state=all&per_page=2"
    tag = alice("GET", path).headers["ETag"]
    assert ask(alice, tag, path).status_code == 304
    assert "ETag" not in alice("GET", "/repos/acme/gastown/issues/99").headers
