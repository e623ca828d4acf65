"""What is counted, for Prometheus: of this process, but for the queue, which all processes share."""

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from gt_convoy.domain.errors import NoDatabase
from gt_convoy_webhooks.queue.port import Depth, JobQueue, State
from gt_convoy_webhooks.worker.rules import GitHubUsage

_OUTCOMES = {
    202: "stored",
    204: "ignored",
    400: "malformed",
    401: "unsigned",
    405: "malformed",
    413: "too large",
    500: "failed",
    503: "not stored",
}
# Alerts know them by these names.
_STATES: Mapping[State, str] = {"waiting": "wanted", "running": "running", "failed": "dead"}


class Metrics:
    """Counters, and a page that shows them."""

    def __init__(self, queue: JobQueue, usage: Callable[[], GitHubUsage]) -> None:
        """`usage` tells what was asked of GitHub."""
        self._registry = CollectorRegistry()
        self._deliveries = Counter(
            "gt_convoy_deliveries",
            "Deliveries by event and outcome",
            ["event", "outcome"],
            registry=self._registry,
        )
        self._jobs = Counter(
            "gt_convoy_jobs",
            "Jobs by kind and outcome",
            ["kind", "outcome"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "gt_convoy_job_seconds", "How long jobs take", ["kind"], registry=self._registry
        )
        self._landings = Counter("gt_convoy_landings", "Landing notices posted", registry=self._registry)
        self._registry.register(_Now(queue, usage))

    def answered(self, event: str, code: int) -> None:
        """A request was answered; `event` is only what a signed one said."""
        self._deliveries.labels(event, _OUTCOMES.get(code, str(code))).inc()

    def job(self, key: str, outcome: str, seconds: float) -> None:
        """A job is `done`, is tried `again`, was `paused`, or is `dead`."""
        kind = key.partition(":")[0]
        self._jobs.labels(kind, outcome).inc()
        self._seconds.labels(kind).observe(seconds)

    def landed(self) -> None:
        """A convoy's subscribers were told."""
        self._landings.inc()

    def page(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)


class _Now:
    """What is looked up when Prometheus asks."""

    def __init__(self, queue: JobQueue, usage: Callable[[], GitHubUsage]) -> None:
        self._queue = queue
        self._usage = usage

    def describe(self) -> list[Metric]:
        """Nothing beforehand: the registry would ask the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The queue, GitHub's limits, and whether the database answers."""
        try:
            found = self._queue.depths()
        except NoDatabase:
            found = []
        yield GaugeMetricFamily("gt_convoy_database_up", "Whether the database answers", value=bool(found))
        yield from _queue(found)
        usage = self._usage()
        requests = CounterMetricFamily("gt_convoy_github_requests", "Requests to GitHub", labels=["kind"])
        for kind, count in usage.requests.items():
            requests.add_metric([kind], count)
        left = GaugeMetricFamily(
            "gt_convoy_github_remaining", "What is left of GitHub's rate limit", labels=["resource"]
        )
        for resource, count in usage.remaining.items():
            left.add_metric([resource], count)
        yield from (requests, left)


def _queue(found: list[Depth]) -> Iterator[Metric]:
    labels = ["queue", "state"]
    size = GaugeMetricFamily("gt_convoy_queue_depth", "What waits, runs or was given up", labels=labels)
    oldest = GaugeMetricFamily("gt_convoy_queue_oldest_seconds", "Age of the oldest of it", labels=labels)
    for each in found:
        size.add_metric(["jobs", _STATES[each.state]], each.count)
        oldest.add_metric(["jobs", _STATES[each.state]], each.oldest)
    yield from (size, oldest)
