"""Comments and reactions over REST."""

from datetime import UTC, datetime

import pytest

from gt_convoy_sandbox.model import World
from gt_convoy_sandbox.seed import seed
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox_fixture import Client, Connect

ISSUE = "/repos/acme/hq/issues/1"
COMMENTS = "/repos/acme/hq/issues/comments"


def test_a_comment_is_written_changed_and_deleted(alice: Client) -> None:
    made = alice("POST", f"{ISSUE}/comments", body="/gt help")
    assert made.status_code == 201
    one = f"{COMMENTS}/{made.json()['id']}"
    assert made.json()["html_url"].endswith(f"/acme/hq/issues/1#issuecomment-{made.json()['id']}")
    assert alice("PATCH", one, body="other").json()["body"] == "other"
    assert alice.get(ISSUE)["comments"] == 1
    assert alice("DELETE", one).status_code == 204
    assert alice("GET", one).status_code == 404
    assert alice.get(ISSUE)["comments"] == 0


def test_only_the_author_and_writers_change_a_comment(alice: Client, connect: Connect) -> None:
    joe, mallory = connect("joe"), connect("mallory")
    one = f"{COMMENTS}/{mallory('POST', f'{ISSUE}/comments', body='mine').json()['id']}"
    assert mallory("PATCH", one, body="still mine").status_code == 200
    assert joe("PATCH", one, body="a writer's").status_code == 200
    two = f"{COMMENTS}/{alice('POST', f'{ISSUE}/comments', body='hers').json()['id']}"
    assert mallory("PATCH", two, body="not mine").status_code == 403
    assert mallory("DELETE", two).status_code == 403


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [("", "body", "missing_field"), ("b" * 65_537, "data", "unprocessable")],
    ids=["empty", "too long"],
)
def test_a_wrong_comment_is_refused(alice: Client, body: str, field: str, code: str) -> None:
    answer = alice("POST", f"{ISSUE}/comments", body=body)
    assert answer.status_code == 422
    error = answer.json()["errors"][0]
    assert (error["resource"], error["field"], error["code"]) == ("IssueComment", field, code)


def test_since_means_updated_since() -> None:
    with Sandbox.start(world=(world := seed(World(clock := Clock())))) as sandbox:
        client = Client(sandbox, "alice")
        with client.session:
            first, second = (client("POST", f"{ISSUE}/comments", body=each).json() for each in ("a", "b"))
            clock.minute += 5
            since = world.now().strftime("%Y-%m-%dT%H:%M:%SZ")
            client("PATCH", f"{COMMENTS}/{first['id']}", body="edited")
            assert [each["id"] for each in client.get(f"{ISSUE}/comments")] == [first["id"], second["id"]]
            assert [each["id"] for each in client.get(f"{ISSUE}/comments?since={since}")] == [first["id"]]
            assert [each["id"] for each in client.get(f"{COMMENTS}?since={since}")] == [first["id"]]
            ordered = client.get(f"{COMMENTS}?sort=updated&direction=desc")
            assert [each["id"] for each in ordered] == [first["id"], second["id"]]


def test_every_version_of_a_body_is_kept(sandbox: Sandbox, alice: Client, connect: Connect) -> None:
    alice("PATCH", ISSUE, body="second")
    connect("joe")("PATCH", ISSUE, body="third")
    issue = sandbox.world.get_issue(sandbox.world.get_repository("acme/hq"), 1)
    assert [(edit.editor, edit.body) for edit in issue.edits][1:] == [("alice", "second"), ("joe", "third")]
    assert issue.edits[0].body.startswith("Ask for a convoy here")


def test_a_reaction_is_there_once(alice: Client, connect: Connect) -> None:
    comment = alice("POST", f"{ISSUE}/comments", body="/gt help").json()
    for path in (f"{ISSUE}/reactions", f"{COMMENTS}/{comment['id']}/reactions"):
        made = alice("POST", path, content="eyes")
        again = alice("POST", path, content="eyes")
        assert (made.status_code, again.status_code) == (201, 200)
        assert made.json() == again.json()
        assert connect("joe")("POST", path, content="eyes").status_code == 201
        assert [each["user"]["login"] for each in alice.get(f"{path}?content=eyes")] == ["alice", "joe"]
        assert connect("joe")("DELETE", f"{path}/{made.json()['id']}").status_code == 403
        assert alice("DELETE", f"{path}/{made.json()['id']}").status_code == 204
        assert alice("POST", path, content="shrug").status_code == 422
    assert alice.get(ISSUE)["reactions"]["eyes"] == 1


class Clock:
    """Stands still until it is told."""

    minute = 0

    def __call__(self) -> datetime:
        return datetime(2025, 12, 30, 18, self.minute, tzinfo=UTC)
