"""A command that is too old is not done, however late its delivery comes."""

from datetime import timedelta

from tests.town import Town

LIST = "/gt convoy list"


def test_a_delivery_that_comes_after_three_days_is_not_obeyed(town: Town) -> None:
    town.clock.skipped -= timedelta(hours=73)
    assert town.comment(LIST) == ""
    assert town.reactions(LIST) == []
    town.clock.skipped += timedelta(hours=73)
    assert "Convoys" in town.comment(LIST)


def test_one_from_before_the_installation_is_not_obeyed(town: Town) -> None:
    town.clock.skipped -= timedelta(hours=1)
    assert town.comment(LIST) == ""
