"""From create to landing and back, as people see it."""

from tests.town import Town


def test_a_convoy_lands_when_its_last_issue_closes_and_tells_once(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 bd-1 --notify gastown/joe')
    assert town.labels(hq) == {"convoy"}
    town.closes("gt-1", "bd-1")
    assert "2/3 completed" in town.body(hq)
    assert town.notices(hq) == []
    town.closes("gt-2")
    assert town.issue(hq)["state"] == "closed"
    assert town.issue(hq)["state_reason"] == "completed"
    assert town.labels(hq) == {"convoy", "convoy:landed"}
    (notice,) = town.notices(hq)
    assert notice.splitlines()[1] == "@joe"


def test_a_reopened_issue_reopens_the_convoy_and_the_next_landing_tells_again(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 --notify gastown/joe')
    town.closes("gt-1")
    town.reopens("gt-1")
    assert town.issue(hq)["state"] == "open"
    assert town.labels(hq) == {"convoy"}
    town.closes("gt-1")
    assert len(town.notices(hq)) == 2


def test_adding_only_closed_issues_to_a_landed_convoy_lands_it_again(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("gt-1", "gt-2")
    answer = town.comment(f"/gt convoy add {hq} gt-2")
    assert "gt-2: added" in answer
    assert len(town.notices(hq)) == 2
    assert town.issue(hq)["state"] == "closed"


def test_what_a_person_reopens_rests_until_something_changes(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("gt-1")
    town.reopens(hq, by="alice")
    assert town.issue(hq)["state"] == "open"
    assert "reopened by hand" in town.body(hq)
    assert len(town.notices(hq)) == 1
    town.closes(hq, by="alice")
    assert len(town.notices(hq)) == 1


def test_what_a_person_gave_up_stays_closed(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.closes(hq, by="alice", reason="not_planned")
    town.closes("gt-1", "gt-2")
    assert town.issue(hq)["state"] == "closed"
    assert town.notices(hq) == []


def test_a_person_who_closes_a_complete_convoy_first_makes_it_land(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        hq = town.creates('"Deploy v2.0" gt-1')
    sleepy_town.closes("gt-1", hq, by="alice")
    with sleepy_town.running() as town:
        town.comment(f"/gt convoy check {hq}")
        assert len(town.notices(hq)) == 1
        assert town.labels(hq) == {"convoy", "convoy:landed"}
