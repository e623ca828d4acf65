"""`sling`: work is handed out, and gets its convoy by itself."""

from gt_convoy_sandbox.model import accounts
from tests.story.acts import assignees, convoy_id, gives_role
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
    town.comment("/gt sling gt-2 @amber")
    assert len(town.convoys()) == 2
    assert assignees(town, "gt-2") == ["joe", "amber"]
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
        ("@joe", "name an issue: sling gt-12 @joe"),
        ("", "Missing argument"),
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
    answer = town.comment("/gt sling gt-1 @joe")
    assert "✗ gt-1: refused: GitHub did not assign @joe; it allows 10 assignees" in answer
    assert assignees(town, "gt-1") == names


def test_the_json_is_the_convoy_with_a_result_for_each(sleepy_town: Town) -> None:
    said = sleepy_town.told("sling", "gt-1", "bd-1", "@joe")
    assert said["title"] == "Work: gt-1 and 1 more"
    assert said["swarm"] == ["joe"]
    assert [(one["ref"], one["outcome"]) for one in said["results"]] == [("gt-1", "added"), ("bd-1", "added")]
    assert convoy_id(f"hq-{said['number']}") == said["id"]
