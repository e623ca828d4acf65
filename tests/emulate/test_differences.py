"""emulate held against GitHub's own descriptions: each difference is known, and no other comes unseen.

What the bridge mends beyond them, because the descriptions leave it open, is in README.md.
"""

import json
from collections.abc import Iterator
from typing import Any

from tests.contracts.deliveries import check_delivery
from tests.contracts.known import Known
from tests.contracts.rest import API, check_exchange
from tests.emulate.bridge import Bridge
from tests.town import SECRET, Town

DIFFERENCES = (
    Known(".*", "^(no header |)User-Agent", "deliveries name no sender; our endpoint does not ask for it"),
    Known(".*", "^no header X-Github-Hook-", "nor the hook; our endpoint does not ask for it"),
    Known(".*", "^X-GitHub-Delivery is '[0-9]+', not a GUID", "any short word is an id to our endpoint"),
    Known(".*", "^X-Hub-Signature is None", "no SHA-1; our endpoint believes SHA-256 alone"),
    Known("issues-edited", "^/changes/(title|body): ", "true or false: the bridge tells the former text"),
    Known(".*", "/(owner|user): .* is a required property", "accounts in short form; we read login and type"),
    Known(".*", "^/label: .* is a required property", "labels in short form; we read the name"),
    Known("issues-.*", "'closed_by' was unexpected", "a field more"),
    Known("issue-comment-.*", "'user_view_type' was unexpected", "a field more"),
    Known("pull-request-.*", '^/: "number" is a required property', "we read the pull request's own"),
    Known("issues/add-assignees", "status 200 is not described", "201 at GitHub; any 2xx is one to us"),
    Known("repos/get", '^response 200 /: "(network|subscribers)_count"', "a field less"),
    Known("teams/get-by-name", "^response 200 /: .* is a required property", "we read privacy alone"),
)
RIG = "/repos/acme/gastown"
REQUESTS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", RIG, {}),
    ("GET", f"{RIG}/issues?state=all&per_page=100", {}),
    ("GET", f"{RIG}/issues/1", {}),
    ("GET", f"{RIG}/issues/999", {}),
    ("POST", f"{RIG}/issues", {"title": "New"}),
    ("PATCH", f"{RIG}/issues/1", {"state": "closed", "state_reason": "completed", "labels": ["bug"]}),
    ("GET", f"{RIG}/issues/1/comments", {}),
    ("POST", f"{RIG}/issues/1/comments", {"body": "Hello"}),
    ("POST", f"{RIG}/issues/1/assignees", {"assignees": ["joe"]}),
    ("GET", f"{RIG}/collaborators/joe/permission", {}),
    ("GET", f"{RIG}/labels/bug", {}),
    ("POST", f"{RIG}/labels", {"name": "new", "color": "ededed"}),
    ("PATCH", f"{RIG}/labels/bug", {"color": "ededed"}),
    ("GET", f"{RIG}/hooks", {}),
    ("GET", "/repos/acme/hq/contents/README.md", {}),
    ("GET", "/user", {}),
    ("GET", "/users/joe", {}),
    ("GET", "/orgs/acme/teams/maintainers", {}),
    ("GET", "/orgs/acme/teams/maintainers/members", {}),
]


def unknown(problems: list[str]) -> list[str]:
    """Those that are in no row of the table."""
    split = [problem.partition(": ")[::2] for problem in problems]
    return [f"{a}: {b}" for a, b in split if not any(known.covers(a, b) for known in DIFFERENCES)]


def asked(bridge: Bridge) -> Iterator[str]:
    """The differences of what emulate answers."""
    for method, path, body in REQUESTS:
        sent = json.dumps(body).encode() if body else b""
        answer = bridge.send(method, path, "token token-alice", sent)
        yield from check_exchange(
            method,
            f"{API}{path}",
            request_headers={"User-Agent": "tests"},
            request_body=sent,
            status=answer.status_code,
            response_headers=answer.headers,
            response_body=answer.content,
        )


def test_what_emulate_answers_and_sends_is_githubs_but_for_the_table(town: Town, bridge: Bridge) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.edits("gt-1", title="Another")
    town.closes("gt-1")
    town.reopens("gt-1")
    town.ask("nux", "PUT", f"{RIG}/pulls/6/merge")
    town.settle()
    assert town.issue(hq)["state"] == "open"
    problems = list(asked(bridge))
    for headers, body in bridge.deliveries.taken:
        problems += check_delivery(headers, body, SECRET)
    assert unknown(problems) == []
    used = {known for known in DIFFERENCES if any(known.covers(*p.partition(": ")[::2]) for p in problems)}
    assert set(DIFFERENCES) - used == set(), "what does not differ any more"
