"""People edit convoys in GitHub's own editor: what they write counts, and nothing of theirs is lost."""

import pytest

from gt_convoy.domain.github_values import Change
from gt_convoy.domain.issue import Thread
from gt_convoy.domain.references import Ref
from gt_convoy.github.api.issues import Issues
from gt_convoy_sandbox.model import issues
from tests.story.acts import convoy_id, found
from tests.town import Town


def test_a_line_added_by_hand_is_tracked_within_one_event_and_its_box_set(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.closes("bd-1")
    line = "- [ ] acme/gastown#1"
    town.edits(hq, body=town.body(hq).replace(line, f"{line}\n* [ ] bd-1 by hand\n  1. [X] #2 nested"))
    body = town.body(hq)
    assert "1/3 completed" in body
    assert "* [x] bd-1 by hand\n  1. [ ] #2 nested" in body
    town.closes("gt-1", "hq-2")
    assert "Issues (3):" in town.notices(hq)[0]


def test_a_box_ticked_by_hand_closes_nothing_and_is_set_right(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.edits(hq, body=town.body(hq).replace("- [ ]", "- [x]"))
    assert "- [ ] acme/gastown#1" in town.body(hq)
    assert town.issue("gt-1")["state"] == "open"
    assert town.notices(hq) == []


def test_a_line_deleted_by_hand_is_tracked_no_longer(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    town.closes("gt-1")
    town.edits(hq, body=town.body(hq).replace("- [ ] acme/gastown#2\n", ""))
    assert town.issue(hq)["state"] == "closed"
    assert "Issues (1):" in town.notices(hq)[0]


def test_a_wrong_reference_gets_one_remark(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.edits(hq, body=town.body(hq).replace("acme/gastown#1", "acme/gastown#1\n- [ ] gt-999"))
    town.edits(hq, title="Deploy v2.1")
    town.closes("gt-1")
    (remark,) = town.comments(hq)
    assert "? gt-999 (not found)" in remark
    assert town.labels(hq) == {"convoy", "convoy:attention"}


def test_lines_in_fences_quotes_and_comments_are_nobodys_issue(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    more = (
        "```\n- [ ] gt-2\n```\n\n> - [ ] gt-3\n\n<!--\n- [ ] gt-4\n-->\n\n- [ ] see gt-5\n\ntext #1, gt-2\n"
    )
    town.edits(hq, body=town.body(hq).replace("- [ ] acme/gastown#1\n", f"- [ ] acme/gastown#1\n\n{more}"))
    assert "0/1 completed" in town.body(hq)
    assert more in town.body(hq)
    assert "hold" not in town.body(hq)
    town.closes("gt-1")
    assert "held: 1 unticked task without an issue: `see gt-5`" in town.body(hq)


def test_an_emptied_text_is_restored_and_that_is_said(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2 --notify @joe')
    town.closes("gt-1")
    town.edits(hq, body="")
    body = town.body(hq)
    assert "- [x] acme/gastown#1\n- [ ] acme/gastown#2" in body
    assert "1/2 completed" in body
    (said,) = town.comments(hq)
    assert "They are back" in said
    town.closes("gt-2")
    assert town.notices(hq)[0].splitlines()[1] == "@joe"


def test_a_text_that_was_emptied_while_nobody_looked_is_restored_from_its_history(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        hq = town.creates('"Deploy v2.0" gt-1 gt-2 --notify @joe')
    sleepy_town.edits(hq, body="")
    with sleepy_town.running() as town:
        town.comment(f"/gt convoy check {hq}")
        assert "- [ ] acme/gastown#1\n- [ ] acme/gastown#2" in town.body(hq)
        assert "- `@joe`" in town.body(hq)


def test_a_mangled_text_is_repaired_and_keeps_every_line_of_theirs(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    theirs = "All new text.\r\n\r\n### Tracked issues\r\n- [ ] bd-1 mine\r\n\r\nBye"
    town.edits(hq, body=theirs)
    body = town.body(hq)
    assert body.startswith("<!-- gt-convoy {")
    # The list that is there is meant as it is; whom it tells was lost, and is back.
    assert "0/1 completed" in body
    assert theirs in body
    assert "- `@alice`" in body
    assert len([text for text in town.comments(hq) if "They are back" in text]) == 1


def test_a_list_emptied_by_hand_is_meant(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.edits(hq, body=town.body(hq).replace("- [ ] acme/gastown#1\n", ""))
    assert "0/0 completed" in town.body(hq)
    assert "nothing is tracked yet" in town.body(hq)
    assert town.issue(hq)["state"] == "open"
    assert town.comments(hq) == []


def test_an_unknown_name_among_the_subscribers_gets_one_remark(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.edits(hq, body=town.body(hq) + "- nobody-we-know\n")
    town.edits(hq, title="Deploy v2.1")
    (remark,) = town.comments(hq)
    assert "@ nobody-we-know (unknown address)" in remark
    town.closes("gt-1")
    assert town.notices(hq)[0].splitlines()[1] == "@alice"


def test_an_issue_becomes_a_convoy_by_the_label(town: Town) -> None:
    number = town.opens("Release train", "Our plan:\n\n* [ ] gt-1 first\n* [ ] bd-1\n", by="joe")
    hq = f"hq-{number}"
    town.edits(hq, labels=["convoy", "bug"])
    body = town.body(hq)
    assert "Our plan:\n\n* [ ] gt-1 first\n* [ ] bd-1\n" in body
    assert f"**{convoy_id(hq)}** ● open · 0/2 completed" in body
    town.closes("gt-1", "bd-1")
    assert town.issue(hq)["state"] == "closed"
    assert town.labels(hq) == {"convoy", "convoy:landed", "bug"}
    assert len(town.notices(hq)) == 1


def test_a_convoy_whose_label_is_taken_away_is_one_no_longer(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.edits(hq, labels=[])
    town.closes("gt-1")
    assert town.issue(hq)["state"] == "open"
    assert town.notices(hq) == []
    assert "it has no label `convoy`" in town.comment(f"/gt convoy status {hq}")
    town.edits(hq, labels=["convoy"])
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1


def test_two_writers_that_meet_lose_no_line_and_undo_no_deletion(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    base = town.body(hq)
    # Between our last look and our write, joe removes a line and adds another; we write over it.
    theirs = base.replace("- [ ] acme/gastown#2\n", "- [ ] bd-1\n") + "\nA note of joe's.\n"
    world, update = town.sandbox.world, Issues.update
    done: list[Ref] = []

    def meets(github: Issues, ref: Ref, change: Change) -> Thread:
        if not done:
            done.append(ref)
            issues.edit(world, found(town, hq), world.get_user("joe"), body=theirs)
        return update(github, ref, change)

    monkeypatch.setattr(Issues, "update", meets)
    town.closes("gt-1")
    assert done
    body = town.body(hq)
    assert "- [x] acme/gastown#1\n" in body
    assert "acme/gastown#2" not in body
    assert "- [ ] bd-1\n" in body
    assert "A note of joe's." in body
    assert "1/2 completed" in body
