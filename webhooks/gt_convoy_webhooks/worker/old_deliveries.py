"""Deliveries that an older version accepted and did not come to route: routed once, when the app starts."""

import json

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import Row

from gt_convoy.domain.errors import NoDatabase
from gt_convoy_webhooks.logs import get_logger
from gt_convoy_webhooks.queue.intake import Arrival
from gt_convoy_webhooks.store import Store
from gt_convoy_webhooks.worker.rules import Rules

_logger = get_logger(__name__)


def route_old_deliveries(store: Store, rules: Rules) -> None:
    """Route what is left in the table `delivery` of schema 4, those given up included; then drop it.

    One that cannot be routed is dropped with a line in the log: GitHub has it for three days, the sweep finds
    what it was about. Raises NoDatabase.
    """
    while row := _next(store):
        try:
            arrival = Arrival(row.id, rules.route(row.event, json.loads(bytes(row.payload))))
            _settle(store, row.id, arrival)
        except NoDatabase:
            raise
        except Exception:
            _logger.exception("dropped", delivery=row.id, github_event=row.event)
            _settle(store, row.id, None)


def _next(store: Store) -> "Row[str, str, bytes] | None":
    with store.database.write() as conn:
        if not _is_there(store, conn):
            return None
        found = conn.execute(text("SELECT id, event, payload FROM delivery ORDER BY received, id LIMIT 1"))
        if row := found.first():
            return row
        conn.execute(text("DROP TABLE delivery"))
        return None


def _settle(store: Store, name: str, arrival: Arrival | None) -> None:
    """In one transaction with its being routed it goes, so that no other process routes it, too."""
    with store.database.write() as conn:
        if not _is_there(store, conn):
            return
        gone = conn.execute(text("DELETE FROM delivery WHERE id = :id"), {"id": name}).rowcount
        if gone and arrival:
            (taken,) = store.intake.take(conn, [arrival])
            wants = ",".join(taken.wants) or "nothing"
            _logger.info("routed", delivery=name, why="an older version left it", wants=wants)


def _is_there(store: Store, conn: Connection) -> bool:
    store.database.one_by_one(conn, "old deliveries")
    return inspect(conn).has_table("delivery")
