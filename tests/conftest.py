import pytest
from hypothesis import settings

from tests.browser import page
from tests.contracts.watch import watched
from tests.town import sleepy_town, town

__all__ = ["page", "sleepy_town", "town", "watched"]

# A slow machine must not make a property test fail.
settings.register_profile("here", deadline=None)
settings.load_profile("here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", choices=["check", "renew"], help="compare or renew the stories' golden logs")
