"""`lands: by-hand`: a complete convoy waits for its owner, who is told once, and lands by their word."""

import pytest

from tests.story.acts import convoy_id, gives_role
from tests.story.test_crash_between_writes import CRASHES, fails_at
from tests.town import Town


def waits(town: Town, hq: str) -> list[str]:
    """The remarks that it is complete."""
    return [text for text in town.comments(hq) if "is complete, waits for" in text]


def owned(town: Town, *, by: str = "joe") -> str:
    """A convoy of gt-1 that somebody owns and that is complete."""
    hq = town.creates('"Deploy v2.0" gt-1 --notify @amber --owned', by=by)
    town.closes("gt-1")
    return hq


def test_an_owned_convoy_waits_and_tells_its_owner_once(town: Town) -> None:
    hq = owned(town)
    name = convoy_id(hq)
    assert town.issue(hq)["state"] == "open"
    assert town.notices(hq) == []
    assert f"complete, waits for `@joe` (`/gt convoy land {name}`)" in town.body(hq)
    (remark,) = waits(town, hq)
    assert remark.split("\n")[1:] == [
        "@joe",
        "```text",
        f"{name} is complete, waits for @joe (/gt convoy land {name})",
        "```",
    ]
    town.comment(f"/gt convoy check {hq}")
    town.sweeps()
    assert len(waits(town, hq)) == 1
    town.reopens("gt-1")
    assert "waits for" not in town.body(hq)
    town.closes("gt-1")
    assert len(waits(town, hq)) == 2, "it is complete anew"


def test_its_owner_lands_it_and_its_subscribers_are_told_once(town: Town) -> None:
    hq = owned(town)
    gives_role(town.sandbox.world, "acme/hq", "joe", "read")
    answer = town.comment(f"/gt convoy land {hq}", by="joe")
    assert f"{convoy_id(hq)} has landed; its subscribers are told" in answer
    assert town.issue(hq)["state"] == "closed"
    assert town.labels(hq) == {"convoy", "convoy:landed"}
    (notice,) = town.notices(hq)
    assert notice.split("\n")[1] == "@amber"
    assert "has landed already" in town.comment(f"/gt convoy land {hq}")
    assert town.notices(hq) == [notice]


def test_others_need_the_role_write_and_hear_who_may(town: Town) -> None:
    hq = owned(town)
    answer = town.comment(f"/gt convoy land {hq}", by="mallory")
    assert "@mallory may not land it, with the role none on acme/hq" in answer.replace("read", "none")
    assert "Ask its owner @joe or somebody with the role write there" in answer
    assert town.issue(hq)["state"] == "open"
    assert "has landed" in town.comment(f"/gt convoy land {hq}", by="amber")


def test_an_incomplete_one_is_refused_with_what_is_open_and_holds(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 --owned')
    town.edits(hq, body=town.body(hq).replace("acme/gastown#1", "acme/gastown#1\n- [ ] tell support"))
    town.closes("gt-2")
    answer = town.comment(f"/gt convoy land {hq}")
    assert f"{convoy_id(hq)} is not complete:" in answer
    assert "○ gt-1: Update API endpoint" in answer
    assert "☐ tell support" in answer
    assert "gt-2:" not in answer


def test_whoever_closes_it_complete_in_githubs_pages_lands_it(town: Town) -> None:
    hq = owned(town)
    town.closes(hq, by="alice")
    assert len(town.notices(hq)) == 1
    assert town.labels(hq) == {"convoy", "convoy:landed"}


def test_close_is_a_persons_word_too(town: Town) -> None:
    hq = owned(town)
    assert "has landed" in town.comment(f"/gt convoy close {hq}")
    assert len(town.notices(hq)) == 1


def test_what_landed_by_hand_and_is_reopened_lands_again_by_hand_alone(town: Town) -> None:
    hq = owned(town)
    town.comment(f"/gt convoy land {hq}")
    town.reopens(hq, by="alice")
    town.comment(f"/gt convoy check {hq}")
    assert town.issue(hq)["state"] == "open"
    assert "complete, waits for `@joe`" in town.body(hq)
    assert "has landed" in town.comment(f"/gt convoy land {hq}")
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1, "what was told is not told again"


def test_land_lands_any_complete_convoy(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("gt-1")
    town.reopens(hq, by="alice")
    assert "has landed" in town.comment(f"/gt convoy land {hq}")
    assert town.issue(hq)["state"] == "closed"


def test_until_says_it_anew_and_what_is_complete_lands_at_once(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    name = convoy_id(hq)
    answer = town.comment(f"/gt convoy until {hq} by-hand.", by="joe")
    assert f"{name} lands from now on: by-hand, by @joe (`/gt convoy land {name}`)" in answer
    assert '"lands":"by\\u002dhand","owner":"joe"' in town.body(hq)
    assert "lands as before: by-hand, by @joe" in town.comment(f"/gt convoy until {hq} by-hand", by="joe")
    town.closes("gt-1")
    assert town.issue(hq)["state"] == "open"
    assert "lands from now on: by-hand, by @amber" in town.comment(
        f"/gt convoy until {hq} BY-HAND", by="amber"
    )
    assert "complete, waits for `@amber`" in town.body(hq)
    assert "lands from now on: closed" in town.comment(f"/gt convoy until {hq} closed")
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1


def test_until_of_a_closed_convoy_counts_when_it_is_opened_again(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("gt-1")
    answer = town.comment(f"/gt convoy until {hq} by-hand")
    assert "It is closed: that counts when it is opened again" in answer
    assert town.issue(hq)["state"] == "closed"
    town.comment(f"/gt convoy add {hq} gt-2")
    town.closes("gt-2")
    assert town.issue(hq)["state"] == "open"
    assert "complete, waits for `@alice`" in town.body(hq)
    assert len(town.notices(hq)) == 1


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("until hq-1 never", "never is none of closed, merged, by-hand"),
        ('create "X" gt-1 --until later', "later is none of closed, merged, by-hand"),
        ('create "X" gt-1 --owned --until merged', "  /gt convoy create X gt-1 --until merged"),
        ('create "X y" gt-1 --owned --until merged', '  /gt convoy create "X y" gt-1 --owned'),
        ("create X y gt-1 --until merged", '/gt convoy create "X y" gt-1 --until merged'),
        ("land hq-1", "that issue is not a convoy"),
    ],
)
def test_what_is_typed_wrong_is_answered_with_what_to_type(town: Town, words: str, wanted: str) -> None:
    assert wanted in town.comment(f"/gt convoy {words}")
    assert town.convoys() == []


def test_owned_and_until_by_hand_are_one(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 --owned --until by-hand')
    assert '"lands":"by\\u002dhand","owner":"alice"' in town.body(hq)


def test_how_it_lands_is_shown_where_it_is_not_as_soon_as_all_is_closed(town: Town) -> None:
    plain = town.creates('"Deploy v1.0" gt-2')
    hq = owned(town)
    name = convoy_id(hq)
    shown = town.terminal("status", hq).out
    assert "  Lands:     by-hand, by @joe\n" in shown
    assert f"Complete, waits for @joe (gt-convoy land {name})." in shown
    assert "Lands:" not in town.terminal("status", plain).out
    assert [town.told("status", one)["lands"] for one in (plain, hq)] == ["closed", "by-hand"]
    assert f"{name}: nothing to do. Complete, waits for @joe" in town.terminal("check", hq, "--dry-run").out


def test_the_configuration_says_it_for_all_that_no_command_said_it_of(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        old = town.creates('"Old" gt-1')
    sleepy_town.config += "lands: by-hand\n"
    with sleepy_town.running() as town:
        answer = town.comment('/gt convoy create "New" gt-1', by="joe")
        assert "Lands: by-hand, by @joe" in answer
        told = town.comment('/gt convoy create "Soon" gt-1 --until closed')
        assert "Lands:" not in told
        slung = town.comment("/gt sling gt-2 @amber", by="joe")
        assert slung
        town.closes("gt-1", "gt-2")
        states = {town.issue(f"hq-{n}")["title"]: town.issue(f"hq-{n}")["state"] for n in town.convoys()}
        assert states == {"Old": "open", "New": "open", "Soon": "closed", "Work: gt-2": "open"}
        assert "complete, waits for somebody who may write to HQ" in town.body(old)
        assert waits(town, old) == [], "nobody is to be told"
        work = next(f"hq-{n}" for n in town.convoys() if town.issue(f"hq-{n}")["title"].startswith("Work"))
        assert "complete, waits for `@joe`" in town.body(work)
        assert '"lands"' not in town.body(work)
    sleepy_town.config = sleepy_town.config.replace("lands: by-hand\n", "")
    with sleepy_town.running() as town:
        town.sweeps()
        assert {town.issue(f"hq-{n}")["state"] for n in town.convoys()} == {"closed"}


def test_between_any_two_writes_it_may_fail_and_tells_once(town: Town) -> None:
    for nth, after in CRASHES:
        issue = town.opens("Crate", "", repo="acme/gastown")
        hq = town.creates(f'"Deploy" gt-{issue} --owned')
        town.closes(f"gt-{issue}")
        fails_at(town, nth, after=after)
        assert town.comment(f"/gt convoy land {hq}"), (nth, after)
        town.sandbox.faults.requests.clear()
        assert len(town.notices(hq)) == 1, (nth, after)
        assert town.issue(hq)["state"] == "closed"
        assert town.labels(hq) == {"convoy", "convoy:landed"}


def test_its_owner_is_told_once_whatever_fails(town: Town) -> None:
    for nth, after in [(nth, after) for nth, after in CRASHES if nth < 3]:
        issue = town.opens("Crate", "", repo="acme/gastown")
        hq = town.creates(f'"Deploy" gt-{issue} --owned')
        fails_at(town, nth, after=after)
        town.closes(f"gt-{issue}")
        town.sandbox.faults.requests.clear()
        town.sweeps()
        assert len(waits(town, hq)) == 1, (nth, after)
        assert "complete, waits for `@alice`" in town.body(hq)


def test_the_terminal_leaves_landing_to_the_runner_and_says_when_itself(town: Town) -> None:
    hq = owned(town)
    printed = town.terminal("land", hq)
    assert printed.status == 1
    assert "acme/hq has a runner, the app" in printed.err
    assert town.terminal("until", hq, "closed").status == 0
    assert town.issue(hq)["state"] == "closed"


def test_without_a_runner_the_terminal_lands_it(sleepy_town: Town) -> None:
    made = sleepy_town.told("create", "Deploy v2.0", "gt-1", "--owned")
    hq = f"hq-{made['number']}"
    assert made["lands"] == "by-hand"
    assert sleepy_town.terminal("land", hq).status == 1
    sleepy_town.closes("gt-1")
    (looked,) = sleepy_town.told("check", hq)
    assert [effect["kind"] for effect in looked["effects"]] == ["remark", "update"]
    assert sleepy_town.told("check", hq)[0]["effects"] == []
    assert sleepy_town.terminal("land", hq).status == 0
    assert len(sleepy_town.notices(hq)) == 1
