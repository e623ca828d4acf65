"""Answers that GitHub says still hold: they come back as they were, and take little room."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gt_convoy.github.transport import etag_cache
from gt_convoy.github.transport.etag_cache import ETagCache, Key
from gt_convoy.github.transport.request import GitHubResponse

STILL = GitHubResponse(304, {}, None)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def key(n: int) -> Key:
    return ("token", f"/issues/{n}", ())


def answer(data: object, status: int = 200, tag: str = "abc") -> GitHubResponse:
    return GitHubResponse(status, {"etag": tag, "link": "<next>"}, data)


@given(values)
def test_what_still_holds_is_what_was_answered(data: object) -> None:
    kept, first = ETagCache(), answer(data)
    assert kept.settle(key(1), first) is first
    assert kept.etag(key(1)) == "abc"
    assert [kept.settle(key(1), STILL) for _ in range(2)] == [first, first]


def test_what_is_no_success_or_has_no_tag_is_not_kept() -> None:
    kept = ETagCache()
    kept.settle(key(1), answer("gone", status=404))
    kept.settle(key(2), GitHubResponse(200, {}, "untagged"))
    assert (kept.etag(key(1)), kept.etag(key(2))) == (None, None)
    assert kept.settle(key(1), STILL) is STILL


def test_the_newest_are_kept_and_those_asked_for_again() -> None:
    kept = ETagCache()
    for n in range(etag_cache.MOST):
        kept.settle(key(n), answer(n))
    kept.settle(key(0), STILL)
    kept.settle(key(-1), answer("one more"))
    assert (kept.etag(key(1)), kept.etag(key(0)), kept.etag(key(-1))) == (None, "abc", "abc")


def test_together_they_take_no_more_than_so_many_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(etag_cache, "MOST_BYTES", 3000)
    kept, noise = ETagCache(), random.Random(1)  # noqa: S311 - no secret
    for n in range(3):
        for _ in range(4):  # the same again takes no more
            kept.settle(key(n), answer(noise.randbytes(700).hex()))
    assert [kept.etag(key(n)) for n in range(3)] == ["abc"] * 3
    kept.settle(key(3), answer(noise.randbytes(900).hex()))
    assert [kept.etag(key(n)) for n in range(4)] == [None, "abc", "abc", "abc"]
    kept.settle(key(4), answer(noise.randbytes(4000).hex()))
    assert [kept.etag(key(n)) for n in range(5)] == [None] * 5
    kept.settle(key(5), answer("small"))
    assert kept.etag(key(5)) == "abc"
