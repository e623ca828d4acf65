"""One HQ has one runner, written in the description of the `convoy` label."""

from datetime import UTC, datetime

import pytest

from gt_convoy.bootstrap import open_context
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.runner import claim, runner_in_label, runner_of
from gt_convoy.domain.errors import UserError
from tests.town import Town


@pytest.fixture
def context(sleepy_town: Town) -> AppContext:
    """The context of the app's account."""
    return open_context(sleepy_town.environ)


def test_the_first_to_start_is_the_runner_and_the_other_kind_is_refused(context: AppContext) -> None:
    assert runner_of(context) is None
    claim(context, "app")
    claim(context, "app")
    assert runner_of(context) == "app"
    with pytest.raises(UserError, match=r"acme/hq is worked for by the app.*--take-over"):
        claim(context, "action")
    assert runner_of(context) == "app"
    claim(context, "action", take_over=True)
    assert runner_of(context) == "action"
    with pytest.raises(UserError, match="worked for by the action"):
        claim(context, "app")


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
        UserError, match=r"by @gt-convoy .* this is @joe.*`writers: \[gt-convoy\]`.*--take-over"
    ):
        claim(open_context(joe), "app")
    sleepy_town.config += "writers: [gt-convoy]\n"
    former = runner_in_label(open_context(sleepy_town.environ))
    assert former
    assert claim(open_context(joe), "app").since == former.since


def test_who_takes_over_from_an_account_that_is_not_ours_begins_anew(sleepy_town: Town) -> None:
    with sleepy_town.running() as town:
        town.creates('"Deploy v2.0" gt-1')
    before = datetime.now(UTC).replace(second=0, microsecond=0)
    joe = open_context(sleepy_town.environ | {"GITHUB_TOKEN": "token-joe"})
    since = claim(joe, "app", take_over=True).since
    assert since
    assert since >= before, "what was commanded before would be done twice"
