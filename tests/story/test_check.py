"""`convoy check`: what would be done, or is done now."""

from gt_convoy_sandbox.faults import Answer, RequestFault
from tests.story.acts import convoy_id
from tests.town import Town


def test_a_dry_run_prints_the_plan_that_a_run_carries_out(sleepy_town: Town) -> None:
    hq = sleepy_town.told("create", "Deploy v2.0", "gt-1")["id"]
    other = sleepy_town.told("create", "Other", "gt-2")["id"]
    sleepy_town.closes("gt-1")
    before = sleepy_town.body(hq.replace("cv-", ""))
    planned = sleepy_town.terminal("check", "--dry-run").out
    assert planned.split("\n")[:3] == ["Plan (nothing was changed):", "", f"{other}: nothing to do"]
    assert f"{hq}: tell subscribers that it landed (part 1)" in planned
    assert f"{hq}: land: set body, labels, state" in planned
    assert sleepy_town.body(hq.replace("cv-", "")) == before
    plan = {one["id"]: one for one in sleepy_town.told("check", "--dry-run")}
    done = {one["id"]: one for one in sleepy_town.told("check")}
    assert plan[hq] == {"id": hq, "effects": done[hq]["effects"], "applied": False}
    assert done[hq]["applied"] is True
    assert sleepy_town.told("check") == [{"id": other, "effects": [], "applied": True}]


def test_by_a_comment_the_runner_looks_again(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    assert f"{convoy_id(hq)}: nothing to do" in town.comment(f"/gt convoy check {hq}")
    assert "No active convoys" not in town.comment("/gt convoy check --dry-run")


def test_one_convoy_that_cannot_be_looked_at_does_not_hide_the_others(sleepy_town: Town) -> None:
    first = sleepy_town.told("create", "First", "gt-1")["id"]
    second = sleepy_town.told("create", "Second", "gt-2")["id"]
    sleepy_town.closes("gt-1", "gt-2")
    number = second.removeprefix("hq-cv-")
    sleepy_town.sandbox.faults.requests.append(
        RequestFault(
            lambda method, path: method == "PATCH" and path.endswith(f"/issues/{number}"),
            Answer(403, "Resource not accessible by personal access token"),
            times=1,
        )
    )
    looked = sleepy_town.terminal("check")
    assert looked.status == 1
    assert f"{second}: " in looked.out
    assert sleepy_town.issue(first.replace("cv-", ""))["state"] == "closed"
    assert sleepy_town.terminal("check").status == 0
    assert len(sleepy_town.notices(second.replace("cv-", ""))) == 1
