"""What would let convoys stand still without a word: a lost label, an author's lost role, an archived HQ."""

from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.cli.doctor import examine
from gt_convoy_webhooks.cli.start_checks import Start
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.worker.connect import connect
from tests.story.acts import gives_role
from tests.town import HQ, QUICK, Town


def runner_line(town: Town) -> str:
    found = town.ask("alice", "GET", f"/repos/{HQ}/labels/convoy")
    return str(found["description"])


def lost_label(town: Town) -> list[str]:
    """What the doctor says of the runner's label."""
    return [one.text for one in examine(Start(town.environ, port=0)) if one.about == "label" and not one.ok]


def test_a_deleted_label_is_brought_back_with_its_description_and_put_on_the_convoys(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    landed = town.creates('"Done" gt-3')
    town.closes("gt-3")
    was = runner_line(town)
    town.ask("alice", "DELETE", f"/repos/{HQ}/labels/convoy")
    town.settle()
    assert "renamed or deleted" in " ".join(lost_label(town))
    town.sweeps()
    assert runner_line(town) == was
    assert lost_label(town) == []
    assert town.labels(hq) == {"convoy"}
    assert town.labels(landed) == {"convoy", "convoy:landed"}
    assert town.labels("hq-3") == set(), "what was none is none"
    town.closes("gt-1", "gt-2")
    assert len(town.notices(hq)) == 1
    assert len(town.notices(landed)) == 1


def test_a_renamed_label_is_brought_back_beside_its_new_name(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.ask("alice", "PATCH", f"/repos/{HQ}/labels/convoy", new_name="shipment")
    town.settle()
    town.sweeps()
    assert town.labels(hq) == {"convoy", "shipment"}
    town.closes("gt-1")
    assert len(town.notices(hq)) == 1


def test_the_label_is_brought_back_by_an_app_that_starts_anew(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        hq = town.creates('"Deploy v2.0" gt-1')
    town.ask("alice", "DELETE", f"/repos/{HQ}/labels/convoy")
    for file in town.folder.glob("*.db*"):
        file.unlink()
    with Running.start(build(town.environ, connect, QUICK)) as app:
        assert app.wait_idle(30)
    assert town.labels(hq) == {"convoy"}


def test_a_convoy_by_hand_whose_author_lost_the_role_is_said_to_stand_still_once(town: Town) -> None:
    number = town.opens("By hand", "- [ ] gt-1", by="joe")
    hq = f"hq-{number}"
    town.edits(hq, labels=["convoy"])
    assert "0/1 completed" in town.body(hq)
    before = len(town.comments(hq))
    gives_role(town.sandbox.world, HQ, "joe", "none")
    town.closes("gt-1", by="alice")
    town.sweeps()
    town.sweeps()
    (remark,) = town.comments(hq)[before:]
    assert "stands still: @joe, who opened it, has no role to write to acme/hq any more" in remark
    assert "convoy:attention" in town.labels(hq)
    assert town.issue(hq)["state"] == "open"
    gives_role(town.sandbox.world, HQ, "joe", "write")
    town.sweeps()
    assert town.labels(hq) == {"convoy", "convoy:landed"}


def test_an_archived_hq_is_said_and_not_asked_for_ever(town: Town) -> None:
    town.creates('"Deploy v2.0" gt-1 gt-2')
    town.ask("alice", "PATCH", f"/repos/{HQ}", archived=True)
    mark = town.mark()
    town.closes("gt-1")
    town.sweeps()
    town.sweeps()
    writes = [r for r in town.requests(mark) if r.method == "PATCH"]
    assert len(writes) <= 2
    said = [one.text for one in examine(Start(town.environ, port=0)) if not one.ok]
    assert "acme/hq is archived, nothing can be written there: unarchive it in its settings" in said
