"""What a rig tells HQ of each event: a table."""

from typing import Any

import pytest

from gt_convoy.action.dispatch import DispatchTarget, parse, targets
from gt_convoy.config.model import Config
from gt_convoy.domain.references import Ref, Rig
from gt_convoy.events.payloads import read_event

TIME = "2026-01-01T12:00:00Z"
HERE = Ref("acme/gastown", 7)
CONFIG = Config("acme/hq", (Rig("gastown", "acme/gastown", "gt"),))


def event(
    name: str, action: str, *, comment: str = "", body: str = "", changes: dict[str, Any] | None = None
) -> list[DispatchTarget]:
    """What HQ is asked to read again."""
    issue: dict[str, Any] = {
        "id": 70,
        "number": 7,
        "body": body,
        "state": "open",
        "labels": [],
        "updated_at": TIME,
    }
    issue |= {"created_at": TIME, "user": {"login": "joe"}}
    payload: dict[str, Any] = {
        "action": action,
        "changes": changes or {},
        "repository": {"full_name": HERE.repo, "id": 3},
        "pull_request" if name == "pull_request" else "issue": issue,
    }
    if name == "issue_comment":
        payload["comment"] = {"id": 9, "body": comment, "created_at": TIME, "user": {"login": "joe"}}
    return targets(read_event(name, payload), CONFIG)


STATE = [DispatchTarget(HERE, "state")]
CLOSES = "Closes #1 and closes octo/x#2"
CLOSING = [DispatchTarget(HERE, "state", closes=(Ref(HERE.repo, 1), Ref("octo/x", 2)))]


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        (event("issues", "closed"), STATE),
        (event("issues", "reopened"), STATE),
        (event("issues", "deleted"), STATE),
        (event("issues", "transferred"), STATE),
        (event("pull_request", "closed"), STATE),
        (event("pull_request", "reopened"), STATE),
        (event("issues", "assigned"), [DispatchTarget(HERE, "assigned")]),
        (event("issues", "opened", body="/gt convoy list"), [DispatchTarget(HERE, "text")]),
        (event("issue_comment", "created", comment="/gt convoy list"), [DispatchTarget(HERE, "comment", 9)]),
        (event("issue_comment", "created", comment="```\n/gt convoy list\n```"), []),
        (event("issue_comment", "created", comment="thanks"), []),
        (event("issue_comment", "edited", comment="/gt convoy list"), []),
        (event("issues", "opened"), []),
        (event("issues", "edited", body="/gt convoy list"), []),
        (event("issues", "labeled"), []),
        (event("issues", "pinned"), []),
        (event("pull_request", "opened", body="/gt convoy list"), []),
        (event("pull_request", "synchronize"), []),
        (event("pull_request", "converted_to_draft"), STATE),
        (event("pull_request", "ready_for_review"), STATE),
        (event("pull_request", "opened", body="no closing word"), []),
        (event("pull_request", "opened", body=CLOSES), CLOSING),
        (event("pull_request", "closed", body=CLOSES), CLOSING),
        (event("pull_request", "edited", body=CLOSES, changes={"body": {"from": "x"}}), CLOSING),
        (event("pull_request", "edited", body="x", changes={"body": {"from": CLOSES}}), CLOSING),
        (event("pull_request", "edited", body=CLOSES, changes={"body": {"from": f"{CLOSES}!"}}), []),
        (event("pull_request", "edited", body=CLOSES, changes={"title": {"from": "x"}}), []),
        (event("pull_request", "edited", changes={"base": {"ref": {"from": "main"}}}), STATE),
    ],
)
def test_what_a_rig_tells(told: list[DispatchTarget], asked: list[DispatchTarget]) -> None:
    assert told == asked
    assert all(parse({"client_payload": where.payload}, CONFIG) == where for where in told)
