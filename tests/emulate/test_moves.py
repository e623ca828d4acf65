"""What only emulate's REST tells: repositories that move and are deleted without an event that says so."""

from gt_convoy.domain.job import Sweep
from tests.emulate.emulate_acts import makes_repository
from tests.story.acts import renames
from tests.town import HQ, SECRET, Town


def hooks_again(town: Town, repo: str) -> None:
    """emulate's hooks go by the repository's name at their making: under another they are silent."""
    for hook in town.ask("alice", "GET", f"/repos/{repo}/hooks"):
        town.ask("alice", "DELETE", f"/repos/{repo}/hooks/{hook['id']}")
    assert town.app
    town.sandbox.add_hooks(f"{town.app.url}/webhooks/github", SECRET)


def test_a_renamed_repository_is_followed_by_the_next_look(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 bd-1')
    renames(town, "acme/beads", "necklace")
    town.comment(f"/gt convoy check {hq}")
    assert "- [ ] acme/necklace#1" in town.body(hq)
    hooks_again(town, "acme/necklace")
    town.closes("gt-1", "acme/necklace#1", by="alice")
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1


def test_so_is_one_that_has_another_owner(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 bd-1')
    town.ask("alice", "POST", "/repos/acme/beads/transfer", new_owner="far")
    town.closes("gt-1")
    town.comment(f"/gt convoy check {hq}")
    assert "- [ ] far/beads#1" in town.body(hq)
    # Only a look finds it closed: the hook went lost with the former name.
    town.closes("far/beads#1", by="alice")
    town.comment(f"/gt convoy check {hq}")
    assert len(town.notices(hq)) == 1


def test_an_issue_whose_repository_is_deleted_holds_the_landing_until_it_is_removed(town: Town) -> None:
    makes_repository(town, "acme/depot", "A crate")
    hq = town.creates('"Deploy v2.0" gt-1 acme/depot#1')
    town.ask("alice", "DELETE", "/repos/acme/depot")
    town.closes("gt-1")
    assert town.issue(hq)["state"] == "open"
    assert "held: acme/depot#1 cannot be read" in town.body(hq)
    assert town.labels(hq) == {"convoy", "convoy:attention"}
    town.comment(f"/gt convoy remove {hq} acme/depot#1")
    assert town.issue(hq)["state"] == "closed"


def test_a_command_whose_delivery_was_lost_is_found_by_the_sweep(town: Town) -> None:
    town.sandbox.faults.drop("issue_comment")
    assert town.comment("/gt convoy list") == ""
    assert town.app
    town.app.app.state.jobs.enqueue(Sweep())
    town.settle()
    thread = town.ask("alice", "GET", f"/repos/{HQ}/issues/1/comments")
    assert [one["body"].count("Convoys") for one in thread] == [0, 1]
