"""A database of an older version is brought up to date, and keeps what is in it."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from gt_convoy.domain.job import Job
from gt_convoy.domain.references import Ref
from gt_convoy.domain.urgency import Urgency
from gt_convoy_webhooks.storage.migrations import STEPS
from gt_convoy_webhooks.storage.notices import NoticeLog
from gt_convoy_webhooks.storage.schema import VERSION
from gt_convoy_webhooks.store import Store
from tests.webhooks.support import url_of

DATA = Path(__file__).parent / "data"


@pytest.fixture
def old(database: str, tmp_path: Path) -> str:
    """A database of version 1, with something in each table."""
    url = url_of(tmp_path)
    engine = create_engine(url)
    script = (DATA / f"schema-1-{database}.sql").read_text().partition("\n")[2]
    with engine.begin() as conn:
        for statement in script.split(";\n"):
            if statement.strip():
                conn.exec_driver_sql(statement)
    engine.dispose()
    return url


def test_version_1_is_brought_up_to_date_and_keeps_its_data(old: str) -> None:
    store = Store(old)
    claimed, found = store.jobs.claim(), store.deliveries.claim()
    assert claimed
    assert found
    assert claimed.job == Job("cmd:c1", {"a": "1"})
    assert claimed.job.person == ""
    with store.database.read() as conn:
        assert conn.execute(text("select lane from job where key = 'cmd:c1'")).scalar_one() == Urgency.COMMAND
    assert [(a.id, a.payload) for a in found.arrivals] == [("d-1", b"{}")]
    assert NoticeLog(store.database).was_told(12, "2.0123456789abcdef0123 1")
    assert store.index.trackers_of(Ref("acme/gastown", 3), None) == [12]
    with store.database.read() as conn:
        assert conn.execute(text("select version from schema")).scalar_one() == VERSION
    store.close()


def test_it_is_then_as_one_made_anew(old: str) -> None:
    Store(old).close()
    store = Store(old)
    store.enqueue([Job("convoy:12")])
    claimed = store.jobs.claim()
    assert claimed
    store.jobs.pause(claimed, 0, first=True)
    store.close()


def test_there_is_a_step_to_every_version() -> None:
    assert sorted(STEPS) == list(range(2, VERSION + 1))
