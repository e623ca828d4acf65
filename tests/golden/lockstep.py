"""Runs the app of a town in step with the test, so that the order of its requests is the same every time.

It begins a job only while the test waits for it (`Town.settle`), one job at a time, once all deliveries
have come in. Nothing is debounced: jobs are done in the order in which they were wanted, failed ones last.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from gt_convoy_webhooks.queue.table_queue import TableQueue
from gt_convoy_webhooks.settings import Settings
from tests import town as towns
from tests.town import Town

LAST = 0.7  # seconds until what failed is tried again: by then all else is done
ONE_BY_ONE = replace(Settings(), workers=1, quiet=0.0, ceiling=0.0, poll=0.02, first_retry=LAST)


def keep_in_step(monkeypatch: pytest.MonkeyPatch, note: Callable[[Town], None]) -> None:
    """Have the app work only in `Town.settle`; `note` is called before and after it."""
    waiting = Event()
    current: list[Town] = []
    settle, claim = Town.settle, TableQueue.claim

    def settle_and_note(town: Town) -> None:
        note(town)
        current[:] = [town]
        waiting.set()
        try:
            settle(town)
        finally:
            waiting.clear()
        note(town)

    def claim_in_turn(queue: TableQueue) -> Any:
        if waiting.is_set() and current[0].sandbox.deliveries.wait_idle(0):  # all deliveries became jobs
            return claim(queue)
        time.sleep(0.002)
        return None

    monkeypatch.setattr(towns, "QUICK", ONE_BY_ONE)
    monkeypatch.setattr(Town, "settle", settle_and_note)
    monkeypatch.setattr(TableQueue, "claim", claim_in_turn)
