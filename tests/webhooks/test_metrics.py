"""`/metrics`: what is counted, as Prometheus reads it."""

from collections.abc import Mapping
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from gt_convoy.domain.errors import Unavailable
from gt_convoy_webhooks.running import Running
from tests.webhooks.support import Core, deliver, make_app, request

Labels = frozenset[tuple[str, str]]


def metrics(app: Running) -> Mapping[tuple[str, Labels], float]:
    status, text = request(app.url, "GET", "/metrics")
    assert status == 200
    families = text_string_to_metric_families(text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def name(metric: str, **labels: str) -> tuple[str, Labels]:
    return (f"gt_convoy_{metric}", frozenset(labels.items()))


def test_deliveries_are_counted_by_event_and_outcome(app: Running) -> None:
    deliver(app.url, {"jobs": ["sync:12"]}, "d-1")
    deliver(app.url, {"interesting": False}, "d-2", event="label")
    request(app.url, "POST", "/webhooks/github", b"{}", {"X-GitHub-Event": "forged"})
    assert app.wait_idle()
    found = metrics(app)
    assert found[name("deliveries_total", event="issues", outcome="stored")] == 1
    assert found[name("deliveries_total", event="label", outcome="ignored")] == 1
    assert found[name("deliveries_total", event="-", outcome="unsigned")] == 1, "nobody's word for the event"


def test_jobs_are_counted_by_kind_and_outcome(tmp_path: Path) -> None:
    def doing(_job: object) -> None:
        if len(core.done) == 1:
            raise Unavailable("502")

    core = Core(doing=doing)
    with Running.start(make_app(tmp_path, core)) as app:
        deliver(app.url, {"jobs": ["sync:12"]})
        assert app.wait_idle()
        found = metrics(app)
    assert found[name("jobs_total", kind="sync", outcome="again")] == 1
    assert found[name("jobs_total", kind="sync", outcome="done")] == 1
    assert found[name("job_seconds_count", kind="sync")] == 2


def test_landings_are_counted_once_each(app: Running) -> None:
    state_store = app.app.state
    state_store.notices.note_posted(12, "2.0123456789abcdef0123 1")
    state_store.notices.note_posted(12, "2.0123456789abcdef0123 2")
    state_store.notices.note_posted(12, "? acme/gastown#1")
    assert metrics(app)[name("landings_total")] == 1


def test_the_queue_shows_what_was_given_up_and_its_age(tmp_path: Path) -> None:
    def doing(_job: object) -> None:
        raise Unavailable("502")

    with Running.start(make_app(tmp_path, Core(doing=doing), attempts=1)) as app:
        deliver(app.url, {"jobs": ["sync:12"]})
        assert app.wait_idle()
        found = metrics(app)
    assert found[name("database_up")] == 1
    assert found[name("queue_depth", queue="jobs", state="dead")] == 1
    assert found[name("queue_depth", queue="jobs", state="wanted")] == 0
    assert found[name("queue_depth", queue="jobs", state="running")] == 0
    assert 0 <= found[name("queue_oldest_seconds", queue="jobs", state="dead")] < 60


def test_without_a_database_the_rest_is_shown(app: Running) -> None:
    with app.app.store.database.write() as conn:
        conn.exec_driver_sql("alter table job rename to elsewhere")
    assert metrics(app)[name("database_up")] == 0
    with app.app.store.database.write() as conn:
        conn.exec_driver_sql("alter table elsewhere rename to job")
