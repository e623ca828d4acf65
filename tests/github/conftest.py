from collections.abc import Iterator

import pytest
import responses

from gt_convoy.github.adapter import GitHub
from gt_convoy.github.transport import client
from tests.github.fake import github


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the adapter slept between tries; it does not really."""
    pauses: list[float] = []
    monkeypatch.setattr(client, "sleep", pauses.append)
    return pauses


@pytest.fixture
def gh(mock: responses.RequestsMock, slept: list[float]) -> Iterator[GitHub]:
    hub = github()
    yield hub
    hub.close()
