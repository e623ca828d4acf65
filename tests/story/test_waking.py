"""What happens to a blocker or to a linked pull request shows in the convoy's text, by events alone."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import delete

from gt_convoy_webhooks.storage.schema import links
from tests.story.acts import (
    assigns,
    blocks,
    deletes,
    edits_pull,
    makes_repository,
    merges,
    opens_pull,
    ready_for_review,
    unblocks,
)
from tests.town import Town

Deed = Callable[[Town], object]
GASTOWN = "acme/gastown"
SITE = "octo/site"  # neither HQ nor rig


def counted(town: Town, hq: str) -> str:
    """How many stand how, by the convoy's own text."""
    found = re.search(r"\d/\d completed `.*` \d+%(?: · )?(.*)", town.body(hq))
    assert found, town.body(hq)
    return found[1]


@pytest.fixture
def hq(town: Town) -> str:
    """A convoy of two issues, of which one outside blocks gt-1."""
    makes_repository(town, SITE, "The outside", "Another")
    made = town.creates('"Deploy v2.0" gt-1 gt-2')
    assert counted(town, made) == "2 ready"
    blocks(town, f"{SITE}#1", "gt-1")
    assert counted(town, made) == "1 ready · 1 blocked"
    return made


def test_what_blocks_from_outside_is_followed(town: Town, hq: str) -> None:
    town.closes(f"{SITE}#1", by="alice")
    assert counted(town, hq) == "2 ready"
    town.reopens(f"{SITE}#1", by="alice")
    assert counted(town, hq) == "1 ready · 1 blocked"
    unblocks(town, f"{SITE}#1", "gt-1")
    assert counted(town, hq) == "2 ready"


def test_a_blocker_that_is_deleted_blocks_no_more(town: Town, hq: str) -> None:
    deletes(town, f"{SITE}#1")
    assert counted(town, hq) == "2 ready"


def test_a_blocker_among_what_is_tracked_is_followed(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    blocks(town, "gt-1", "gt-2")
    assert counted(town, hq) == "1 ready · 1 blocked"
    town.closes("gt-1")
    assert counted(town, hq) == "1 ready"


@pytest.mark.parametrize(
    ("repo", "body"), [(GASTOWN, "Closes #1"), (SITE, "Fixes acme/gastown#1")], ids=["a rig", "elsewhere"]
)
def test_a_pull_request_is_followed_from_draft_to_merge(town: Town, hq: str, repo: str, body: str) -> None:
    unblocks(town, f"{SITE}#1", "gt-1")
    town.sandbox.world.get_repository(repo).collaborators["nux"] = "write"
    number = opens_pull(town, repo, body, draft=True)
    assert counted(town, hq) == "1 in work · 1 ready"
    ready_for_review(town, repo, number)
    assert counted(town, hq) == "1 in review · 1 ready"
    ready_for_review(town, repo, number, ready=False)
    assert counted(town, hq) == "1 in work · 1 ready"
    edits_pull(town, repo, number, state="closed")
    assert counted(town, hq) == "2 ready"
    edits_pull(town, repo, number, state="open")
    assert counted(town, hq) == "1 in work · 1 ready"
    ready_for_review(town, repo, number)
    merges(town, repo, number)
    assert "1/2 completed" in town.body(hq)
    assert town.told("status", hq)["tracked"][0]["progress"] == "merged"


def test_closing_words_that_come_and_go_are_followed(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    number = opens_pull(town, GASTOWN, "Nothing yet")
    edits_pull(town, GASTOWN, number, body="Closes #1")
    assert counted(town, hq) == "1 in review · 1 ready"
    edits_pull(town, GASTOWN, number, body="Closes #2")
    assert counted(town, hq) == "1 in review · 1 ready"
    assert [one["progress"] for one in town.told("status", hq)["tracked"]] == ["ready", "in_review"]
    edits_pull(town, GASTOWN, number, base="old")
    assert counted(town, hq) == "2 ready", "only against the default branch do words count"


def test_a_merge_after_a_close_by_hand_is_followed(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    number = opens_pull(town, GASTOWN, "Closes #1")
    town.closes("gt-1")
    assert counted(town, hq) == "1 unmerged · 1 ready"
    merges(town, GASTOWN, number)
    assert counted(town, hq) == "1 ready"


def label(town: Town) -> None:
    town.ask("alice", "POST", f"/repos/{SITE}/issues/1/labels", labels=["bug"])


NOTHING: list[tuple[str, Deed]] = [
    ("a blocker's title", lambda town: town.edits(f"{SITE}#1", title="Another title")),
    ("a blocker's text", lambda town: town.edits(f"{SITE}#1", body="Another text")),
    ("a blocker's label", label),
    ("who has a blocker", lambda town: assigns(town, f"{SITE}#1", "alice")),
    ("what blocks a blocker", lambda town: blocks(town, f"{SITE}#2", f"{SITE}#1")),
    ("a comment on a blocker", lambda town: town.comment("Soon!", on=f"{SITE}#1")),
    ("a pull request's title", lambda town: edits_pull(town, GASTOWN, pull(town), title="Mend them")),
    ("a pull request's text", lambda town: edits_pull(town, GASTOWN, pull(town), body="Closes #2, really")),
    ("a comment on a pull request", lambda town: town.comment("Nice", on=f"gt-{pull(town)}")),
    ("an issue that nobody tracks or waits for", lambda town: town.closes(f"{SITE}#2", by="alice")),
    ("what it is blocked by", lambda town: blocks(town, "gt-4", f"{SITE}#2")),
    ("a pull request that closes it", lambda town: opens_pull(town, GASTOWN, "Closes #4")),
    ("one that closes nothing", lambda town: opens_pull(town, GASTOWN, "")),
]  # fmt: skip


def pull(town: Town) -> int:
    """The pull request that closes gt-2."""
    listed = town.ask("alice", "GET", f"/repos/{GASTOWN}/pulls?state=open")
    return next(int(one["number"]) for one in listed if one["body"] == "Closes #2")


@pytest.mark.parametrize("deed", [pytest.param(deed, id=name) for name, deed in NOTHING])
def test_what_changes_nothing_that_is_shown_is_not_looked_at(town: Town, hq: str, deed: Deed) -> None:
    opens_pull(town, GASTOWN, "Closes #2")
    assert counted(town, hq) == "1 in review · 1 blocked"
    mark = town.mark()
    deed(town)
    town.settle()
    assert town.requests(mark) == []


def test_a_lost_event_is_healed_by_the_sweep(town: Town, hq: str) -> None:
    town.sandbox.faults.drop("issues", "closed")
    town.closes(f"{SITE}#1", by="alice")
    assert counted(town, hq) == "1 ready · 1 blocked"
    town.sweeps()
    assert counted(town, hq) == "2 ready"


def test_links_that_were_lost_are_found_again_by_the_sweep(town: Town, hq: str) -> None:
    assert town.app
    with town.app.app.store.database.write() as conn:
        conn.execute(delete(links))
    town.sweeps()
    town.closes(f"{SITE}#1", by="alice")
    assert counted(town, hq) == "2 ready"


def test_events_that_come_twice_and_in_another_order_end_alike(town: Town, hq: str) -> None:
    town.sandbox.faults.repeat(3, times=9)
    number = opens_pull(town, GASTOWN, "Closes #2", draft=True)
    town.sandbox.faults.clear()
    town.sandbox.faults.reorder(4)
    world_moves(town, number)
    assert counted(town, hq) == "1 in review · 1 blocked"
    town.sandbox.faults.clear()
    for delivery in town.sandbox.deliveries.all():
        town.sandbox.deliveries.redeliver(delivery)
    town.settle()
    at = town.issue(hq)["updated_at"]
    town.sweeps()
    assert (counted(town, hq), town.issue(hq)["updated_at"]) == ("1 in review · 1 blocked", at)


def world_moves(town: Town, number: int) -> None:
    """Four events in a moment."""
    town.ask("alice", "PATCH", f"/repos/{SITE}/issues/1", state="closed")
    town.ask("alice", "PATCH", f"/repos/{SITE}/issues/1", state="open")
    town.ask("alice", "PATCH", f"/repos/{GASTOWN}/pulls/{number}", state="closed")
    town.ask("alice", "PATCH", f"/repos/{GASTOWN}/pulls/{number}", state="open")
    ready_for_review(town, GASTOWN, number)
