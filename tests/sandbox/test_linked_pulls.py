"""Which pull requests close an issue, and what becomes of both: by words, by hand, by a merge."""

from typing import Any

import pytest

from gt_convoy_sandbox.model import Issue, accounts, issues, links, pulls, repositories, transfers
from gt_convoy_sandbox.model.errors import Forbidden, Invalid, NotAllowed, NotFound
from gt_convoy_sandbox.server import Sandbox
from tests.sandbox.asking import Asker, ask
from tests.sandbox_fixture import Client, Receiver

__all__ = ["ask"]

PULL = "number url state isDraft merged baseRefName repository { nameWithOwner }"
CLOSED_BY = "issue(number: 1) { closedByPullRequestsReferences(first: 10%s) { totalCount nodes { %s } } }"
CLOSES = "pullRequest(number: %d) { closingIssuesReferences(first: 10) { nodes { number } } }"


def opened(ask: Asker, body: str, *, by: str = "nux", base: str = "main", head: str = "topic") -> Issue:
    gastown = ask.world.get_repository("acme/gastown")
    return pulls.create(
        ask.world, gastown, ask.world.get_user(by), "Mend it", body=body, base=base, head=head
    )


def named(found: list[Issue]) -> list[tuple[int, int]]:
    """Each as the id of its repository and its number."""
    return [(each.repository_id, each.number) for each in found]


HQ, GASTOWN, BEADS = 1, 2, 3


@pytest.mark.parametrize(
    ("body", "closed"),
    [
        *((f"{word} #1", [(GASTOWN, 1)]) for word in ["close", "closes", "closed", "fix", "fixes", "fixed"]),
        *((f"{word} #1", [(GASTOWN, 1)]) for word in ["resolve", "resolves", "resolved", "FIXES", "Closes:"]),
        ("Closes acme/beads#2", [(BEADS, 2)]),
        ("Fixes ACME/Beads#2", [(BEADS, 2)]),
        ("Fixes https://github.com/acme/beads/issues/2", [(BEADS, 2)]),
        ("Closes #1, closes #2 and fixes acme/hq#3", [(GASTOWN, 1), (GASTOWN, 2), (HQ, 3)]),
        ("Closes #1 and again closes #1", [(GASTOWN, 1)]),
        ("Closes #1, #2", [(GASTOWN, 1)]),
        ("It closes\n#1", []),
        ("First half of #1", []),
        ("encloses #1, prefix #1, fixing #1, closes#1", []),
        ("Closes #99, closes acme/none#1", []),
        ("`Closes #1` and ```\nCloses #2\n``` <!-- closes #3 -->", []),
        ("Closes #6", []),
        ("", []),
    ],
)
def test_closing_words_link_an_issue(ask: Asker, body: str, closed: list[tuple[int, int]]) -> None:
    assert named(links.closes(ask.world, opened(ask, body), ask.world.get_user("nux"))) == closed


def test_words_count_against_the_default_branch_alone(ask: Asker) -> None:
    pull, nux = opened(ask, "Closes #1", base="next"), ask.world.get_user("nux")
    assert links.closes(ask.world, pull, nux) == []
    pulls.set_base(ask.world, pull, nux, "main")
    assert links.closes(ask.world, pull, nux) == [ask.issue(1)]
    pulls.set_base(ask.world, pull, nux, "next")
    assert links.closes(ask.world, pull, nux) == []


def test_a_text_that_is_edited_links_other_issues(ask: Asker) -> None:
    pull, nux = opened(ask, "Closes #1"), ask.world.get_user("nux")
    issues.edit(ask.world, pull, nux, body="Closes #2")
    assert [links.closed_by(ask.world, ask.issue(number), nux) for number in (1, 2)] == [[], [pull]]


def test_the_pull_requests_of_an_issue_are_told_by_graphql(ask: Asker) -> None:
    world, nux = ask.world, ask.world.get_user("nux")
    draft, merged, closed = (opened(ask, "Closes #1", head=head) for head in ("one", "two", "three"))
    pulls.set_draft(world, draft, nux, draft=True)
    issues.close(world, closed, nux)
    pulls.merge(world, merged, nux)
    found = ask(CLOSED_BY % (", includeClosedPrs: true", PULL))["issue"]["closedByPullRequestsReferences"]
    page = "http://127.0.0.1/acme/gastown/pull"
    at = {"baseRefName": "main", "repository": {"nameWithOwner": "acme/gastown"}}
    assert found == {
        "totalCount": 3,
        "nodes": [
            {"number": 7, "url": f"{page}/7", "state": "OPEN", "isDraft": True, "merged": False, **at},
            {"number": 8, "url": f"{page}/8", "state": "MERGED", "isDraft": False, "merged": True, **at},
            {"number": 9, "url": f"{page}/9", "state": "CLOSED", "isDraft": False, "merged": False, **at},
        ],
    }
    assert ask(CLOSES % 7)["pullRequest"]["closingIssuesReferences"] == {"nodes": [{"number": 1}]}


@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        ("", [9]),
        (", includeClosedPrs: true", [7, 9, 8]),
        (", includeClosedPrs: true, orderByState: true", [9, 8, 7]),
        (", includeClosedPrs: true, userLinkedOnly: true", [8]),
    ],
)
def test_which_pull_requests_are_told(ask: Asker, arguments: str, numbers: list[int]) -> None:
    world, nux = ask.world, ask.world.get_user("nux")
    closed, merged, _ = (opened(ask, text, head=text) for text in ("Closes #1", "See #1", "Fixes #1"))
    links.link(world, ask.issue(1), merged, nux)
    issues.close(world, closed, nux)
    pulls.merge(world, merged, nux)
    shown = ask(CLOSED_BY % (arguments, "number"))["issue"]["closedByPullRequestsReferences"]["nodes"]
    assert [each["number"] for each in shown] == numbers


def test_a_pull_request_that_one_may_not_see_is_left_out(ask: Asker) -> None:
    world, alice = ask.world, ask.world.get_user("alice")
    beads = world.get_repository("acme/beads")
    pulls.create(world, beads, alice, "Elsewhere", body="Closes acme/gastown#1")
    beads.private = True
    seen = [ask(CLOSED_BY % ("", "number"), login)["issue"] for login in ("mallory", "joe")]
    assert [each["closedByPullRequestsReferences"]["totalCount"] for each in seen] == [0, 1]


def test_an_author_links_nothing_that_they_may_not_read(ask: Asker) -> None:
    world, alice = ask.world, ask.world.get_user("alice")
    secret = repositories.create(world, "alice/secret", private=True)
    issues.create(world, secret, alice, "Hidden")
    assert links.closes(world, opened(ask, "Closes alice/secret#1"), alice) == []
    assert named(links.closes(world, opened(ask, "Closes alice/secret#1", by="alice"), alice)) == [(4, 1)]


def test_a_merge_closes_what_it_closes(ask: Asker) -> None:
    world, nux = ask.world, ask.world.get_user("nux")
    pull = opened(ask, "Closes #1, closes acme/beads#2")
    links.link(world, ask.issue(2), pull, nux)
    pulls.merge(world, pull, nux)
    closed = links.closes(world, pull, nux)
    assert named(closed) == [(GASTOWN, 1), (BEADS, 2), (GASTOWN, 2)]
    assert {(each.state, each.state_reason, each.closed_by) for each in closed} == {
        ("closed", "completed", "nux")
    }


def test_a_merge_into_another_branch_closes_nothing(ask: Asker) -> None:
    world, nux = ask.world, ask.world.get_user("nux")
    pull = opened(ask, "Closes #1", base="next")
    links.link(world, ask.issue(2), pull, nux)
    pulls.merge(world, pull, nux)
    assert [ask.issue(number).state for number in (1, 2)] == ["open", "open"]


def test_a_merge_closes_nothing_where_the_merger_may_not(ask: Asker) -> None:
    world, nux = ask.world, ask.world.get_user("nux")
    accounts.add_user(world, "stranger")
    far = issues.create(world, repositories.create(world, "stranger/den"), nux, "Far away")
    pulls.merge(world, opened(ask, "Closes stranger/den#1, closes #1"), nux)
    assert (far.state, ask.issue(1).state) == ("open", "closed")


def test_links_by_hand_have_limits(ask: Asker) -> None:
    world, nux, pull = ask.world, ask.world.get_user("nux"), ask.issue(6)
    for number in range(10):
        links.link(
            world, issues.create(world, world.get_repository("acme/gastown"), nux, f"{number}"), pull, nux
        )
    with pytest.raises(Invalid):
        links.link(world, ask.issue(1), pull, nux)
    with pytest.raises(NotFound):
        links.unlink(world, ask.issue(1), pull, nux)
    links.unlink(world, ask.issue(7), pull, nux)
    links.link(world, ask.issue(1), pull, nux)
    with pytest.raises(Forbidden):
        links.unlink(world, ask.issue(1), pull, world.get_user("mallory"))
    with pytest.raises(Invalid):
        links.link(world, world.get_issue(world.get_repository("acme/beads"), 1), opened(ask, ""), nux)


def test_a_link_follows_an_issue_that_moves_and_ends_with_one_that_is_deleted(ask: Asker) -> None:
    world, alice = ask.world, ask.world.get_user("alice")
    pull, second = opened(ask, "Closes #1, closes #2", by="alice"), opened(ask, "Closes #2", by="alice")
    links.link(world, ask.issue(1), pull, alice)
    moved = transfers.transfer(world, ask.issue(1), alice, world.get_repository("acme/beads"))
    assert links.closed_by(world, moved, alice) == [pull]
    assert links.closes(world, pull, alice) == [moved, ask.issue(2)]
    issues.delete(world, moved, alice)
    issues.delete(world, second, alice)
    assert links.closes(world, pull, alice) == [ask.issue(2)]
    assert links.closed_by(world, ask.issue(2), alice) == [pull]


def test_who_opened_a_pull_request_or_can_write_makes_it_a_draft(ask: Asker) -> None:
    world, pull = ask.world, ask.issue(6)
    with pytest.raises(Forbidden):
        pulls.set_draft(world, pull, world.get_user("mallory"), draft=True)
    pulls.set_draft(world, pull, world.get_user("amber"), draft=True)
    with pytest.raises(NotAllowed, match="still a draft"):
        pulls.merge(world, pull, world.get_user("nux"))
    pulls.set_draft(world, pull, world.get_user("nux"), draft=False)
    pulls.merge(world, pull, world.get_user("nux"))
    with pytest.raises(Invalid, match="Validation Failed"):
        pulls.set_draft(world, pull, world.get_user("nux"), draft=True)


MUTATION = (
    """mutation {{ {name}(input: {{pullRequestId: "{id}"}}) {{ pullRequest {{ number isDraft }} }} }}"""
)
NAMES = {True: "convertPullRequestToDraft", False: "markPullRequestReadyForReview"}


@pytest.mark.parametrize("draft", [True, False])
def test_a_draft_is_made_and_ended_by_graphql(ask: Asker, draft: bool) -> None:
    pull, nux = ask.issue(6), ask.world.get_user("nux")
    pulls.set_draft(ask.world, pull, nux, draft=not draft)
    answer = ask.answer(MUTATION.format(name=NAMES[draft], id=pull.node_id))
    assert answer["data"][NAMES[draft]]["pullRequest"] == {"number": 6, "isDraft": draft}


@pytest.mark.parametrize(
    ("login", "number", "kind"), [("mallory", 6, "FORBIDDEN"), ("joe", 1, "NOT_FOUND")], ids=str
)
def test_a_draft_is_refused(ask: Asker, login: str, number: int, kind: str) -> None:
    answer = ask.answer(MUTATION.format(name=NAMES[True], id=ask.issue(number).node_id), login)
    assert [error["type"] for error in answer["errors"]] == [kind]


def test_rest_shows_drafts_merges_and_base_branches(sandbox: Sandbox, alice: Client) -> None:
    made = alice(
        "POST",
        "/repos/acme/gastown/pulls",
        title="Half",
        head="half",
        base="next",
        draft=True,
        body="Closes #1",
    )
    one = f"/repos/acme/gastown/pulls/{made.json()['number']}"

    def shown() -> tuple[Any, ...]:
        found = alice.get(one)
        return found["draft"], found["merged"], found["base"]["ref"], found["mergeable_state"]

    assert shown() == (True, False, "next", "draft")
    assert alice("PUT", f"{one}/merge").status_code == 405
    assert alice("PATCH", one, base="main").status_code == 200
    ready = MUTATION.format(name=NAMES[False], id=made.json()["node_id"])
    assert alice.graphql(ready)["data"][NAMES[False]]["pullRequest"]["isDraft"] is False
    assert shown() == (False, False, "main", "clean")
    assert alice("PUT", f"{one}/merge").status_code == 200
    assert (alice.get(one)["merged_at"] is None, alice.get("/repos/acme/gastown/issues/1")["state"]) == (
        False,
        "closed",
    )
    assert alice("PATCH", one, base="next").status_code == 422


def test_what_happens_to_a_pull_request_is_told(
    sandbox: Sandbox, alice: Client, everything: Receiver
) -> None:
    one = "/repos/acme/gastown/pulls/6"
    node = alice.get(one)["node_id"]
    for draft in (True, True, False):
        alice.graphql(MUTATION.format(name=NAMES[draft], id=node))
    alice("PATCH", one, base="next")
    alice("PATCH", one, base="main", body="Fixes #1")
    alice("PATCH", one, state="closed")
    alice("PATCH", one, state="open")
    alice("PUT", f"{one}/merge")
    sandbox.deliveries.wait_idle()
    pull = [
        "converted_to_draft",
        "ready_for_review",
        "edited",
        "edited",
        "edited",
        "closed",
        "reopened",
        "closed",
    ]
    assert everything.names() == [*(f"pull_request {action}" for action in pull), "issues closed"]
    payloads = [
        payload for headers, payload in everything.taken if headers["X-GitHub-Event"] == "pull_request"
    ]
    assert [each["pull_request"]["draft"] for each in payloads[:2]] == [True, False]
    assert payloads[2]["changes"]["base"]["ref"] == {"from": "main"}
    assert [each["pull_request"]["merged"] for each in payloads if each["action"] == "closed"] == [
        False,
        True,
    ]
