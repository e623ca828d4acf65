"""What is said and counted of each delivery and each job, whatever becomes of it."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gt_convoy.domain.errors import Stale, Unavailable
from gt_convoy.domain.job import Job
from gt_convoy_webhooks.running import Running
from tests.webhooks.support import Core, deliver, make_app
from tests.webhooks.test_metrics import Labels, metrics, name
from tests.webhooks.test_working import COMMAND, failing

Lines = list[tuple[int, str]]
Counts = Mapping[tuple[str, Labels], float]


def said(caplog: pytest.LogCaptureFixture, about: str) -> Lines:
    return [(r.levelno, r.getMessage()) for r in caplog.records if about in r.getMessage()]


def nothing(_job: Job) -> None:
    pass


@pytest.fixture
def run(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Callable[..., Counts]:
    """Deliver once, wait until nothing is left to do; what was counted."""
    caplog.set_level(logging.INFO)

    def running(payload: object, doing: Callable[[Job], None] = nothing) -> Counts:
        with Running.start(make_app(tmp_path, Core(doing=doing), attempts=3)) as app:
            deliver(app.url, payload, "d-7")
            assert app.wait_idle()
            return metrics(app)

    return running


Run = Callable[..., Counts]


def outcomes(found: Counts, metric: str, **labels: str) -> list[float]:
    names = ("stored", "failed", "done", "again", "dead")
    return [found.get(name(metric, outcome=one, **labels), 0.0) for one in names]


def test_a_delivery_that_is_stored_is_said_with_what_it_wants(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    found = run({"jobs": [COMMAND, "sync:12"]})
    assert outcomes(found, "deliveries_total", event="issues") == [1, 0, 0, 0, 0]
    assert [line for _, line in said(caplog, "answered")] == [
        f"answered delivery=d-7 github_event=issues code=202 why=stored wants={COMMAND},sync:12"
    ]


def test_a_delivery_that_wants_nothing_says_so(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    run({})
    assert [line for _, line in said(caplog, "answered")] == [
        "answered delivery=d-7 github_event=issues code=202 why=stored wants=nothing"
    ]


def test_a_bug_in_routing_is_said_with_the_delivery_and_counted(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    found = run({"poison": True})
    assert outcomes(found, "deliveries_total", event="issues") == [0, 1, 0, 0, 0]
    assert said(caplog, "bug delivery") == [(logging.ERROR, "bug delivery=d-7 github_event=issues")]
    assert [record.exc_info is not None for record in caplog.records if "bug deliv" in record.message] == [
        True
    ]


AGAIN: list[tuple[Exception, str]] = [(Unavailable("502"), "502"), (Stale(), "stale")]


@pytest.mark.parametrize(("error", "why"), AGAIN, ids=repr)
def test_a_job_that_failed_says_why_and_is_given_up_once(
    run: Run, caplog: pytest.LogCaptureFixture, error: Exception, why: str
) -> None:
    found = run({"jobs": [COMMAND]}, failing(error, error, error))
    assert outcomes(found, "jobs_total", kind="command") == [0, 0, 0, 3, 0]
    assert [line for _, line in said(caplog, "again ")] == [
        f"again job={COMMAND} attempt={n} why={why}" for n in (1, 2, 3)
    ]
    assert [level for level, _ in said(caplog, "given up")] == [logging.ERROR]


def test_a_job_that_works_after_a_failure_is_not_given_up(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    found = run({"jobs": [COMMAND]}, failing(Unavailable("502")))
    assert outcomes(found, "jobs_total", kind="command") == [0, 0, 1, 1, 0]
    assert said(caplog, "given up") == []
    assert 0 <= found[name("job_seconds_sum", kind="command")] < 10
