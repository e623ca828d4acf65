from dataclasses import replace

import pytest

from gt_convoy.convoys.plan import PlanInputs, notice_due, plan
from gt_convoy.document.metadata import digest
from gt_convoy.domain.convoy import ATTENTION_LABEL, LABEL, LANDED_LABEL, Marker, landing_key
from gt_convoy.domain.effects import Cause, Notice, Remark, Update, Wait, effect_json
from gt_convoy.domain.github_values import Change
from gt_convoy.domain.issue import Issue, State, Unknown
from gt_convoy.domain.landing import Verdict
from gt_convoy.domain.references import Ref
from gt_convoy.domain.requests import GiveUp, Land, Reopen, Sync
from tests.rules.building import (
    CONFIG,
    NAMES,
    after,
    at,
    done,
    issue,
    planned,
    read_of,
    text_of,
    thread,
    unknown,
)

A, B = done("gt-1", 10), done("bd-2", 20)
KEY = landing_key([A, B])
LINES = ["- [ ] gt-1 Fix", "- [ ] bd-2"]
MARKED = text_of(LINES, marker=Marker(landed=KEY))


def only_change(effects: object) -> Change:
    assert isinstance(effects, tuple)
    (update,) = (effect for effect in effects if isinstance(effect, Update))
    change = update.change
    assert isinstance(change, Change)
    return change


def test_a_landing_tells_first_and_then_closes_in_one_patch() -> None:
    read = read_of(thread(body=text_of(LINES)), [A, B])
    notice, update = planned(read)
    assert isinstance(notice, Notice)
    assert (notice.key, notice.part) == (KEY, 1)
    assert "\n@joe\n" in notice.text
    assert isinstance(update, Update)
    assert update.verdict is Verdict.LAND
    assert update.change == Change(
        body=f"""<!-- gt-convoy {{"v":1,"landed":"{KEY}","over":"{digest(text_of(LINES))}"}} -->
<!-- gt-convoy:status -->
🚚 **hq-cv-12** ✓ landed · 2/2 completed `██████████` 100%
<!-- /gt-convoy:status -->

### Tracked issues
- [x] gt-1 Fix
- [x] bd-2

### Subscribers
- `@joe`
""",
        open=False,
        state_reason="completed",
        labels=frozenset({LABEL, LANDED_LABEL}),
    )
    assert notice_due(read, PlanInputs()) == KEY


def test_a_landing_that_was_told_already_closes_silently() -> None:
    (update,) = planned(read_of(thread(body=text_of(LINES)), [A, B]), told=(1,))
    assert isinstance(update, Update)
    assert update.change.open is False


def test_a_landing_that_a_person_closed_is_told_and_written_down() -> None:
    notice, update = planned(read_of(thread(body=text_of(LINES), is_open=False), [A, B]))
    assert isinstance(notice, Notice)
    assert isinstance(update, Update)
    assert (update.change.open, update.change.state_reason) == (None, None)
    assert update.change.labels == frozenset({LABEL, LANDED_LABEL})


@pytest.mark.parametrize(
    ("people", "told", "parts"),
    [
        pytest.param(0, (), [0], id="nobody is told in one comment"),
        pytest.param(40, (), [40], id="40 in one"),
        pytest.param(41, (), [40, 1], id="41 in two"),
        pytest.param(95, (2,), [40, 15], id="95 in three, of which the second was posted"),
        pytest.param(95, (1, 2, 3), [], id="none when all were posted"),
    ],
)
def test_a_notice_goes_in_parts_of_40_mentions(people: int, told: tuple[int, ...], parts: list[int]) -> None:
    logins = [f"@p{n}" for n in range(people)]
    effects = planned(read_of(thread(body=text_of(LINES)), [A, B]), told=told, mentions=logins)
    notices = [effect for effect in effects if isinstance(effect, Notice)]
    assert [notice.text.count("@p") for notice in notices] == parts
    assert isinstance(effects[-1], Update), "closed after the last part"


def test_open_work_changes_boxes_and_status_only() -> None:
    change = only_change(planned(read_of(thread(body=text_of(LINES)), [A, issue("bd-2")])))
    assert "- [x] gt-1 Fix\n- [ ] bd-2\n" in (change.body or "")
    assert "🚚 **hq-cv-12** ● open · 1/2 completed `█████░░░░░` 50% · 1 ready\n" in (change.body or "")
    assert replace(change, body=None) == Change()


def test_a_box_that_a_person_ticked_follows_the_issue() -> None:
    change = only_change(planned(read_of(thread(body=text_of(["- [x] gt-1"])), [issue("gt-1")])))
    assert "- [ ] gt-1\n" in (change.body or "")


def test_a_reopened_issue_reopens_its_convoy_in_one_patch() -> None:
    where = thread(body=MARKED, is_open=False, labels=(LABEL, LANDED_LABEL, "urgent"))
    (update,) = planned(read_of(where, [A, issue("bd-2")]))
    assert isinstance(update, Update)
    assert update.verdict is Verdict.REOPEN
    assert (update.change.open, update.change.state_reason) == (True, "reopened")
    assert update.change.labels == frozenset({LABEL, "urgent"})
    assert "landed" not in (update.change.body or "")


def test_what_a_person_reopened_stays_open_and_says_so() -> None:
    read = read_of(thread(body=MARKED), [A, B])
    (update,) = planned(read)
    assert isinstance(update, Update)
    assert update.verdict is Verdict.REST
    assert update.change.open is None
    assert "it landed before and was reopened by hand" in (update.change.body or "")
    assert notice_due(read, PlanInputs()) is None
    assert notice_due(read, PlanInputs(Land())) == KEY, "until somebody asks to close it"


def test_an_open_convoy_that_is_not_complete_is_not_marked_as_landed() -> None:
    where = thread(body=MARKED, labels=(LABEL, LANDED_LABEL))
    change = only_change(planned(read_of(where, [A, issue("bd-2")])))
    assert change.labels == frozenset({LABEL})
    assert "● open" in (change.body or "")
    assert "landed" not in (change.body or "")


def test_what_was_taken_out_of_a_landed_convoy_changes_no_key() -> None:
    where = thread(body=MARKED.replace("- [ ] bd-2\n", ""), is_open=False, labels=(LABEL, LANDED_LABEL))
    change = only_change(planned(read_of(where, [A])))
    assert f'"landed":"{KEY}"' in (change.body or "")
    assert (change.open, change.labels) == (None, None)


def test_what_was_given_up_is_not_shown_as_landed() -> None:
    where = thread(body=text_of(LINES), is_open=False, labels=(LABEL, LANDED_LABEL))
    assert only_change(planned(read_of(where, [A, issue("bd-2")]))).labels == frozenset({LABEL})


def test_what_a_person_closed_too_early_is_given_up_and_reopening_clears_that() -> None:
    where = thread(body=text_of(LINES), is_open=False)
    (update,) = planned(read_of(where, [A, issue("bd-2")]))
    assert isinstance(update, Update)
    assert update.verdict is Verdict.ABANDON
    assert '"abandoned":true' in (update.change.body or "")
    closed = after(where, [update])
    assert planned(read_of(closed, [A, issue("bd-2")])) == ()
    assert planned(read_of(closed, [A, B])) == ()
    reopened = only_change(planned(read_of(replace(closed, open=True), [A, issue("bd-2")])))
    assert "abandoned" not in (reopened.body or "")


def test_what_cannot_be_read_holds_the_landing_and_is_shown() -> None:
    change = only_change(planned(read_of(thread(body=text_of(LINES)), [A, unknown("bd-2")])))
    assert change.labels == frozenset({LABEL, ATTENTION_LABEL})
    assert change.open is None
    assert "· held: acme/beads#2 cannot be read\n" in (change.body or "")
    assert "- [ ] bd-2\n" in (change.body or "")


def test_a_box_of_what_cannot_be_read_is_left_as_it_is() -> None:
    change = only_change(planned(read_of(thread(body=text_of(["- [x] gt-1"])), [unknown("gt-1")])))
    assert "- [x] gt-1\n" in (change.body or "")


def test_a_landed_convoy_stays_so_while_something_cannot_be_read() -> None:
    where = thread(body=MARKED, is_open=False, labels=(LABEL, LANDED_LABEL))
    assert planned(read_of(where, [A, unknown("bd-2")])) == ()


def test_what_somebody_should_see_to_is_said_once() -> None:
    read = read_of(thread(body=text_of(LINES, subscribers=["nobody-known"])), [A, unknown("bd-2")])
    remark, _ = plan(read, PlanInputs())
    assert isinstance(remark, Remark)
    assert len(remark.about) == 2
    assert [type(effect) for effect in plan(read, PlanInputs(said=remark.about))] == [Update]


def test_the_attention_label_goes_when_all_can_be_read_again() -> None:
    where = thread(body=text_of(LINES), labels=(LABEL, ATTENTION_LABEL, "urgent"))
    assert only_change(planned(read_of(where, [A, issue("bd-2")]))).labels == frozenset({LABEL, "urgent"})


@pytest.mark.parametrize(
    ("newest", "late"),
    [
        pytest.param({"gt-1": 9}, None, id="the read is newer than the event"),
        pytest.param({"gt-1": 10}, None, id="the read is as old as the event"),
        pytest.param({"gt-1": 11}, "gt-1", id="the read of an issue is older than its event"),
        pytest.param({"#12": 11}, "#12", id="the read of the convoy itself is"),
        pytest.param({"octo/x#9": 99}, None, id="the event was about what is no longer tracked"),
        pytest.param({"bd-2": 99}, None, id="what cannot be read has no age"),
    ],
)
def test_a_read_older_than_its_event_is_not_acted_on(newest: dict[str, float], late: str | None) -> None:
    one = replace(A, updated_at=at(10))
    read = read_of(thread(body=text_of(LINES), updated=10), [one, unknown("bd-2")])
    effects = planned(read, request=Sync({NAMES.parse(name): at(minute) for name, minute in newest.items()}))
    assert (effects == (Wait(NAMES.parse(late)),)) if late else (Wait not in map(type, effects))


def test_nothing_lands_on_a_read_that_is_too_old() -> None:
    read = read_of(thread(body=text_of(LINES)), [A, B])
    assert notice_due(read, PlanInputs(Sync({A.ref: at(500)}))) is None


def test_a_moved_issue_is_rewritten_and_a_landing_keeps_its_key() -> None:
    renamed = replace(A, ref=Ref("acme/new", 1))
    where = thread(body=MARKED, is_open=False, labels=(LABEL, LANDED_LABEL))
    change = only_change(planned(read_of(where, {A.ref: renamed, B.ref: B})))
    assert "- [x] acme/new#1 Fix\n" in (change.body or "")
    assert f'"landed":"{KEY}"' in (change.body or "")
    assert change.open is None


def test_a_moved_issue_that_is_open_lands_nothing_and_has_no_tick() -> None:
    there = issue("octo/x#77")
    change = only_change(planned(read_of(thread(body=text_of(LINES)), {A.ref: there, B.ref: B})))
    assert "- [ ] octo/x#77 Fix\n- [x] bd-2\n" in (change.body or "")
    assert "landed" not in (change.body or "")


def test_a_moved_issue_may_not_be_named_to_those_who_may_not_read_it() -> None:
    public = CONFIG.audience("acme/hq", private=False, hq_private=False)
    where = thread(body=text_of(LINES))
    for there, shown in ((Ref("octo/x", 77), "? moved"), (Ref("acme/new", 1), "renamed")):
        private = issue(there, private=True)
        read = read_of(where, {A.ref: private, B.ref: B}, public)
        assert read.convoy.tracked[0] == (Unknown(A.ref, "moved") if shown == "? moved" else private), shown


def test_a_transferred_issue_has_another_key_and_lands_no_second_time() -> None:
    there = replace(A, ref=Ref("octo/x", 77), repo_id=7)
    where = thread(body=MARKED, is_open=False, labels=(LABEL, LANDED_LABEL))
    effects = planned(read_of(where, {A.ref: there, B.ref: B}))
    where = after(where, effects)
    assert [type(effect) for effect in effects] == [Update]
    assert f'"landed":"{landing_key([there, B])}"' in where.body
    opened = read_of(replace(where, open=True, body=MARKED), {A.ref: there, B.ref: B})
    assert notice_due(opened, PlanInputs()) is None, "nor when a person had reopened it"
    (rest,) = planned(read_of(replace(where, open=True), [there, B]))
    assert isinstance(rest, Update)
    assert rest.verdict is Verdict.REST
    assert planned(read_of(where, [there, B])) == ()


def test_an_issue_named_by_its_old_and_its_new_place_is_tracked_once() -> None:
    there: Issue = replace(A, ref=Ref("octo/x", 77))
    read = read_of(thread(body=text_of(["- [ ] gt-1", "- [ ] octo/x#77"])), {A.ref: there, there.ref: there})
    assert read.convoy.tracked == (there,)
    assert (only_change(planned(read)).body or "").count("- [x] octo/x#77\n") == 2


def test_effects_are_printed_as_check_json_prints_them() -> None:
    read = read_of(thread(body=text_of(LINES)), [A, B])
    notice, update = map(effect_json, planned(read))
    assert (notice["kind"], notice["key"], notice["part"]) == ("notice", KEY, 1)
    assert update["sets"] == ["body", "labels", "state"]
    assert (update["verdict"], update["state"]) == ("land", "closed")
    assert effect_json(Wait(A.ref)) == {"kind": "wait", "ref": "acme/gastown#1"}


def test_a_not_planned_closing_counts() -> None:
    given_up = issue("gt-1", State.CLOSED, state_reason="not_planned")
    assert notice_due(read_of(thread(body=text_of(["- [ ] gt-1"])), [given_up]), PlanInputs())


def test_giving_up_tells_first_and_then_closes_without_landing() -> None:
    read = read_of(thread(body=text_of(LINES), labels=(LABEL, LANDED_LABEL)), [A, issue("bd-2")])
    notice, update = planned(read, request=GiveUp("joe", "enough", "c1.1"))
    assert isinstance(notice, Notice)
    assert (notice.key, notice.part) == ("closed c1.1", 1)
    assert "Convoy closed: enough" in notice.text
    assert isinstance(update, Update)
    assert update.verdict is Verdict.ABANDON
    change = update.change
    assert (change.open, change.state_reason, change.labels) == (False, "not_planned", frozenset({LABEL}))
    assert '"abandoned":true' in (change.body or "")
    assert "- [x] gt-1 Fix\n- [ ] bd-2\n" in (change.body or "")


@pytest.mark.parametrize("told", [(1,), ()], ids=["it was told before", "GitHub takes no notice"])
def test_a_giving_up_closes_silently_when(told: tuple[int, ...]) -> None:
    read = read_of(thread(body=text_of(LINES)), [A, issue("bd-2")])
    refused = None if told else "this issue is locked"
    (update,) = planned(read, request=GiveUp("joe", None, "c1.1"), told=told, refused=refused)
    assert isinstance(update, Update)
    assert update.change.open is False


def test_what_is_closed_is_not_given_up_and_what_is_open_not_reopened() -> None:
    closed = read_of(thread(body=MARKED, is_open=False, labels=(LABEL, LANDED_LABEL)), [A, B])
    assert planned(closed, request=GiveUp("joe")) == ()
    assert planned(read_of(thread(body=text_of(LINES)), [A]), request=Reopen()) == ()


@pytest.mark.parametrize(
    ("marker", "seen", "kept"),
    [
        pytest.param(Marker(landed=KEY), [A, B], True, id="and keeps a landing that nothing changed since"),
        pytest.param(Marker(landed=KEY), [A, issue("bd-2")], False, id="and forgets one that something did"),
        pytest.param(Marker(abandoned=True), [A, B], False, id="and lands nothing by itself"),
    ],
)
def test_a_reopening_opens_it_with_its_text_and_labels(marker: Marker, seen: list[Issue], kept: bool) -> None:
    where = thread(body=text_of(LINES, marker=marker), is_open=False, labels=(LABEL, LANDED_LABEL))
    (update,) = planned(read_of(where, seen), request=Reopen())
    assert isinstance(update, Update)
    assert (update.change.open, update.change.state_reason) == (True, "reopened")
    assert update.change.labels == frozenset({LABEL})
    assert ("landed" in (update.change.body or "").partition("\n")[0]) is kept
    assert "abandoned" not in (update.change.body or "")
    assert "● open" in (update.change.body or "")


def test_what_grew_since_it_landed_reopens_and_lands_anew_in_one_plan() -> None:
    where = thread(
        body=text_of([*LINES, "- [ ] gt-3"], marker=Marker(landed=KEY)),
        is_open=False,
        labels=(LABEL, LANDED_LABEL),
    )
    seen = [A, B, done("gt-3", 30)]
    assert notice_due(read_of(where, seen), PlanInputs()) == landing_key(seen)
    effects = planned(read_of(where, seen))
    opens, notice, lands = effects
    assert isinstance(opens, Update)
    assert isinstance(notice, Notice)
    assert isinstance(lands, Update)
    assert (opens.change.open, notice.key, lands.change.open) == (True, landing_key(seen), False)
    assert f'"over":"{digest(opens.change.body or "")}"' in (lands.change.body or "")
    assert planned(read_of(after(where, effects), seen)) == ()


@pytest.mark.parametrize(
    ("marker", "is_open", "why"),
    [
        pytest.param(Marker(command="c1.1"), True, Cause.RESTORE, id="an open one"),
        pytest.param(Marker(abandoned=True), False, Cause.RESTORE, id="one that was given up"),
        pytest.param(Marker(), False, Verdict.ABANDON, id="one that a person closed meanwhile"),
    ],
)
def test_a_text_that_lost_our_part_gets_it_back_in_the_same_patch_and_that_is_said(
    marker: Marker, is_open: bool, why: Verdict | Cause
) -> None:
    whole = read_of(thread(body=text_of(LINES, marker=marker), is_open=is_open), [A, issue("bd-2")])
    where = replace(whole.convoy.thread, body="Nothing\n")
    damaged = replace(whole, convoy=replace(whole.convoy, thread=where), recovered=Cause.RESTORE)
    update, remark = planned(damaged)
    assert isinstance(update, Update)
    assert update.verdict is why
    assert f'"over":"{digest(where.body)}"' in (update.change.body or "")
    assert isinstance(remark, Remark)
    assert remark.about == (f"mended {digest(where.body)}",)
    assert planned(read_of(after(where, [update]), [A, issue("bd-2")])) == ()
