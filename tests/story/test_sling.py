"""`sling`: work is handed out, and gets its convoy by itself."""

import pytest

from gt_convoy_sandbox.model import accounts
from tests.story.acts import assignees, assigns, below, blocks, convoy_id, gives_role, makes_private
from tests.town import Town


def test_slung_work_gets_a_convoy_and_its_worker(town: Town) -> None:
    answer = town.comment("/gt sling gt-1 beads/amber")
    (number,) = town.convoys()
    assert f"hq-cv-{number}: work for @amber" in answer
    assert "+ gt-1: added: assigned to @amber" in answer
    assert town.issue(f"hq-{number}")["title"] == "Work: gt-1"
    assert "- `@alice`" in town.body(f"hq-{number}")
    assert assignees(town, "gt-1") == ["amber"]
    town.closes("gt-1")
    assert len(town.notices(f"hq-{number}")) == 1


def test_several_get_one_convoy_together(town: Town) -> None:
    town.comment("/gt sling gt-1, gt-2 bd-1 @joe")
    (number,) = town.convoys()
    assert town.issue(f"hq-{number}")["title"] == "Work: gt-1 and 2 more"
    assert [assignees(town, name) for name in ("gt-1", "gt-2", "bd-1")] == [["joe"]] * 3


def test_what_an_open_convoy_tracks_gets_no_second_one(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    answer = town.comment("/gt sling gt-1 gt-2 joe")
    assert "joe: unknown address" in answer
    answer = town.comment("/gt sling gt-1 gt-2 @joe")
    assert "= gt-1: already there: assigned to @joe" in answer
    assert "+ gt-2: added: assigned to @joe" in answer
    assert len(town.convoys()) == 2
    assert town.issue(f"hq-{town.convoys()[-1]}")["title"] == "Work: gt-2"
    town.comment("/gt sling gt-2 @joe")
    assert len(town.convoys()) == 2
    town.closes("gt-1")
    assert town.issue(hq)["state"] == "closed"
    town.reopens("gt-1")
    town.closes("gt-1")
    town.reopens("gt-1")
    town.comment("/gt sling gt-1")
    assert len(town.convoys()) == 2


def test_without_a_worker_whoever_asks_takes_it(town: Town) -> None:
    town.comment("/gt sling gt-1", by="joe")
    town.comment("/gt sling #2", by="nux", on="gt-1")
    assert assignees(town, "gt-1") == ["joe"]
    assert assignees(town, "gt-2") == ["nux"]


def test_an_agents_account_is_a_worker(sleepy_town: Town) -> None:
    accounts.add_agent(sleepy_town.sandbox.world)
    for ref, worker in {"gt-1": "copilot-swe-agent[bot]", "gt-2": "@copilot-swe-agent[bot]"}.items():
        printed = sleepy_town.terminal("sling", ref, worker)
        assert printed.status == 0, printed.err
        assert "work for @copilot-swe-agent[bot]" in printed.out
        assert len(sleepy_town.issue(ref)["assignees"]) == 1
    assert sleepy_town.told("stranded") == []


def test_nothing_is_made_or_assigned_when_one_thing_is_wrong(town: Town) -> None:
    for words, why in [
        ("gt-1 gt-999 @joe", "gt-999: not found"),
        ("gt-1 @mallory", "@mallory cannot be assigned in acme/gastown"),
        ("gt-1 @nobody-here", "@nobody-here cannot be assigned in acme/gastown"),
        ("gt-1 mayor/", "mayor/: @acme/maintainers is a team"),
        ("gt-1 nowhere/joe", "nowhere/joe: unknown address"),
        ("@joe", "name an issue: /gt sling gt-12 @joe"),
        ("", "/gt sling gt-12"),
        ("gt-1 xx-2 @joe", "xx-2: unknown prefix"),
        ("gt-1 xx#2", "xx#2: unknown rig"),
    ]:
        assert why in town.comment(f"/gt sling {words} ")
    assert town.convoys() == []
    assert assignees(town, "gt-1") == []


def test_it_needs_triage_where_the_issue_is_not_only_on_hq(town: Town) -> None:
    gives_role(town.sandbox.world, "acme/beads", "joe", "read")
    answer = town.comment("/gt sling bd-1 @amber", by="joe")
    assert "@joe has the role read on acme/beads, and this command needs triage" in answer
    gives_role(town.sandbox.world, "acme/beads", "joe", "triage")
    assert "assigned to @amber" in town.comment("/gt sling bd-1 @amber", by="joe")


def test_an_issue_with_ten_assignees_says_that_it_takes_no_more(town: Town) -> None:
    world = town.sandbox.world
    names = [f"hand-{n}" for n in range(10)]
    for name in names:
        accounts.add_user(world, name)
        gives_role(world, "acme/gastown", name, "write")
    town.ask("alice", "POST", "/repos/acme/gastown/issues/1/assignees", assignees=names)
    answer = town.comment("/gt sling gt-1 @joe --anyway")
    assert "✗ gt-1: refused: GitHub did not assign @joe; it allows 10 assignees" in answer
    assert assignees(town, "gt-1") == names


def test_the_json_is_the_convoy_with_a_result_for_each(sleepy_town: Town) -> None:
    said = sleepy_town.told("sling", "gt-1", "bd-1", "@joe")
    assert said["title"] == "Work: gt-1 and 1 more"
    assert said["swarm"] == ["joe"]
    assert [(one["ref"], one["outcome"]) for one in said["results"]] == [("gt-1", "added"), ("bd-1", "added")]
    assert convoy_id(f"hq-{said['number']}") == said["id"]


def test_a_closed_issue_is_refused_and_nothing_helps_but_to_reopen_it(town: Town) -> None:
    town.closes("gt-1")
    for words in ("gt-1 @joe", "gt-1 @joe --anyway"):
        assert "gt-1: it is closed. Reopen it first" in town.comment(f"/gt sling {words}")
        printed = town.terminal("sling", *words.split())
        assert (printed.status, printed.err.count("it is closed")) == (1, 1)
    assert town.convoys() == []
    assert assignees(town, "gt-1") == []


def test_what_somebody_else_has_is_refused_and_given_with_anyway(town: Town) -> None:
    assigns(town, "gt-1", "amber")
    answer = town.comment("/gt sling gt-1 @joe")
    assert "gt-1: @amber has it. To give it to @joe all the same, add --anyway" in answer
    assert town.convoys() == []
    answer = town.comment("/gt sling gt-1 @joe --anyway")
    assert "+ gt-1: added: assigned to @joe, beside @amber" in answer
    assert assignees(town, "gt-1") == ["amber", "joe"]


@pytest.mark.parametrize("worker", ["@joe.", "gastown/joe,", "@joe!"])
def test_a_sentences_sign_behind_the_worker_is_no_part_of_the_name(town: Town, worker: str) -> None:
    assert "assigned to @joe" in town.comment(f"/gt sling gt-1 {worker}")


def test_what_only_looks_like_a_reference_is_no_worker(town: Town) -> None:
    assert "It holds U+2011 NON-BREAKING HYPHEN" in town.comment("/gt sling gt\u20111")
    assert "It holds U+2013 EN DASH" in town.comment("/gt sling gt-1 gt\u20132")


def test_whoever_has_it_among_others_may_get_it_again(town: Town) -> None:
    assigns(town, "gt-1", "amber", "JOE")
    blocks(town, "gt-2", "gt-1")
    assert "assigned to @joe" in town.comment("/gt sling gt-1 @joe")


def test_a_blocked_one_is_refused_by_the_name_of_what_blocks_it(town: Town) -> None:
    blocks(town, "gt-2", "gt-1")
    blocks(town, "bd-1", "gt-1")
    refused = "gt-1: blocked by gt-2 and bd-1. To give it to @joe all the same, add --anyway"
    assert refused in town.comment("/gt sling gt-1 @joe")
    printed = town.terminal("sling", "gt-1", "@joe")
    assert (printed.status, refused in printed.err) == (1, True)
    assert town.convoys() == []
    assert "assigned to @joe" in town.comment("/gt sling gt-1 @joe --anyway")
    town.closes("gt-3")
    blocks(town, "gt-3", "gt-4")
    assert "assigned to @joe" in town.comment("/gt sling gt-4 @joe")


def test_an_epic_is_refused_while_issues_below_it_are_open(town: Town) -> None:
    below(town, "gt-1", "gt-2", "bd-1")
    refused = "gt-1: the work is in its 2 open sub-issues. To give it to @joe all the same, add --anyway"
    assert refused in town.comment("/gt sling gt-1 @joe")
    assert assignees(town, "gt-1") == []
    town.closes("gt-2", "bd-1")
    assert "assigned to @joe" in town.comment("/gt sling gt-1 @joe")


def test_a_blocker_that_the_readers_may_not_see_is_something_private(town: Town) -> None:
    blocks(town, "bd-1", "gt-1")
    blocks(town, "gt-2", "gt-1")
    makes_private(town, "acme/beads")
    answer = town.comment("/gt sling gt-1 @joe")
    assert "gt-1: blocked by gt-2 and something private." in answer
    assert "bd-1" not in answer


def test_of_a_private_issue_a_public_thread_tells_neither_who_has_it_nor_that_it_is_blocked(
    town: Town,
) -> None:
    assigns(town, "bd-1", "amber")
    blocks(town, "bd-3", "bd-2")
    makes_private(town, "acme/beads")
    said = [town.comment(f"/gt sling {name} @joe").replace(name, "bd") for name in ("bd-1", "bd-2")]
    assert (
        "bd: it is blocked, has open sub-issues, or somebody else has it. To give it to @joe all the same"
        in said[0]
    )
    assert said[0].splitlines()[1:] == said[1].splitlines()[1:]


def test_of_several_each_has_its_own_outcome(town: Town) -> None:
    town.closes("gt-1")
    assigns(town, "gt-2", "amber")
    answer = town.comment("/gt sling gt-1 gt-2 gt-3 @joe")
    assert "✗ gt-1: refused: it is closed. Reopen it first" in answer
    assert "✗ gt-2: refused: @amber has it. To give it to @joe all the same, add --anyway" in answer
    assert "+ gt-3: added: assigned to @joe" in answer
    (number,) = town.convoys()
    assert town.issue(f"hq-{number}")["title"] == "Work: gt-3"
    assert "gastown#2" not in town.body(f"hq-{number}")
    assert assignees(town, "gt-2") == ["amber"]
    assert town.reactions("/gt sling gt-1 gt-2 gt-3 @joe") == ["eyes", "confused"]
    said = town.told("sling", "gt-1", "gt-4", "@joe")
    assert [one["outcome"] for one in said["results"]] == ["refused", "added"]


def test_if_all_are_refused_nothing_is_made(town: Town) -> None:
    town.closes("gt-1")
    assigns(town, "gt-2", "amber")
    answer = town.comment("/gt sling gt-1 gt-2 @joe")
    assert "gt-1: it is closed" in answer
    assert "gt-2: @amber has it" in answer
    assert town.convoys() == []
