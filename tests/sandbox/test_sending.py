"""Webhooks: what is sent when, complete and signed. The receiver checks each against GitHub's description."""

from collections.abc import Callable

from gt_convoy_sandbox.faults import Answer, DeliveryFault, RequestFault
from gt_convoy_sandbox.model import issues, pulls
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Client, Connect, Receiver

ISSUE = "/repos/acme/gastown/issues/1"


def test_a_new_hook_is_pinged(sandbox: Sandbox, receiver: Receiver) -> None:
    assert [headers["X-GitHub-Event"] for headers, _ in receiver.taken] == ["ping"] * 3
    headers, payload = receiver.taken[0]
    assert payload["hook"]["config"]["url"] == receiver.url
    assert payload["hook"]["config"]["secret"] == "********"
    assert headers["X-GitHub-Hook-ID"] == str(payload["hook_id"])
    assert headers["X-GitHub-Hook-Installation-Target-Type"] == "repository"
    assert headers["User-Agent"].startswith("GitHub-Hookshot/")


def test_the_life_of_an_issue_is_told_in_order(sandbox: Sandbox, receiver: Receiver, alice: Client) -> None:
    made = alice("POST", "/repos/acme/hq/issues", title="T", labels=["fresh"], assignees=["joe"], type="Task")
    path = f"/repos/acme/hq/issues/{made.json()['number']}"
    alice("PATCH", path, title="U", body="B", labels=[], assignees=[], type=None)
    alice("PATCH", path, state="closed", state_reason="not_planned")
    alice("PATCH", path, state="open")
    issue = sandbox.world.get_issue(sandbox.world.get_repository("acme/hq"), made.json()["number"])
    issues.delete(sandbox.world, issue, sandbox.world.get_user("alice"))
    assert sandbox.deliveries.wait_idle()
    assert receiver.names() == [
        "label created",
        "issues opened",
        "issues labeled",
        "issues assigned",
        "issues typed",
        "issues edited",
        "issues unlabeled",
        "issues unassigned",
        "issues untyped",
        "issues closed",
        "issues reopened",
        "issues deleted",
    ]
    opened = receiver.payload("issues opened")["issue"]
    assert (opened["labels"][0]["name"], opened["assignee"]["login"]) == ("fresh", "joe")
    edited = receiver.payload("issues edited")
    assert edited["changes"] == {"title": {"from": "T"}, "body": {"from": ""}}
    assert receiver.payload("issues labeled")["label"]["name"] == "fresh"
    assert receiver.payload("issues assigned")["assignee"]["login"] == "joe"
    assert receiver.payload("issues closed")["issue"]["state_reason"] == "not_planned"
    assert receiver.payload("issues closed")["organization"]["login"] == "acme"


def test_a_body_that_stays_is_not_in_the_changes(sandbox: Sandbox, receiver: Receiver, alice: Client) -> None:
    alice("PATCH", ISSUE, title="Other")
    alice("PATCH", ISSUE, title="Other")
    sandbox.deliveries.wait_idle()
    assert receiver.names() == ["issues edited"]
    assert receiver.payload("issues edited")["changes"] == {"title": {"from": "Update API endpoint"}}


def test_comments_are_told(sandbox: Sandbox, receiver: Receiver, connect: Connect) -> None:
    joe = connect("joe")
    for path in (ISSUE, "/repos/acme/gastown/issues/6"):
        comment = joe("POST", f"{path}/comments", body="hello").json()
        one = f"/repos/acme/gastown/issues/comments/{comment['id']}"
        joe("PATCH", one, body="good bye")
        joe("DELETE", one)
    sandbox.deliveries.wait_idle()
    assert receiver.names() == ["issue_comment created", "issue_comment edited", "issue_comment deleted"] * 2
    edited = receiver.payload("issue_comment edited")
    assert (edited["changes"], edited["comment"]["body"]) == ({"body": {"from": "hello"}}, "good bye")
    assert (edited["sender"]["login"], "pull_request" in edited["issue"]) == ("joe", True)


def test_pull_requests_have_their_own_event(sandbox: Sandbox, receiver: Receiver, alice: Client) -> None:
    world, gastown = sandbox.world, sandbox.world.get_repository("acme/gastown")
    actor = world.get_user("alice")
    pull = pulls.create(world, gastown, actor, "Second", head="second")
    alice("PATCH", f"/repos/acme/gastown/pulls/{pull.number}", state="closed")
    alice("PATCH", f"/repos/acme/gastown/pulls/{pull.number}", state="open")
    pulls.merge(world, pull, actor)
    sandbox.deliveries.wait_idle()
    names = ["opened", "closed", "reopened", "closed"]
    assert receiver.names() == [f"pull_request {name}" for name in names]
    assert receiver.payload("pull_request closed")["pull_request"]["merged"] is True


def test_what_happens_to_a_repository_is_told(sandbox: Sandbox, receiver: Receiver, alice: Client) -> None:
    alice("PATCH", "/repos/acme/beads", name="gems")
    alice("PATCH", "/repos/acme/gems", private=True)
    alice("PATCH", "/repos/acme/gems", private=False)
    sandbox.deliveries.wait_idle()
    assert receiver.names() == ["repository renamed", "repository privatized", "repository publicized"]
    renamed = receiver.payload("repository renamed")
    assert renamed["changes"] == {"repository": {"name": {"from": "beads"}}}
    assert renamed["repository"]["full_name"] == "acme/gems"


def test_a_failed_delivery_is_listed_never_retried_and_can_be_redelivered(
    sandbox: Sandbox, receiver: Receiver, alice: Client
) -> None:
    hook = next(each for each in sandbox.world.tables.hooks.values() if each.repository_id == 2)
    deliveries = f"/repos/acme/gastown/hooks/{hook.id}/deliveries"
    receiver.status = 503
    alice("PATCH", ISSUE, state="closed")
    sandbox.deliveries.wait_idle()
    assert len(receiver.names()) == 1
    receiver.status = 202
    failed = alice.get(deliveries)[0]
    assert (failed["status_code"], failed["event"], failed["action"]) == (503, "issues", "closed")
    assert alice.get(f"{deliveries}/{failed['id']}")["request"]["payload"]["action"] == "closed"
    assert alice("POST", f"{deliveries}/{failed['id']}/attempts").status_code == 202
    sandbox.deliveries.wait_idle()
    again = alice.get(deliveries)[0]
    assert (again["guid"], again["redelivery"], again["status_code"]) == (failed["guid"], True, 202)
    assert receiver.taken[-1] == receiver.taken[-2]


def test_hooks_are_for_admins(alice: Client, connect: Connect, receiver: Receiver) -> None:
    hooks = "/repos/acme/hq/hooks"
    config = {"url": "http://127.0.0.1:1/x", "content_type": "json", "secret": "s"}
    made = alice("POST", hooks, name="web", active=False, events=["issues"], config=config)
    assert (made.status_code, made.json()["config"]["secret"]) == (201, "********")
    one = f"{hooks}/{made.json()['id']}"
    assert alice("PATCH", one, events=["issues", "label"]).json()["events"] == ["issues", "label"]
    assert len(alice.get(hooks)) == 2
    assert connect("joe")("GET", hooks).status_code == 404
    for nowhere in ("nowhere", "http://", "http://[", "http://a:port/"):
        assert alice("POST", hooks, config={"url": nowhere}).status_code == 422
    assert alice("POST", f"{one}/pings").status_code == 204
    assert alice("DELETE", one).status_code == 204
    assert alice("GET", one).status_code == 404


def test_a_receiver_that_is_not_there_does_no_harm(sandbox: Sandbox, alice: Client) -> None:
    sandbox.add_hooks("http://127.0.0.1:1/webhooks/github", "secret")
    alice("PATCH", ISSUE, state="closed")
    assert sandbox.deliveries.wait_idle()
    response = sandbox.deliveries.all()[-1].response
    assert response is not None
    assert (response.status, response.reason) == (0, "failed to connect to host")


def is_action(wanted: str) -> Callable[[str, str], bool]:
    return lambda _, action: action == wanted


def test_deliveries_can_be_dropped_repeated_and_reordered(
    sandbox: Sandbox, receiver: Receiver, alice: Client
) -> None:
    for action, delays in (("closed", ()), ("reopened", (0.0, 0.0)), ("edited", (1.0,))):
        sandbox.faults.deliveries.append(DeliveryFault(is_action(action), delays))
    alice("PATCH", ISSUE, title="Late")
    alice("PATCH", ISSUE, state="closed")
    alice("PATCH", ISSUE, state="open")
    assert sandbox.deliveries.wait_idle()
    assert receiver.names() == ["issues reopened", "issues reopened", "issues edited"]
    assert receiver.taken[-2][0]["X-GitHub-Delivery"] == receiver.taken[-3][0]["X-GitHub-Delivery"]


def test_requests_can_fail_before_and_after_they_are_carried_out(sandbox: Sandbox, alice: Client) -> None:
    broken = Answer(502)
    limited = Answer(403, "You have exceeded a secondary rate limit.", {"retry-after": "60"})
    is_write = lambda method, _: method == "POST"  # noqa: E731 - reads better than a function of its own
    sandbox.faults.requests += [RequestFault(is_write, broken, after=True), RequestFault(is_write, limited)]
    first = alice("POST", f"{ISSUE}/comments", body="a")
    second = alice("POST", f"{ISSUE}/comments", body="b")
    third = alice("POST", f"{ISSUE}/comments", body="c")
    assert [each.status_code for each in (first, second, third)] == [403, 502, 201]
    assert first.headers["retry-after"] == "60"
    assert [each["body"] for each in alice.get(f"{ISSUE}/comments")] == ["b", "c"]


def test_reads_can_be_stale(sandbox: Sandbox, alice: Client) -> None:
    sandbox.faults.freeze_reads(sandbox.world)
    alice("PATCH", ISSUE, state="closed")
    assert alice.get(ISSUE)["state"] == "open"
    sandbox.faults.thaw_reads()
    assert alice.get(ISSUE)["state"] == "closed"
