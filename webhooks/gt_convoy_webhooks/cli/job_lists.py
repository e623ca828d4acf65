"""The jobs that are there, for people: what waits, runs or failed, and why."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from gt_convoy.domain.errors import UserError
from gt_convoy_webhooks.queue.port import STATES, JobQueue, JobRow, State

_LIST = "see `gt-convoy jobs list`"


def listed(queue: JobQueue, limit: int, state: State | None = None) -> list[JobRow]:
    """What failed first, then what runs and waits; of each at most `limit`. Raises NoDatabase."""
    states = [state] if state else reversed(STATES)
    return [row for each in states for row in queue.listed(limit, each)]


def shown(queue: JobQueue, key: str) -> JobRow:
    """One job. Raises UserError if there is none by this key, with what to type instead."""
    if row := queue.shown(key):
        return row
    near = [found for found in queue.listed(1000) if key and (key in found.key or key == found.cause)]
    one_of = f"did you mean {', '.join(row.key for row in near[:5])}? Or" if near else "it may be done;"
    raise UserError(f"{key}: no job with this key waits, runs or failed: {one_of} {_LIST}")


def retry(queue: JobQueue, key: str) -> None:
    """Have a failed one done again. Raises UserError if it did not fail."""
    if not queue.retry_failed(key):
        state = shown(queue, key).state
        raise UserError(f"{key} did not fail, it is {state}: only what failed can be retried; {_LIST}")


def as_json(row: JobRow) -> dict[str, Any]:
    """As `--json` shows it."""
    return {
        "key": row.key,
        "state": row.state,
        "attempts": row.attempts,
        "due": _time(row.due),
        "error": row.error or None,
        "cause": row.cause or None,
        "data": dict(row.data),
    }


def lines(rows: Sequence[JobRow]) -> Iterator[str]:
    """As text: how many in each state, then each with how often it was tried and why it failed."""
    counts: Mapping[State, int] = {state: sum(row.state == state for row in rows) for state in STATES}
    yield ", ".join(f"{count} {state}" for state, count in counts.items() if count) or "No jobs."
    for row in rows:
        tried = f"tried {row.attempts}x" if row.attempts else ""
        error = row.error.splitlines()[:1]
        yield "  " + "  ".join(filter(None, [row.key, row.state, f"due {_time(row.due)}", tried, *error]))


def details(row: JobRow) -> Iterator[str]:
    """Everything of one, a line each."""
    for name, value in as_json(row).items():
        told = ", ".join(f"{key}={text}" for key, text in value.items()) if name == "data" else value
        if told not in (None, ""):
            yield f"{name + ':':10} {told}"


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
