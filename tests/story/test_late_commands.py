"""A command is not done that is too old, or was edited, or whose place then or now does not count."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from gt_convoy_sandbox.faults import DeliveryFault
from gt_convoy_sandbox.model import issues, transfers
from tests.story.acts import makes_repository
from tests.story.test_moves_and_losses import transfers_to
from tests.town import Town

LIST = "/gt convoy list"
ELSEWHERE = "acme/elsewhere"


def lately(event: str) -> DeliveryFault:
    """These deliveries come late."""
    return DeliveryFault(lambda name, _: name == event, (0.5,))


def replies(town: Town) -> list[str]:
    """Ours, wherever they stand."""
    return [one.body for one in town.sandbox.world.tables.comments.values() if '"answers":"' in one.body]


def test_a_delivery_that_comes_after_three_days_is_not_obeyed(town: Town) -> None:
    town.clock.skipped -= timedelta(hours=73)
    assert town.comment(LIST) == ""
    assert town.reactions(LIST) == []
    town.clock.skipped += timedelta(hours=73)
    assert "Convoys" in town.comment(LIST)


def test_one_from_before_the_installation_is_not_obeyed(town: Town) -> None:
    town.clock.skipped -= timedelta(hours=1)
    assert town.comment(LIST) == ""


@pytest.mark.parametrize("texts", [[f"{LIST} --all"], ["never mind", LIST]])
def test_one_that_was_edited_before_it_was_obeyed_is_dropped_though_it_reads_as_before(
    texts: list[str], town: Town
) -> None:
    town.sandbox.faults.deliveries.append(lately("issue_comment"))
    made = town.ask("alice", "POST", "/repos/acme/hq/issues/1/comments", body=LIST)
    for text in texts:
        town.ask("alice", "PATCH", f"/repos/acme/hq/issues/comments/{made['id']}", body=text)
    town.settle()
    town.sweeps()
    assert replies(town) == []


def test_one_whose_thread_left_for_where_commands_do_not_count_is_dropped(town: Town) -> None:
    makes_repository(town, ELSEWHERE)
    town.sandbox.faults.deliveries.append(lately("issue_comment"))
    town.ask("alice", "POST", "/repos/acme/gastown/issues/1/comments", body=LIST)
    transfers_to(town, "gt-1", ELSEWHERE)
    town.settle()
    town.sweeps()
    assert replies(town) == []


def says_so(town: Town, text: str) -> str:
    """A comment below an issue elsewhere; the issue's name."""
    makes_repository(town, ELSEWHERE, "An issue")
    town.comment(text, on=f"{ELSEWHERE}#1")
    return f"{ELSEWHERE}#1"


def opens_so(town: Town, text: str) -> str:
    """An issue elsewhere with this text; its name."""
    makes_repository(town, ELSEWHERE)
    world = town.sandbox.world
    issues.create(world, world.get_repository(ELSEWHERE), world.get_user("alice"), "An issue", text)
    town.settle()
    return f"{ELSEWHERE}#1"


@pytest.mark.parametrize("given", [says_so, opens_so])
@pytest.mark.parametrize("way", [["acme/hq"], ["acme/gastown", "acme/hq"]])
def test_one_given_where_commands_do_not_count_is_never_done_though_its_thread_comes_to_us(
    given: Callable[[Town, str], str], way: list[str], town: Town
) -> None:
    place = given(town, LIST)
    town.clock.skipped += timedelta(minutes=1)
    world = town.sandbox.world
    repo, _, number = place.partition("#")
    moved = world.get_issue(world.get_repository(repo), int(number))
    for target in way:
        town.clock.skipped += timedelta(minutes=1)
        moved = transfers.transfer(world, moved, world.get_user("alice"), world.get_repository(target))
    town.settle()
    town.sweeps()
    assert replies(town) == []
    town.comment(LIST, on=f"{way[-1]}#{moved.number}")
    assert len(replies(town)) == 1, "what is said there afterwards counts"


def test_one_given_in_a_rig_is_done_though_its_thread_moved_to_another(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        town.settle()
    sleepy_town.ask("alice", "POST", "/repos/acme/gastown/issues/1/comments", body=LIST)
    sleepy_town.clock.skipped += timedelta(minutes=1)
    transfers_to(sleepy_town, "gt-1", "acme/beads")
    with sleepy_town.running() as town:
        town.sweeps()
        assert len(replies(town)) == 1
