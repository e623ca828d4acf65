"""What would let convoys stand still without a word: a lost label, an author's lost role, an archived HQ."""

from collections.abc import Callable

import pytest

from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.cli.doctor import examine
from gt_convoy_webhooks.cli.start_checks import Start
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.worker.connect import connect
from tests import town as towns
from tests.story.acts import gives_role
from tests.town import HQ, Town


def runner_line(town: Town) -> str:
    found = town.ask("alice", "GET", f"/repos/{HQ}/labels/convoy")
    return str(found["description"])


def lost_label(town: Town) -> list[str]:
    """What the doctor says of the runner's label."""
    return [one.text for one in examine(Start(town.environ, port=0)) if one.about == "label" and not one.ok]


def deletes(town: Town) -> None:
    town.ask("alice", "DELETE", f"/repos/{HQ}/labels/convoy")


def renames(town: Town, name: str = "shipment") -> None:
    town.ask("alice", "PATCH", f"/repos/{HQ}/labels/convoy", new_name=name)


def empties(town: Town) -> None:
    town.ask("alice", "PATCH", f"/repos/{HQ}/labels/convoy", description="")


def unheard(town: Town) -> None:
    """The event about the label is lost on its way."""
    town.sandbox.faults.drop("label")


LOSSES: list[tuple[str, Callable[[Town], None], set[str]]] = [
    ("deleted", deletes, {"convoy"}),
    ("renamed", renames, {"convoy", "shipment"}),
    ("spelled otherwise", lambda town: renames(town, "Convoy"), {"convoy"}),
    ("emptied", empties, {"convoy"}),
]


@pytest.mark.parametrize("heard", [True, False], ids=["by its event", "by the sweep"])
@pytest.mark.parametrize(("loses", "labels"), [pytest.param(*row, id=name) for name, *row in LOSSES])
def test_a_lost_label_is_brought_back_with_its_description_and_put_on_the_convoys(
    town: Town, loses: Callable[[Town], None], labels: set[str], heard: bool
) -> None:
    hq = town.creates('"Deploy v2.0" gt-1 gt-2')
    landed = town.creates('"Done" gt-3')
    town.closes("gt-3")
    was = runner_line(town)
    if not heard:
        unheard(town)
    loses(town)
    town.settle()
    if not heard:
        assert lost_label(town) != []
        town.sweeps()
    assert runner_line(town) == was
    assert lost_label(town) == []
    assert town.labels(hq) == labels
    assert town.labels(landed) == labels | {"convoy:landed"}
    assert town.labels("hq-3") == set(), "what was none is none"
    town.closes("gt-1", "gt-2")
    assert len(town.notices(hq)) == 1
    assert len(town.notices(landed)) == 1


@pytest.mark.parametrize("loses", [deletes, renames])
def test_the_newest_open_convoy_tells_people_once_what_became_of_the_label(
    town: Town, loses: Callable[[Town], None]
) -> None:
    older, newest, landed = (town.creates(words) for words in ('"A" gt-1', '"B" gt-2', '"C" gt-3'))
    town.closes("gt-3")
    before = {hq: len(town.comments(hq)) for hq in (older, newest, landed)}
    loses(town)
    town.settle()
    town.sweeps()
    (remark,) = town.comments(newest)[before[newest] :]
    assert "The label convoy of acme/hq was renamed or deleted. It is back, and on 3 convoys" in remark
    assert {hq: len(town.comments(hq)) for hq in (older, landed)} == {
        hq: before[hq] for hq in (older, landed)
    }


@pytest.mark.parametrize("loses", [deletes, renames])
def test_a_convoy_made_before_the_label_is_back_hides_the_loss_from_nobody(
    town: Town, loses: Callable[[Town], None]
) -> None:
    """GitHub makes a label that an issue is made with: by its name alone, without who works for HQ."""
    old = town.creates('"Old" gt-1')
    was = runner_line(town)
    unheard(town)
    loses(town)
    town.settle()
    new = town.creates('"New" gt-2')
    assert runner_line(town) == was
    assert "convoy" in town.labels(old) & town.labels(new)
    town.closes("gt-1")
    assert len(town.notices(old)) == 1


def test_a_label_that_a_terminal_made_anew_is_seen_by_the_sweep_and_the_doctor(town: Town) -> None:
    old = town.creates('"Old" gt-1')
    was = runner_line(town)
    unheard(town)
    deletes(town)
    town.settle()
    assert town.terminal("create", "New", "gt-2").status == 0
    assert "tells no runner" in " ".join(lost_label(town))
    town.sweeps()
    assert runner_line(town) == was
    assert town.labels(old) == {"convoy"}


def test_a_label_whose_description_alone_was_changed_is_put_on_nothing(town: Town) -> None:
    plain = town.creates('"No convoy any more" gt-1')
    town.edits(plain, labels=[])
    empties(town)
    town.settle()
    assert "Runner: app" in runner_line(town)
    assert town.labels(plain) == set()


def test_another_label_is_nobodys_business(town: Town) -> None:
    town.creates('"Deploy v2.0" gt-1')
    mark = town.mark()
    town.ask("alice", "DELETE", f"/repos/{HQ}/labels/bug")
    town.ask("alice", "POST", "/repos/acme/gastown/labels", name="convoy")
    town.ask("alice", "DELETE", "/repos/acme/gastown/labels/convoy")
    town.settle()
    assert town.requests(mark) == []


def test_the_label_is_brought_back_by_an_app_that_starts_anew(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        hq = town.creates('"Deploy v2.0" gt-1')
    town.ask("alice", "DELETE", f"/repos/{HQ}/labels/convoy")
    for file in town.folder.glob("*.db*"):
        file.unlink()
    with Running.start(build(town.environ, connect, towns.QUICK)) as town.app:
        town.settle()
    town.app = None
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


def test_what_was_refused_while_hq_was_archived_is_done_once_it_is_not(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.ask("alice", "PATCH", f"/repos/{HQ}", archived=True)
    town.closes("gt-1")
    town.sweeps()
    assert town.issue(hq)["state"] == "open"
    town.ask("alice", "PATCH", f"/repos/{HQ}", archived=False)
    town.settle()
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1


def test_what_was_refused_while_hqs_issues_were_off_is_done_by_the_next_sweep(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    town.ask("alice", "PATCH", f"/repos/{HQ}", has_issues=False)
    town.closes("gt-1")
    town.sweeps()
    town.ask("alice", "PATCH", f"/repos/{HQ}", has_issues=True)
    town.sweeps()
    assert town.issue(hq)["state"] == "closed"
    assert len(town.notices(hq)) == 1
