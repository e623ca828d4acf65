"""A town whose GitHub is emulate: `tests.story` is told there unchanged."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from gt_convoy_sandbox.server import Sandbox
from tests.emulate.bridge import Bridge
from tests.town import Clock, Town


@pytest.fixture(scope="session")
def running_bridge() -> Iterator[Bridge]:
    bridge = Bridge()
    yield bridge
    bridge.stop()


@pytest.fixture
def bridge(running_bridge: Bridge) -> Bridge:
    """As new."""
    running_bridge.reset()
    return running_bridge


@pytest.fixture
def sleepy_town(tmp_path: Path, bridge: Bridge) -> Iterator[Town]:
    """A town without an app. The bridge has what its stories use of a sandbox."""
    made = Town(cast(Sandbox, bridge), tmp_path, Clock())
    yield made
    made.session.close()
    assert bridge.deliveries.problems == []
