"""One request at a time: repeats, redirects, refusals, limits."""

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import requests
import responses
from urllib3.exceptions import ProtocolError

from gt_convoy.domain.errors import Denied, GitHubError, NotFound, RateLimited, Rejected, Unavailable
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.references import Ref
from gt_convoy.github.adapter import GitHub
from tests.github.fake import API, TOKEN, calls, comment, github, issue, repository

HQ = Ref("acme/hq", 1)
ISSUE = f"{API}/repos/acme/hq/issues/1"
COMMENTS = f"{ISSUE}/comments"
Mock = responses.RequestsMock

PASSING: list[Any] = [502, 503, 504, requests.ConnectionError("refused"), ProtocolError("aborted")]


def answer(mock: Mock, method: str, url: str, how: Any) -> None:
    if isinstance(how, Exception):
        mock.add(method, url, body=how)
    else:
        mock.add(method, url, status=how, json={"message": "Server Error"})


@pytest.mark.parametrize("how", PASSING)
def test_a_read_is_repeated_while_the_failure_may_pass(
    gh: GitHub, mock: Mock, slept: list[float], how: Any
) -> None:
    answer(mock, "GET", ISSUE, how)
    answer(mock, "GET", ISSUE, how)
    mock.get(ISSUE, json=issue())
    assert gh.thread(HQ).title == "Title 1"
    assert slept == [0.5, 1.0]
    assert gh.requests == {"rest_get": 3, "rest_write": 0, "graphql": 0}


@pytest.mark.parametrize("how", PASSING)
def test_a_patch_is_repeated_too(gh: GitHub, mock: Mock, how: Any) -> None:
    answer(mock, "PATCH", ISSUE, how)
    mock.patch(ISSUE, json=issue(body="new"))
    assert gh.update(HQ, Change(body="new")).body == "new"
    assert gh.requests["rest_write"] == 2


@pytest.mark.parametrize("how", [*PASSING, 500, requests.ReadTimeout("slow")])
def test_a_post_is_never_repeated(gh: GitHub, mock: Mock, slept: list[float], how: Any) -> None:
    answer(mock, "POST", COMMENTS, how)
    with pytest.raises(Unavailable):
        gh.post(HQ, "hello")
    assert calls(mock) == ["POST /repos/acme/hq/issues/1/comments"]
    assert slept == []


def test_three_tries_are_all(gh: GitHub, mock: Mock, slept: list[float]) -> None:
    answer(mock, "GET", ISSUE, 502)
    with pytest.raises(Unavailable, match=r"failed \(502\) on GET acme/hq#1"):
        gh.thread(HQ)
    assert len(calls(mock)) == 3


@pytest.mark.parametrize("how", [requests.TooManyRedirects("x"), requests.exceptions.RetryError("y")])
def test_whatever_requests_raises_is_unavailable(gh: GitHub, mock: Mock, how: Any) -> None:
    answer(mock, "GET", ISSUE, how)
    with pytest.raises(Unavailable, match="no answer from https://api"):
        gh.thread(HQ)


def test_repeats_end_with_the_time_of_the_request(
    gh: GitHub, mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(0, 1000, 5))
    monkeypatch.setattr("gt_convoy.github.transport.client.monotonic", lambda: float(next(clock)))
    monkeypatch.setattr("gt_convoy.github.transport.exchange.monotonic", lambda: 0.0)
    answer(mock, "GET", ISSUE, 502)
    with pytest.raises(Unavailable):
        gh.thread(HQ)
    assert len(calls(mock)) == 2


@pytest.mark.parametrize(
    ("body", "kind"),
    [("", "null"), ("<html>", "a page"), ("[]", "a list"), ('{"id": 1}', "half"), ("{", "cut off")],
)
def test_an_answer_of_another_shape_is_unavailable(gh: GitHub, mock: Mock, body: str, kind: str) -> None:
    mock.get(ISSUE, body=body)
    with pytest.raises(Unavailable, match="not as documented"):
        gh.thread(HQ)


# Redirects -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 307])
def test_a_read_follows_a_redirect(gh: GitHub, mock: Mock, status: int) -> None:
    mock.get(ISSUE, status=status, headers={"Location": f"{API}/repositories/9/issues/1"})
    mock.get(f"{API}/repositories/9/issues/1", json=issue("acme/new#1"))
    assert gh.thread(HQ).ref == Ref("acme/new", 1)


def test_a_redirected_list_keeps_its_filter(gh: GitHub, mock: Mock) -> None:
    mock.get(f"{API}/repos/acme/hq/issues", status=301, headers={"Location": f"{API}/repositories/9/issues"})
    mock.get(f"{API}/repositories/9/issues", json=[issue()])
    gh.convoys("acme/hq", "open")
    assert "labels=convoy" in calls(mock)[1]


def test_a_redirect_with_a_query_of_its_own_is_followed_as_it_is(gh: GitHub, mock: Mock) -> None:
    there = f"{API}/repositories/9/issues?labels=convoy&page=1"
    mock.get(f"{API}/repos/acme/hq/issues", status=301, headers={"Location": there})
    mock.get(there, json=[issue()])
    assert len(gh.convoys("acme/hq", "open")) == 1


def test_a_loop_of_redirects_ends(gh: GitHub, mock: Mock) -> None:
    mock.get(ISSUE, status=301, headers={"Location": ISSUE})
    with pytest.raises(Unavailable, match="again and again"):
        gh.thread(HQ)
    assert len(calls(mock)) == 4


def test_the_token_is_not_carried_to_another_host(gh: GitHub, mock: Mock) -> None:
    mock.get(ISSUE, status=301, headers={"Location": "https://evil.example.com/repos/acme/hq/issues/1"})
    with pytest.raises(Unavailable, match="another host"):
        gh.thread(HQ)


@pytest.mark.parametrize("verb", ["PATCH", "POST"])
@pytest.mark.parametrize("status", [301, 307])
def test_a_write_under_an_old_name_goes_to_the_new_one(
    gh: GitHub, mock: Mock, verb: str, status: int
) -> None:
    path = "repos/acme/hq/issues/1" + ("/comments" if verb == "POST" else "")
    mock.add(
        verb,
        f"{API}/{path}",
        status=status,
        headers={"Location": f"{API}/repositories/9/issues/1"},
        json={"message": "Temporary Redirect"},
    )
    mock.get(f"{API}/repos/acme/hq", json=repository("acme/base"))
    new = path.replace("acme/hq", "acme/base")
    mock.add(verb, f"{API}/{new}", json=comment("x") if verb == "POST" else issue("acme/base#1", body="x"))
    if verb == "POST":
        gh.post(HQ, "x")
    else:
        assert gh.update(HQ, Change(body="x")).ref == Ref("acme/base", 1)
    assert calls(mock) == [f"{verb} /{path}", "GET /repos/acme/hq", f"{verb} /{new}"]
    assert mock.calls[0].request.body == mock.calls[2].request.body


def test_a_write_to_an_issue_that_moved_goes_where_it_went(gh: GitHub, mock: Mock) -> None:
    there = f"{API}/repositories/10/issues/7"
    mock.patch(ISSUE, status=307, headers={"Location": there})
    mock.get(f"{API}/repos/acme/hq", json=repository("acme/hq"))
    mock.patch(there, json=issue("acme/other#7", body="x"))
    assert gh.update(HQ, Change(body="x")).ref == Ref("acme/other", 7)


def test_a_write_that_is_redirected_again_gives_up(gh: GitHub, mock: Mock) -> None:
    mock.patch(ISSUE, status=307, headers={"Location": ISSUE})
    mock.get(f"{API}/repos/acme/hq", json=repository("acme/hq"))
    with pytest.raises(Unavailable, match="again and again"):
        gh.update(HQ, Change(body="x"))


# Refusals ------------------------------------------------------------------------------------------------

ACCEPTED = {"x-accepted-github-permissions": "issues=write; pull_requests=write"}


Refusal = tuple[int, dict[str, str], Any, type[GitHubError], str]


@pytest.mark.parametrize(
    "refusal",
    [
        (401, {}, {"message": "Bad credentials"}, Denied, "GITHUB_TOKEN is not valid: make a new one at"),
        (401, {}, {"message": "Bad credentials"}, Denied, "https://github.com/settings/tokens"),
        (403, {}, {"message": "Resource not accessible"}, Denied, "needs write access there"),
        (403, ACCEPTED, {"message": "No"}, Denied, "permission issues: write or pull_requests: write"),
        (404, {}, {"message": "Not Found"}, NotFound, "nothing at acme/hq#1 (404 Not Found)"),
        (410, {}, {"message": "This issue was deleted"}, NotFound, "acme/hq#1 was deleted"),
        (410, {}, {"message": "Issues are disabled for this repo"}, NotFound, "Issues are disabled"),
        (451, {}, {"message": "Repository access blocked"}, Denied, "451 Repository access blocked"),
        (400, {}, {"message": "Problems parsing JSON"}, Rejected, "Problems parsing JSON"),
        (500, {}, {}, Unavailable, "failed (500)"),
        (418, {}, None, Rejected, "no message"),
        (
            422,
            {},
            {
                "message": "Validation Failed",
                "errors": [
                    {"resource": "Issue", "field": "title", "code": "missing_field"},
                    {"message": "body is too long (maximum is 65536)"},
                    "no",
                ],
            },
            Rejected,
            "Validation Failed: Issue title missing_field; body is too long (maximum is 65536); no",
        ),
    ],
)
def test_a_refusal_is_one_of_our_errors_and_says_why(gh: GitHub, mock: Mock, refusal: Refusal) -> None:
    status, headers, body, error, text = refusal
    mock.patch(ISSUE, status=status, headers=headers, body=json.dumps(body) if body is not None else "")
    with pytest.raises(error) as raised:
        gh.update(HQ, Change(body="x"))
    assert text in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "how",
    [
        requests.exceptions.InvalidHeader(f"Invalid header value: b'token {TOKEN}'"),
        requests.ConnectionError(f"proxy said {TOKEN}"),
        RuntimeError(TOKEN),
        ValueError(TOKEN),
    ],
)
def test_the_token_is_in_no_error_nor_in_what_led_to_it(gh: GitHub, mock: Mock, how: Exception) -> None:
    mock.get(ISSUE, body=how)
    with pytest.raises(GitHubError) as raised:
        gh.thread(HQ)
    assert TOKEN not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None


@pytest.mark.parametrize("secret", [TOKEN, "ghs_" + "a" * 36, "github_pat_" + "b" * 40])
def test_a_token_that_github_repeats_is_scrubbed(gh: GitHub, mock: Mock, secret: str) -> None:
    mock.get(ISSUE, status=422, json={"message": f"token {secret} is odd"})
    with pytest.raises(Rejected) as raised:
        gh.thread(HQ)
    assert secret not in str(raised.value)
    assert "is odd" in str(raised.value)


# Rate limits ---------------------------------------------------------------------------------------------

NOW = datetime.now(UTC)
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@pytest.mark.parametrize(
    "limit",
    [
        (403, {"retry-after": "30"}, SECONDARY, 30),
        (429, {"retry-after": "30"}, "", 30),
        (403, {}, SECONDARY, 60),
        (429, {}, "", 60),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "+900"}, "API rate limit exceeded", 900),
        (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "+900"}, "", 900),
        (429, {"x-ratelimit-reset": "+900"}, "", 900),
        # The primary limit is far from used up: its reset says nothing about the secondary one.
        (403, {"x-ratelimit-remaining": "4000", "x-ratelimit-reset": "+900"}, SECONDARY, 60),
        (403, {"retry-after": "soon"}, SECONDARY, 60),
        (403, {"retry-after": "0"}, SECONDARY, 1),
        (403, {}, "You have triggered an abuse detection mechanism.", 60),
    ],
)
@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_a_rate_limit_says_until_when_at_once(
    gh: GitHub, mock: Mock, slept: list[float], limit: tuple[int, dict[str, str], str, int], verb: str
) -> None:
    status, headers, message, wait = limit
    now = time.time()
    told = {k: str(int(now) + int(v)) if v.startswith("+") else v for k, v in headers.items()}
    mock.add(verb, COMMENTS, status=status, headers=told, json={"message": message})
    with pytest.raises(RateLimited) as raised:
        gh.post(HQ, "x") if verb == "POST" else gh.comments(HQ)
    assert raised.value.until.timestamp() - now == pytest.approx(wait, abs=2)
    assert slept == []
    assert len(calls(mock)) == 1


def test_the_end_of_a_limit_is_told_by_our_clock_even_if_githubs_differs(gh: GitHub, mock: Mock) -> None:
    there = datetime.now(UTC) + timedelta(hours=5)
    headers = {
        "date": format_datetime(there, usegmt=True),
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": str(int(there.timestamp()) + 600),
    }
    mock.get(ISSUE, status=403, headers=headers, json={"message": "API rate limit exceeded"})
    with pytest.raises(RateLimited) as raised:
        gh.thread(HQ)
    wait = raised.value.until - datetime.now(UTC)
    assert wait.total_seconds() == pytest.approx(600, abs=3)


def test_a_limit_of_unknown_length_grows_each_time_and_not_within_one(
    gh: GitHub, mock: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        ahead = timedelta()

        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return NOW + cls.ahead

    monkeypatch.setattr("gt_convoy.github.transport.limits.datetime", Clock)
    waits = []
    mock.get(ISSUE, status=403, json={"message": SECONDARY})
    for ahead in (0, 10, 70, 300):
        Clock.ahead = timedelta(seconds=ahead)
        with pytest.raises(RateLimited) as raised:
            gh.thread(HQ)
        waits.append((raised.value.until - NOW).total_seconds() - ahead)
    assert waits == [60, 50, 120, 240]


def test_a_403_that_is_about_permissions_is_no_limit(gh: GitHub, mock: Mock) -> None:
    headers = {"x-ratelimit-remaining": "4999", "x-ratelimit-reset": "1"}
    mock.get(ISSUE, status=403, headers=headers, json={"message": "Must have admin rights"})
    with pytest.raises(Denied, match="Must have admin rights"):
        gh.thread(HQ)


def test_what_is_left_is_kept_by_resource(gh: GitHub, mock: Mock) -> None:
    mock.get(ISSUE, headers={"x-ratelimit-remaining": "4321"}, json=issue())
    gh.thread(HQ)
    assert gh.remaining == {"core": 4321}


# Lists ---------------------------------------------------------------------------------------------------


def test_all_pages_are_read_100_a_request(gh: GitHub, mock: Mock) -> None:
    first = f"{API}/repos/acme/hq/issues/1/comments"
    second = f"{API}/repositories/9/issues/1/comments?per_page=100&page=2"
    links = f'<{second}>; rel="next", <{second}>; rel="last"'
    mock.get(first, headers={"Link": links}, json=[comment("one")])
    mock.get(second, json=[comment("two")])
    assert [each.body for each in gh.comments(HQ)] == ["one", "two"]
    assert "per_page=100" in calls(mock)[0]


def test_a_list_that_is_none_is_unavailable(gh: GitHub, mock: Mock) -> None:
    mock.get(COMMENTS, json={"surprise": 1})
    with pytest.raises(Unavailable, match="not a list"):
        gh.comments(HQ)


def test_enterprise_server_has_rest_under_api_v3_and_graphql_beside_it(
    mock: Mock, slept: list[float]
) -> None:
    gh = github(GITHUB_API_URL="https://git.example.com/api/v3")
    mock.get("https://git.example.com/api/v3/repos/acme/hq", json=repository())
    mock.post("https://git.example.com/api/graphql", json={"data": {"r0": None}})
    mock.get("https://git.example.com/api/v3/repos/acme/hq/issues/1", status=404, json={})
    assert gh.repository("acme/hq").full_name == "acme/hq"
    gh.issues([HQ])
    assert gh.web == "https://git.example.com"
    assert {call.request.headers["Authorization"] for call in mock.calls} == {f"token {TOKEN}"}
    assert mock.calls[0].request.headers["User-Agent"].startswith("gt-convoy/")
