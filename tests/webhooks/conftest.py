from collections.abc import Iterator
from pathlib import Path

import pytest

from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.store import Store
from tests.webhooks.support import Clock, Core, make_app


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'inbox.db'}", Settings(deadline=2), clock)
    yield store
    store.close()


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def app(tmp_path: Path, core: Core) -> Iterator[Running]:
    with Running.start(make_app(tmp_path, core)) as running:
        yield running
