"""Everything that can be made to go wrong, each with one line."""

import time
from datetime import UTC, datetime

import pytest
import requests

from gt_convoy_sandbox.graphql.schema import NoSuchField, schema
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Client, Receiver

ISSUE = "/repos/acme/gastown/issues/1"
QUERY = """{ a: repository(owner: "acme", name: "gastown") { one: issue(number: 1) { title }
  two: issue(number: 2) { title } } }"""


def change(alice: Client) -> None:
    alice("PATCH", ISSUE, title="Other")
    alice("PATCH", ISSUE, state="closed")
    alice("PATCH", ISSUE, state="open")


def test_deliveries_are_dropped(sandbox: Sandbox, receiver: Receiver, alice: Client) -> None:
    sandbox.faults.drop(action="closed")
    change(alice)
    assert sandbox.deliveries.wait_idle()
    assert receiver.names() == ["issues edited", "issues reopened"]


def test_deliveries_are_late(sandbox: Sandbox, receiver: Receiver, alice: Client) -> None:
    sandbox.faults.delay(0.2, action="edited")
    change(alice)
    assert sandbox.deliveries.wait_idle()
    assert receiver.names()[-1] == "issues edited"


def test_deliveries_come_again(sandbox: Sandbox, receiver: Receiver, alice: Client) -> None:
    sandbox.faults.repeat(3, "issues")
    alice("PATCH", ISSUE, state="closed")
    assert sandbox.deliveries.wait_idle()
    guids = [headers["X-GitHub-Delivery"] for headers, _ in receiver.taken[-3:]]
    assert (receiver.names(), len(set(guids))) == (["issues closed"] * 3, 1)


def test_deliveries_come_in_the_opposite_order(sandbox: Sandbox, receiver: Receiver, alice: Client) -> None:
    sandbox.faults.reorder(3)
    change(alice)
    assert sandbox.deliveries.wait_idle()
    assert receiver.names() == ["issues reopened", "issues closed", "issues edited"]


@pytest.mark.parametrize("after", [False, True])
def test_a_write_fails_before_or_after_it_is_done(sandbox: Sandbox, alice: Client, after: bool) -> None:
    sandbox.faults.fail(503, "PATCH", "/issues/1$", after=after)
    assert alice("PATCH", ISSUE, state="closed").status_code == 503
    assert alice.get(ISSUE)["state"] == ("closed" if after else "open")
    assert alice("PATCH", ISSUE, state="open").status_code == 200


def test_a_rate_limit_is_used_up(sandbox: Sandbox, alice: Client) -> None:
    sandbox.faults.limit(429, reset_in=30)
    refused = alice("GET", ISSUE)
    assert (refused.status_code, refused.headers["x-ratelimit-remaining"]) == (429, "0")
    assert 25 < int(refused.headers["x-ratelimit-reset"]) - time.time() <= 30
    assert "API rate limit exceeded" in refused.json()["message"]
    assert alice("GET", ISSUE).headers["x-ratelimit-remaining"] != "0"


@pytest.mark.parametrize(("retry_after", "told"), [(7, "7"), (None, None)])
def test_a_secondary_limit_with_and_without_retry_after(
    sandbox: Sandbox, alice: Client, retry_after: int | None, told: str | None
) -> None:
    sandbox.faults.secondary_limit(retry_after=retry_after)
    refused = alice("POST", f"{ISSUE}/comments", body="hello")
    assert (refused.status_code, refused.headers.get("retry-after")) == (403, told)
    assert "secondary rate limit" in refused.json()["message"]
    assert alice.get(f"{ISSUE}/comments") == []


def test_graphql_is_limited_with_status_200(sandbox: Sandbox, alice: Client) -> None:
    sandbox.faults.graphql_limit()
    assert alice.graphql(QUERY)["errors"][0]["type"] == "RATE_LIMITED"
    assert "errors" not in alice.graphql(QUERY)


@pytest.mark.parametrize(("lost", "left"), [(["two"], {"one"}), ([], {"two"}), (["one", "two"], set())])
def test_graphql_answers_in_part(sandbox: Sandbox, alice: Client, lost: list[str], left: set[str]) -> None:
    sandbox.faults.graphql_partial(*lost)
    answer = alice.graphql(QUERY)
    assert {name for name, issue in answer["data"]["a"].items() if issue} == left
    assert [error["path"] for error in answer["errors"]] == [["a", each] for each in lost or ["one"]]


BLOCKED = """{ a: repository(owner: "acme", name: "gastown") {
  one: issue(number: 1) { stateReason(enableDuplicate: true) blockedBy(first: 50) { nodes { number } } }
  two: issue(number: 2) { closedByPullRequestsReferences(first: 9) { totalCount } } } }"""


@pytest.mark.parametrize(
    ("lost", "left", "told"),
    [
        ("closedByPullRequestsReferences", {"one": True, "two": True}, ["a", "two"]),
        ("stateReason", {"one": True, "two": True}, ["a", "one"]),
        ("blockedBy", {"one": False, "two": True}, ["a", "one"]),
        ("totalCount", {"one": True, "two": True}, ["a", "two", "closedByPullRequestsReferences"]),
    ],
)
def test_what_is_never_null_takes_with_it_what_it_is_in(
    sandbox: Sandbox, alice: Client, lost: str, left: dict[str, bool], told: list[str]
) -> None:
    sandbox.faults.graphql_partial(lost)
    answer = alice.graphql(BLOCKED)
    assert {name: issue is not None for name, issue in answer["data"]["a"].items()} == left
    assert [error["path"] for error in answer["errors"]] == [[*told, lost]]


@pytest.mark.parametrize(
    ("lacking", "code", "message"),
    [
        ("Issue.blockedBy", "undefinedField", "Field 'blockedBy' doesn't exist on type 'Issue'"),
        (
            "Issue.closedByPullRequestsReferences",
            "undefinedField",
            "Field 'closedByPullRequestsReferences' doesn't exist on type 'Issue'",
        ),
        (
            "Issue.stateReason(enableDuplicate:)",
            "argumentNotAccepted",
            "Field 'stateReason' doesn't accept argument 'enableDuplicate'",
        ),
    ],
)
def test_an_older_server_lacks_fields_and_arguments(
    sandbox: Sandbox, alice: Client, lacking: str, code: str, message: str
) -> None:
    assert "errors" not in alice.graphql(BLOCKED)
    sandbox.faults.older(lacking)
    answer = alice.graphql(BLOCKED)
    assert [(each["extensions"]["code"], each["message"]) for each in answer["errors"]] == [(code, message)]
    assert "data" not in answer
    assert "errors" not in alice.graphql(QUERY)
    sandbox.faults.clear()
    assert "errors" not in alice.graphql(BLOCKED)


@pytest.mark.parametrize("name", ["Issue.zeal", "Zeal.x", "blockedBy", "Issue.stateReason(zeal:)"])
def test_an_older_server_cannot_lack_what_github_does_not_have(name: str) -> None:
    with pytest.raises(NoSuchField, match=r"Zeal|zeal|blockedBy"):
        schema(frozenset({name}))


def test_writes_are_redirected(sandbox: Sandbox, alice: Client) -> None:
    sandbox.faults.redirect(f"{alice.api}/repositories/2/issues/1", "PATCH")
    answer = alice("PATCH", ISSUE, state="closed")
    assert (answer.status_code, answer.headers["Location"]) == (307, f"{alice.api}/repositories/2/issues/1")
    assert alice.get(ISSUE)["state"] == "open"


@pytest.mark.parametrize("after", [False, True])
def test_the_connection_breaks_in_the_middle(sandbox: Sandbox, alice: Client, after: bool) -> None:
    sandbox.faults.hang_up("PATCH", after=after)
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        alice("PATCH", ISSUE, state="closed")
    assert alice.get(ISSUE)["state"] == ("closed" if after else "open")


def test_an_answer_takes_its_time(sandbox: Sandbox, alice: Client) -> None:
    sandbox.faults.slow(0.2, "GET")
    begun = time.monotonic()
    assert alice.get(ISSUE)["number"] == 1
    assert time.monotonic() - begun >= 0.2


def test_a_number_of_reads_is_stale(sandbox: Sandbox, alice: Client) -> None:
    sandbox.faults.stale(sandbox.world, reads=2)
    alice("PATCH", ISSUE, state="closed")
    assert [alice.get(ISSUE)["state"] for _ in range(3)] == ["open", "open", "closed"]


def test_reads_of_one_path_are_stale(sandbox: Sandbox, alice: Client) -> None:
    sandbox.faults.stale(sandbox.world, path="/api/graphql", reads=1)
    alice("PATCH", ISSUE, title="New")
    assert alice.get(ISSUE)["title"] == "New"
    shown = [alice.graphql(QUERY)["data"]["a"]["one"]["title"] for _ in range(2)]
    assert shown == ["Update API endpoint", "New"]


def test_reads_are_stale_for_a_while(sandbox: Sandbox, alice: Client) -> None:
    sandbox.faults.stale(sandbox.world, seconds=60)
    alice("PATCH", ISSUE, title="New")
    assert alice.get(ISSUE)["title"] == "Update API endpoint"
    sandbox.faults.stale(sandbox.world, seconds=0)
    sandbox.faults.reads[0].until = 0.0
    assert alice.get(ISSUE)["title"] == "New"


def test_githubs_clock_may_be_wrong(sandbox: Sandbox, alice: Client) -> None:
    sandbox.world.clock = lambda: datetime(2026, 1, 1, tzinfo=UTC)
    sandbox.faults.skew = 90
    assert alice("GET", ISSUE).headers["Date"] == "Thu, 01 Jan 2026 00:01:30 GMT"


def test_faults_are_set_over_http(sandbox: Sandbox, alice: Client) -> None:
    url = f"{sandbox.url}/_sandbox/faults"
    fault = {"kind": "fail", "status": 500, "method": "GET", "times": 2}
    assert requests.post(url, json=fault, timeout=10).json()["requests"] == 2
    assert alice("GET", ISSUE).status_code == 500
    assert requests.get(url, timeout=10).json()["requests"] == 1
    assert requests.post(url, json={"kind": "stale", "reads": 1}, timeout=10).json()["reads"] == 1
    assert requests.post(url, json={"kind": "graphql_partial", "aliases": ["one"]}, timeout=10).ok
    assert requests.post(url, json={"kind": "skew", "seconds": 5}, timeout=10).json()["skew"] == 5
    assert requests.delete(url, timeout=10).json() == {"requests": 0, "deliveries": 0, "reads": 0, "skew": 0}
    assert alice("GET", ISSUE).status_code == 200
    for wrong in ({"kind": "explode"}, {"kind": "drop", "often": 1}):
        assert requests.post(url, json=wrong, timeout=10).status_code == 422
