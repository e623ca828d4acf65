"""`convoy launch`: a convoy's issues are handed out as they become ready."""

import pytest

from tests.story.acts import (
    assignees,
    assigns,
    below,
    blocks,
    convoy_id,
    gives_role,
    makes_private,
    unassigns,
)
from tests.story.test_crash_between_writes import CRASHES, fails_at
from tests.town import Town


def crew(town: Town, hq: str) -> list[str]:
    """The lines under the heading `Crew`."""
    _, _, rest = town.body(hq).partition("### Crew\n")
    return rest.split("\n\n")[0].strip().split("\n")


@pytest.fixture
def hq(town: Town) -> str:
    """A convoy of three in a chain, launched for amber and nux."""
    made = town.creates('"Deploy v2.0" gt-1 gt-2 gt-3')
    blocks(town, "gt-1", "gt-2")
    blocks(town, "gt-2", "gt-3")
    town.comment(f"/gt convoy launch {made} --to @amber,@nux")
    return made


def test_a_chain_is_handed_out_as_it_becomes_ready_and_lands(town: Town, hq: str) -> None:
    assert crew(town, hq) == ["- `@amber`", "- `@nux`"]
    handed_out = [[assignees(town, f"gt-{n}") for n in (1, 2, 3)]]
    for number in (1, 2, 3):
        town.closes(f"gt-{number}")
        handed_out.append([assignees(town, f"gt-{n}") for n in (1, 2, 3)])
    assert handed_out == [
        [["amber"], [], []],
        [["amber"], ["amber"], []],
        [["amber"], ["amber"], ["amber"]],
        [["amber"], ["amber"], ["amber"]],
    ]
    assert town.issue(hq)["state"] == "closed"


def test_what_it_answers_says_who_gets_what_now(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 gt-3 gt-4')
    answer = town.comment(f"/gt convoy launch {hq} --to @amber,beads/nux --max 3").split("\n")
    name = convoy_id(hq)
    assert f"🚚 {name} is launched: its issues go to @amber @nux, at most 3 at once." in answer
    assert "    ├── gt-1 → @amber" in answer
    assert "    └── gt-3 → @amber" in answer
    assert crew(town, hq) == ["- `@amber`", "- `@nux`", "- at most 3"]
    assert [assignees(town, f"gt-{n}") for n in (1, 2, 3, 4)] == [["amber"], ["nux"], ["amber"], []]
    shown = town.terminal("status", hq).out
    assert "  Crew:      @amber @nux, at most 3 at once\n" in shown
    assert town.told("status", hq)["crew"] == {
        "workers": ["amber", "nux"],
        "at_most": 3,
        "paused": False,
        "launched_by": "alice",
    }
    assert "3 in work · 1 ready" in town.body(hq)


def test_a_pause_stops_it_and_a_paused_one_lands_all_the_same(town: Town, hq: str) -> None:
    town.comment(f"/gt convoy pause {hq}")
    assert crew(town, hq) == ["- `@amber`", "- `@nux`", "- paused"]
    assert f"paused (gt-convoy resume {convoy_id(hq)})" in town.terminal("status", hq).out
    town.closes("gt-1")
    assert assignees(town, "gt-2") == []
    town.comment(f"/gt convoy resume {hq}")
    assert crew(town, hq) == ["- `@amber`", "- `@nux`"]
    assert assignees(town, "gt-2") == ["amber"]
    town.comment(f"/gt convoy pause {hq}")
    town.closes("gt-2", "gt-3")
    assert town.issue(hq)["state"] == "closed"


def test_the_crew_is_changed_by_hand(town: Town, hq: str) -> None:
    text = town.body(hq).replace("- `@amber`\n", "* @joe, who knows it\n- at most 1.\n")
    town.edits(hq, body=text)
    town.closes("gt-1")
    assert assignees(town, "gt-2") == ["joe"]
    assert "* @joe, who knows it" in town.body(hq)
    assert "@joe @nux, at most 1 at once" in town.terminal("status", hq).out
    town.edits(hq, body=town.body(hq).replace("- at most 1.", "- paused"))
    town.closes("gt-2")
    assert assignees(town, "gt-3") == []


def test_it_stays_launched_for_what_is_added_later(town: Town, hq: str) -> None:
    town.comment(f"/gt convoy add {hq} gt-4 bd-1")
    assert assignees(town, "gt-4") == ["nux"]
    assert assignees(town, "bd-1") == [], "nobody answered for that repository"
    town.comment(f"/gt convoy launch {hq} --max 5")
    assert assignees(town, "bd-1") == ["amber"]


def test_whom_a_person_assigns_counts(town: Town, hq: str) -> None:
    town.comment(f"/gt convoy add {hq} gt-4 gt-5")
    assert assignees(town, "gt-4") == ["nux"]
    unassigns(town, "gt-1", "amber")
    assert assignees(town, "gt-1") == ["nux"], "amber had it before"
    assigns(town, "gt-5", "joe")
    town.closes("gt-4")
    assert [assignees(town, f"gt-{n}") for n in (2, 3, 5)] == [[], [], ["joe"]]


def test_an_epic_goes_to_nobody(town: Town) -> None:
    below(town, "gt-1", "gt-5")
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.comment(f"/gt convoy launch {hq} --to @amber --max 3")
    assert [assignees(town, f"gt-{n}") for n in (1, 2)] == [[], ["amber"]]
    town.closes("gt-5")
    town.sweeps()
    assert assignees(town, "gt-1") == ["amber"]


def test_what_is_given_back_again_and_again_is_left_and_who_launched_it_is_told_once(
    town: Town,
) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.comment(f"/gt convoy launch {hq} --to @amber", by="joe")
    for _ in range(3):
        assert assignees(town, "gt-1") == ["amber"]
        unassigns(town, "gt-1", "amber")
    assert assignees(town, "gt-1") == []
    assert assignees(town, "gt-2") == ["amber"], "the rest goes on"
    town.sweeps()
    (told,) = [text for text in town.comments(hq) if "hands these out no more" in text]
    assert told.split("\n")[1] == "@joe"
    assert "gt-1 was given 3 times (@amber), and nobody has it" in told
    assert town.labels(hq) == {"convoy", "convoy:stalled"}
    town.comment(f"/gt convoy launch {hq} --max 2")
    assert assignees(town, "gt-1") == ["amber"]
    assert town.labels(hq) == {"convoy"}


WRONG = [
    ("launch {hq}", "has no crew. Name who is to get its issues: /gt convoy launch"),
    ("launch {hq} --to @acme/maintainers", "is a team, and GitHub assigns issues to accounts alone"),
    ("launch {hq} --to nobody", "nobody: unknown address"),
    ("launch {hq} --to @mallory", "@mallory cannot be assigned in acme/gastown"),
    ("launch {hq} --to @amber --max 0", "0 is not in the range 1<=x<=100"),
    ("launch {hq} --to @amber --max many", "many"),
    ("pause {hq}", "is not launched: /gt convoy launch"),
    ("resume {hq}", "is not launched: /gt convoy launch"),
    ("launch gt-1 --to @amber", "gt-1"),
]


@pytest.mark.parametrize(("words", "says"), WRONG)
def test_what_is_wrong_is_named_before_anything_is_done(town: Town, words: str, says: str) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    before = town.body(hq)
    assert says in town.comment(f"/gt convoy {words.format(hq=hq)}")
    assert town.body(hq) == before
    assert assignees(town, "gt-1") == []


def test_who_may_not_assign_there_launches_nothing(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 bd-1')
    gives_role(town.sandbox.world, "acme/beads", "joe", "read")
    answer = town.comment(f"/gt convoy launch {hq} --to @amber", by="joe")
    assert "@joe has the role read on acme/beads, and this command needs triage" in answer
    assert assignees(town, "gt-1") == []


def test_a_closed_one_is_opened_first(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("gt-1")
    assert "is closed. Open it first: /gt convoy reopen" in town.comment(
        f"/gt convoy launch {hq} --to @amber"
    )


def test_crew_lines_alone_hand_out_nothing(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.edits(hq, body=town.body(hq) + "\n### Crew\n- @amber\n")
    assert assignees(town, "gt-1") == []
    assert f"@amber, at most 1 at once, not launched (gt-convoy launch {convoy_id(hq)})" in (
        town.terminal("status", hq).out
    )
    town.comment(f"/gt convoy launch {hq}")
    assert assignees(town, "gt-1") == ["amber"]


def test_in_a_public_hq_nobody_learns_who_has_a_private_issue(town: Town) -> None:
    makes_private(town, "acme/beads")
    hq = town.creates('"Deploy v2.0" bd-1 bd-2')
    answer = town.comment(f"/gt convoy launch {hq} --to @amber --max 2")
    assert assignees(town, "bd-1") == ["amber"]
    assert "bd-1" not in answer.split("is launched")[1].partition("```")[0]
    marker = town.body(hq).split("\n")[0]
    assert '"given":{"acme/beads#1":[""],"acme/beads#2":[""]}' in marker


def test_a_dry_run_says_who_would_get_what(town: Town, hq: str) -> None:
    town.comment(f"/gt convoy pause {hq}")
    town.closes("gt-1")
    assert town.told("stage", hq)["next"] == []
    town.sandbox.faults.drop("issues", "edited")
    town.edits(hq, body=town.body(hq).replace("- paused\n", ""))
    assert f"{convoy_id(hq)}: assign acme/gastown#2 to amber" in town.terminal("check", hq, "--dry-run").out
    assert "  Handed out with the next look:\n    └── gt-2 → @amber\n" in town.terminal("stage", hq).out
    assert town.told("stage", hq)["next"] == [{"id": "gt-2", "login": "amber"}]
    town.sweeps()
    assert assignees(town, "gt-2") == ["amber"]


def test_whom_github_silently_does_not_assign_is_passed_over(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.comment(f"/gt convoy launch {hq} --to @amber,@nux --max 1")
    gives_role(town.sandbox.world, "acme/gastown", "amber", "none")
    acme = town.sandbox.world.organization("acme")
    assert acme
    acme.members.remove("amber")
    town.closes("gt-1")
    assert assignees(town, "gt-2") == ["nux"]
    assert '"given":{"acme/gastown#2":["amber","nux"]}' in town.body(hq).split("\n")[0]


def test_between_any_two_writes_it_may_fail_and_each_is_given_once(town: Town) -> None:
    for nth, after in CRASHES:
        first, second = (town.opens("Crate", "", repo="acme/gastown") for _ in range(2))
        hq = town.creates(f'"Deploy" gt-{first} gt-{second}')
        fails_at(town, nth, after=after)
        town.comment(f"/gt convoy launch {hq} --to @amber,@nux --max 2")
        town.sandbox.faults.requests.clear()
        town.sweeps()
        assert [assignees(town, f"gt-{n}") for n in (first, second)] == [["amber"], ["nux"]], (nth, after)
        assert "2 in work" in town.body(hq)
        town.closes(f"gt-{first}", f"gt-{second}")


def test_events_that_come_twice_and_in_another_order_give_nothing_twice(town: Town, hq: str) -> None:
    town.comment(f"/gt convoy add {hq} gt-4 gt-5")
    town.sandbox.faults.repeat(3, times=9)
    town.sandbox.faults.reorder(4)
    town.closes("gt-1", "gt-4")
    town.sandbox.faults.clear()
    town.settle()
    given = [assignees(town, f"gt-{n}") for n in (2, 3, 5)]
    assert sorted(given) == [[], ["amber"], ["nux"]]


def test_a_landed_one_that_opens_again_goes_on_handing_out(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.comment(f"/gt convoy launch {hq} --to @amber")
    town.closes("gt-1", "gt-2")
    assert town.issue(hq)["state"] == "closed"
    unassigns(town, "gt-1", "amber")
    town.reopens("gt-1")
    assert (town.issue(hq)["state"], assignees(town, "gt-1")) == ("open", ["amber"])
    assert "1 in work" in town.body(hq)


def test_where_the_terminal_alone_works_it_hands_out(sleepy_town: Town) -> None:
    made = sleepy_town.told("create", "Deploy v2.0", "gt-1", "gt-2")
    hq = f"hq-{made['number']}"
    assert sleepy_town.terminal("launch", hq, "--to", "@amber").status == 0
    assert assignees(sleepy_town, "gt-1") == ["amber"]
    sleepy_town.closes("gt-1")
    (looked,) = sleepy_town.told("check", hq)
    assert [effect["kind"] for effect in looked["effects"]] == ["assign", "update"]
    assert assignees(sleepy_town, "gt-2") == ["amber"]
