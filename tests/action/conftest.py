from collections.abc import Iterator

import pytest

from gt_convoy_sandbox.beside import CONFIG
from tests.action.acting import bare_machine, machine
from tests.action.events import Events, configure
from tests.action.running import Runs
from tests.golden.recording import golden
from tests.sandbox_fixture import Receiver
from tests.town import Town

__all__ = ["bare_machine", "events", "golden", "machine", "runs"]


@pytest.fixture
def events(sleepy_town: Town) -> Iterator[Events]:
    """A town without an app, its events, and HQ's configuration in HQ."""
    configure(sleepy_town, CONFIG)
    receiver = Receiver()
    yield Events(sleepy_town, receiver)
    sleepy_town.settle()
    receiver.close()


@pytest.fixture
def runs(sleepy_town: Town, capsys: pytest.CaptureFixture[str]) -> Runs:
    return Runs(sleepy_town, capsys)
