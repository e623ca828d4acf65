from collections.abc import Iterator
from pathlib import Path

import pytest

from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.store import Store
from tests.webhooks.postgres import database, postgres
from tests.webhooks.support import Clock, Core, make_app, open_store

__all__ = ["database", "postgres"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    store = open_store(tmp_path, clock)
    yield store
    store.close()


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
def app(tmp_path: Path, core: Core) -> Iterator[Running]:
    with Running.start(make_app(tmp_path, core)) as running:
        yield running
