"""Threads that share a kind of work, and sleep when there is none."""

import time
from collections.abc import Callable
from threading import Event, Lock, Thread

from gt_convoy.domain.errors import NoDatabase
from gt_convoy_webhooks.logs import get_logger
from gt_convoy_webhooks.worker.signals import Signal

Work = Callable[[], None]
Find = Callable[[], Work | float]  # takes one piece of work, or tells in how many seconds to look again

_logger = get_logger(__name__)
_AFTER_TROUBLE = 1.0  # seconds
_APART = 0.05  # seconds between two looks in vain: under load there is news all the time


class Pool:
    """`threads` threads that find and do work until `stopping` is set.

    One of them looks for work at a time, and lets the next one look when it has found some: news wake one
    thread, not all.
    """

    def __init__(self, name: str, threads: int, find: Find, news: Signal, stopping: Event) -> None:
        """Nothing runs yet."""
        self.name = name
        self._find = find
        self._news = news
        self._stopping = stopping
        self._looking = Lock()
        self._threads = [
            Thread(target=self._run, name=f"{name}-{n}", daemon=True) for n in range(1, threads + 1)
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def join(self, until: float) -> bool:
        """Wait for what runs, until the moment (monotonic); answers whether all ended."""
        for thread in self._threads:
            if thread.ident:
                thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    @property
    def alive(self) -> bool:
        """Whether every thread runs."""
        return all(thread.is_alive() for thread in self._threads)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._look()()
            except NoDatabase as error:
                _logger.warning("no database", pool=self.name, why=error)
                self._stopping.wait(_AFTER_TROUBLE)
            except Exception:
                _logger.exception("bug", pool=self.name)
                self._stopping.wait(_AFTER_TROUBLE)

    def _look(self) -> Work:
        with self._looking:
            while not self._stopping.is_set():
                seen, apart = self._news.count, time.monotonic() + _APART
                found = self._find()
                if not isinstance(found, float | int):
                    return found
                if not self._stopping.is_set():
                    self._news.wait(seen, found)
                    self._stopping.wait(min(found, apart - time.monotonic()))
        return _nothing


def retry_until_recorded(action: Callable[[], object], stopping: Event) -> None:
    """Do what must be recorded, whatever the database says, until it works or the app stops."""
    while True:
        try:
            action()
            return
        except NoDatabase as error:
            _logger.warning("no database", why=error)
            if stopping.is_set():
                return  # the claim runs out, and another does it again
        stopping.wait(_AFTER_TROUBLE)


def _nothing() -> None:
    pass
