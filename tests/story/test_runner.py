"""One HQ has one runner, written in the description of the `convoy` label."""

from datetime import UTC, datetime

import pytest

from gt_convoy import trust
from gt_convoy.desk import Desk
from gt_convoy.errors import Refused
from gt_convoy.memory import NoMemory
from gt_convoy.runner import claim, runner_of
from gt_convoy.wiring import open_desk
from tests.town import Town


@pytest.fixture
def desk(sleepy_town: Town) -> Desk:
    """The desk of the app's account."""
    return open_desk(sleepy_town.environ, NoMemory())


def test_the_first_to_start_is_the_runner_and_the_other_kind_is_refused(desk: Desk) -> None:
    assert runner_of(desk) is None
    claim(desk, "app")
    claim(desk, "app")
    assert runner_of(desk) == "app"
    with pytest.raises(Refused, match=r"acme/hq is worked for by the app.*--take-over"):
        claim(desk, "action")
    assert runner_of(desk) == "app"
    claim(desk, "action", take_over=True)
    assert runner_of(desk) == "action"
    with pytest.raises(Refused, match="worked for by the action"):
        claim(desk, "app")


def test_the_terminal_believes_the_runners_account_whatever_its_role(town: Town) -> None:
    hq = town.creates('"Deploy v2.0" gt-1')
    label = town.ask("alice", "GET", "/repos/acme/hq/labels/convoy")
    assert "Runner: app (gt-convoy" in label["description"]
    assert len(label["description"]) <= 100
    for login in ("alice", "joe"):
        assert [f"hq-{one['number']}" for one in town.told("list", login=login)] == [hq]


def test_another_account_is_refused_until_the_former_ones_marks_count(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        town.creates('"Deploy v2.0" gt-1')
    joe = sleepy_town.environ | {"GITHUB_TOKEN": "token-joe"}
    with pytest.raises(
        Refused, match=r"by @gt-convoy .* this is @joe.*`writers: \[gt-convoy\]`.*--take-over"
    ):
        claim(open_desk(joe, NoMemory()), "app")
    sleepy_town.config += "writers: [gt-convoy]\n"
    former = trust.runner(open_desk(sleepy_town.environ, NoMemory()))
    assert former
    assert claim(open_desk(joe, NoMemory()), "app").since == former.since


def test_who_takes_over_from_an_account_that_is_not_ours_begins_anew(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        town.creates('"Deploy v2.0" gt-1')
    before = datetime.now(UTC).replace(second=0, microsecond=0)
    joe = open_desk(sleepy_town.environ | {"GITHUB_TOKEN": "token-joe"}, NoMemory())
    since = claim(joe, "app", take_over=True).since
    assert since
    assert since >= before, "what was commanded before would be done twice"
