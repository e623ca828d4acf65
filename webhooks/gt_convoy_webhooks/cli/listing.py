"""What is in the inbox, for people: what waits, what was given up, and what a delivery held."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from gt_convoy.domain.errors import UserError
from gt_convoy_webhooks.storage.schema import delivery, job
from gt_convoy_webhooks.store import Store

_DELIVERY = (
    delivery.c.id, delivery.c.event, delivery.c.state, delivery.c.received, delivery.c.due,
    delivery.c.attempts, delivery.c.error,
)  # fmt: skip
_JOB = (job.c.key, job.c.state, job.c.due, job.c.attempts, job.c.error, job.c.cause)


Row = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """Deliveries, newest first, and jobs, the longest due first; as `--json` shows them."""

    deliveries: list[dict[str, Any]]
    jobs: list[dict[str, Any]]


def listing(store: Store, *, handled: bool, limit: int) -> Listing:
    """What waits or was given up; with `handled`, what is done, too. Raises NoDatabase."""
    wanted = select(*_DELIVERY).order_by(delivery.c.received.desc()).limit(limit)
    if not handled:
        wanted = wanted.where(delivery.c.state != "done")
    with store.database.read() as conn:
        return Listing(
            [_delivery(row) for row in conn.execute(wanted).mappings()],
            [_job(row) for row in conn.execute(select(*_JOB).order_by(job.c.due).limit(limit)).mappings()],
        )


def shown(store: Store, name: str) -> dict[str, Any]:
    """One delivery with its payload, or one job with its data. Raises UserError if there is none."""
    with store.database.read() as conn:
        wanted = select(*_DELIVERY, delivery.c.payload).where(delivery.c.id == name)
        if row := conn.execute(wanted).mappings().first():
            payload = None if row["payload"] is None else json.loads(row["payload"])
            return _delivery(row) | {"payload": payload}
        if row := conn.execute(select(*_JOB, job.c.data).where(job.c.key == name)).mappings().first():
            return _job(row) | {"data": json.loads(row["data"])}
    raise UserError(f"{name}: no delivery and no job has this name: see `gt-convoy deliveries list --all`")


def replay(store: Store, name: str) -> None:
    """Have something that was given up done again. Raises UserError if it was not given up."""
    if store.deliveries.replay(name) or store.jobs.replay(name):
        return
    state = shown(store, name)["state"]
    again = "; have GitHub redeliver it from the hook's settings" if state == "done" else ""
    raise UserError(f"{name} was not given up: it is {state}{again}")


def given_up(store: Store) -> Iterator[str]:
    """The names of all that was given up."""
    yield from (dead.name for dead in (*store.deliveries.dead(), *store.jobs.dead()))


def lines(found: Listing) -> Iterator[str]:
    """As text: what, its state, since when, how often tried, and why it failed."""
    for kind, rows in (("Deliveries", found.deliveries), ("Jobs", found.jobs)):
        yield f"{kind}: {len(rows) or 'none'}"
        yield from (_line(row) for row in rows)


def _line(row: Mapping[str, Any]) -> str:
    what = f"{row['id']} {row['event']}" if "id" in row else row["key"]
    tried = f"tried {row['attempts']}x" if row["attempts"] else ""
    error = str(row["error"] or "").splitlines()[:1]
    return "  " + "  ".join(
        filter(None, [what, row["state"], row.get("received", row["due"]), tried, *error])
    )


def _delivery(row: Row) -> dict[str, Any]:
    kept = {name: row[name] for name in ("id", "event", "state", "attempts", "error")}
    return kept | {"received": _time(row["received"]), "due": _time(row["due"])}


def _job(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("key", "state", "attempts", "error", "cause")} | {
        "due": _time(row["due"])
    }


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
