"""`convoy add` and `convoy remove`: each reference gets its own answer."""

from tests.story.acts import convoy_id, deletes
from tests.town import Town


def test_each_reference_is_answered_for_itself(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    answer = town.comment(f"/gt convoy add {hq} gt-1 gt-2, bd-1 gt-999 xx-1 what")
    assert "= gt-1: already there" in answer
    assert "+ gt-2: added" in answer
    assert "+ bd-1: added" in answer
    assert "✗ gt-999: refused: not found, or you may not read it" in answer
    assert "✗ xx-1: refused: unknown prefix 'xx'" in answer
    assert "✗ what: refused: not a reference" in answer
    assert "0/3 completed" in town.body(hq)


def test_a_reference_that_is_written_twice_is_added_once_and_answered_twice(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    said = town.told("add", hq, "gt-2", "acme/gastown#2")
    assert [(one["ref"], one["outcome"]) for one in said["results"]] == [
        ("gt-2", "added"),
        ("gt-2", "already"),
    ]
    assert said["total"] == 2


def test_an_issue_that_is_closed_already_is_added_with_its_box_ticked(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("gt-2")
    town.comment(f"/gt convoy add {hq} gt-2")
    assert "- [x] acme/gastown#2" in town.body(hq)
    assert "1/2 completed" in town.body(hq)


def test_adding_an_open_issue_to_a_landed_convoy_reopens_it(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("gt-1")
    assert f"{convoy_id(hq)} is open again" in town.comment(f"/gt convoy add {hq} gt-2")
    assert town.issue(hq)["state"] == "open"
    assert town.labels(hq) == {"convoy"}
    town.closes("gt-2")
    assert len(town.notices(hq)) == 2


def test_adding_to_a_landed_convoy_what_is_in_it_and_closed_leaves_it_closed_and_says_so(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("gt-1")
    answer = town.comment(f"/gt convoy add {hq} gt-1")
    assert "= gt-1: already there" in answer
    assert f"{convoy_id(hq)} stays closed" in answer
    assert f"/gt convoy reopen {convoy_id(hq)}" in answer
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1


def test_adding_to_a_convoy_given_up_what_is_in_it_and_open_reopens_it(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.closes("gt-1")
    town.comment(f"/gt convoy close {hq} --force")
    assert "stays closed" in town.comment(f"/gt convoy add {hq} gt-1")
    assert town.issue(hq)["state"] == "closed"
    answer = town.comment(f"/gt convoy add {hq} gt-2")
    assert "= gt-2: already there" in answer
    assert f"{convoy_id(hq)} is open again" in answer
    assert town.issue(hq)["state"] == "open"
    assert "● open · 1/2 completed" in town.body(hq)
    town.closes("gt-2")
    assert len(town.notices(hq)) == 1


def test_of_an_open_convoy_nothing_is_said_but_what_was_added(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    for ref in ("gt-1", "gt-2"):
        answer = town.comment(f"/gt convoy add {hq} {ref}")
        assert not any(word in answer for word in ("stays closed", "is open again"))


def test_removing_the_last_open_issue_lands_the_convoy(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.closes("gt-1")
    answer = town.comment(f"/gt convoy remove {hq} gt-2")
    assert "- gt-2: removed" in answer
    assert "Issues (1):" in town.notices(hq)[0]


def test_a_convoy_from_which_all_is_removed_stays_open_and_empty(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    answer = town.comment(f"/gt convoy remove {hq} gt-1 gt-2")
    assert "✗ gt-2: refused: this convoy does not track it" in answer
    assert "0/0 completed" in town.body(hq)
    assert "nothing is tracked yet" in town.body(hq)
    assert town.issue(hq)["state"] == "open"


def test_what_cannot_be_read_any_more_can_be_removed(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    deletes(town, "gt-2")
    town.closes("gt-1")
    assert town.issue(hq)["state"] == "open"
    town.comment(f"/gt convoy remove {hq} gt-2")
    assert town.issue(hq)["state"] == "closed"


def test_a_persons_lines_stay_byte_for_byte(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    theirs = town.body(hq).replace(
        "- [ ] acme/gastown#1",
        "A note.\n\n* [ ] acme/gastown#1 first *this*\n    + [ ]   #2 by hand\n\n\ttabs and  spaces  ",
    )
    town.edits(hq, body=theirs)
    before = [line for line in town.body(hq).split("\n") if not line.startswith(("<!--", "🚚"))]
    town.comment(f"/gt convoy add {hq} bd-1")
    town.comment(f"/gt convoy remove {hq} bd-1")
    after = [line for line in town.body(hq).split("\n") if not line.startswith(("<!--", "🚚"))]
    assert after == before


def test_a_convoy_has_many_names(sleepy_town: Town) -> None:
    made = sleepy_town.told("create", "Deploy v2.0", "gt-1")
    n, web = made["number"], sleepy_town.sandbox.url
    for name in (f"hq-{n}", f"{n}", f"#{n}", f"acme/hq#{n}", f"ACME/HQ#{n}", f"{web}/acme/hq/issues/{n}"):
        assert sleepy_town.told("status", name)["id"] == made["id"] == f"hq-cv-{n}"


def test_what_is_no_convoy_is_refused_with_the_reason(sleepy_town: Town) -> None:
    for convoy, why in {
        "hq-cv-999": "hq-cv-999: there is no such convoy",
        "hq-cv-1": "hq-cv-1: that issue is not a convoy",
        "gt-1": "gt-1: not a convoy",
        "hq-cv-0": "not a convoy",
        "99999999999999999999": "not a convoy",
    }.items():
        for command in ("add {} gt-1", "remove {} gt-1", "status {}", "watch {}", "close {}", "reopen {}"):
            printed = sleepy_town.terminal(*command.format(convoy).split())
            assert printed.status == 1
            assert why in printed.err


def test_an_issue_labelled_by_hand_that_a_stranger_opened_is_no_convoy(town: Town) -> None:
    number = town.opens("Track me", "- [ ] gt-1", by="mallory")
    town.edits(f"hq-{number}", labels=["convoy"])
    answer = town.comment(f"/gt convoy status {number}")
    assert f"{convoy_id(f'hq-{number}')}: that issue is not a convoy" in answer
    assert "<!-- gt-convoy" not in town.body(f"hq-{number}")
