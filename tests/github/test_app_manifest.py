"""The code that GitHub sends a browser back with becomes the App's credentials, once."""

import pytest
import requests
import responses

from gt_convoy.domain.errors import GitHubError, NotFound, Unavailable
from gt_convoy.github.api.manifest import RegisteredApp, convert, manifest
from tests.github.fake import API

URL = f"{API}/app-manifests/c0de/conversions"
MADE = {"id": 7, "slug": "convoy-x", "html_url": "https://github.com/apps/convoy-x", "pem": "KEY"}


@pytest.mark.parametrize(
    ("webhook", "events"),
    [
        (
            "https://c.example/webhooks/github",
            ["issues", "issue_comment", "issue_dependencies", "pull_request", "repository", "label"],
        ),
        (None, []),
    ],
)
def test_only_events_that_are_read_are_asked_for(webhook: str | None, events: list[str]) -> None:
    assert manifest("convoy", "https://c.example", "http://127.0.0.1:1/", webhook)["default_events"] == events


@pytest.mark.parametrize(("secret", "kept"), [("s3cret", "s3cret"), (None, "")])
def test_a_code_is_exchanged(mock: responses.RequestsMock, secret: str | None, kept: str) -> None:
    mock.post(URL, json={**MADE, "webhook_secret": secret}, status=201)
    assert convert(API, "c0de") == RegisteredApp(7, "convoy-x", MADE["html_url"], "KEY", kept)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["", "a/b", "../x"])
def test_what_is_no_code_is_not_asked_about(mock: responses.RequestsMock, code: str) -> None:
    with pytest.raises(NotFound, match="without a code"):
        convert(API, code)
    assert not mock.calls


FAILED: list[tuple[str, dict[str, object], type[GitHubError], str]] = [
    ("a code that was used", {"status": 404}, NotFound, "start again"),
    ("no network", {"body": requests.ConnectionError()}, Unavailable, "no answer from"),
    ("an answer without a key", {"status": 201, "json": {"id": 7}}, GitHubError, "not as documented"),
]


@pytest.mark.parametrize(("answer", "error", "why"), [pytest.param(*r, id=name) for name, *r in FAILED])
def test_what_went_wrong_is_said(
    mock: responses.RequestsMock, answer: dict[str, object], error: type[GitHubError], why: str
) -> None:
    mock.post(URL, **answer)
    with pytest.raises(error, match=why):
        convert(API, "c0de")
