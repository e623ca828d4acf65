"""The two `bd` forms of the origin."""

from tests.story.acts import convoy_id
from tests.town import Town


def test_they_mean_add_and_reopen(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    assert "+ gt-4: added" in town.comment(f"/bd dep add {convoy_id(hq)} gt-4 --type=tracks")
    town.closes("gt-1", "gt-4")
    assert town.issue(hq)["state"] == "closed"
    assert "is open again" in town.comment(f"/bd update {convoy_id(hq)} --status=open")
    assert town.issue(hq)["state"] == "open"


def test_they_work_in_the_terminal(sleepy_town: Town) -> None:
    hq = sleepy_town.told("create", "Deploy v2.0", "gt-1")["id"]
    assert sleepy_town.told("bd", "dep", "add", hq, "gt-4", "--type=tracks")["total"] == 2
    assert sleepy_town.terminal("bd", "update", hq, "--status=open").status == 0


def test_other_values_are_refused_with_the_form_of_the_command(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    for words, why in {
        f"/bd dep add {hq} gt-4 --type=blocks": "'blocks'",
        f"/bd dep add {hq} gt-4": "Missing option '--type'",
        f"/bd update {hq} --status=closed": "'closed'",
        "/bd list ": "there is no such command",
    }.items():
        answer = town.comment(words)
        assert why in answer, answer
    assert "0/1 completed" in town.body(hq)
