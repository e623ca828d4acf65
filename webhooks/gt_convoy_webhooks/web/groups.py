"""Deliveries are answered in groups: all that are there are begun, then all finished: they share a commit.

WSGI lets an application answer late, when the server goes through what it returned. So one thread is enough
for all that wait for a commit: handing each from thread to thread cost more processor time than its work.
"""

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ThreadedTaskDispatcher, WSGITask

SINCE = "gt_convoy.since"  # in a request's environ: when it was whole (monotonic)
_BEGUN = "gt_convoy.begun"
_ENDS_WITHIN = 10.0  # seconds: longer than a commit may take

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class TwoSteps:
    """A WSGI application whose requests can be begun before they are answered."""

    def __init__(self, application: Application) -> None:
        """`application` works when it is called, and waits in what it returns."""
        self._application = application

    def begin(self, environ: dict[str, Any]) -> None:
        """The first step."""
        with suppress(Exception):  # it is raised again by the second
            environ[_BEGUN] = _Begun(self._application, environ)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The second step; both, if it was not begun."""
        begun = environ.pop(_BEGUN, None)
        return begun.finish(start_response) if begun else self._application(environ, start_response)


class _Begun:
    """What the first step gave: the head of the answer, if it is known, and the rest."""

    def __init__(self, application: Application, environ: dict[str, Any]) -> None:
        self._head: tuple[Any, ...] = ()
        self._start_response: Callable[..., Any] = self._keep
        self._body = application(environ, self._respond)

    def _respond(self, *head: Any) -> Any:
        return self._start_response(*head)

    def _keep(self, *head: Any) -> None:
        self._head = head

    def finish(self, start_response: Callable[..., Any]) -> Iterable[bytes]:
        self._start_response = start_response
        if self._head:
            start_response(*self._head)
        return self._body


class Member(HTTPChannel):  # type: ignore[misc]  # waitress tells no types
    """A connection whose request can be answered in two steps."""

    whole_since = 0.0  # its request, on the monotonic clock
    _task: WSGITask | None = None

    def begin(self) -> None:
        """The first step; `service` is the second."""
        task = WSGITask(self, self.requests[0])
        environ = task.get_environment()
        environ[SINCE] = self.whole_since
        self.server.application.begin(environ)
        self._task = task

    def task_class(self, channel: "Member", request: Any) -> WSGITask:
        """waitress's task for `service`: the one that was begun, if any."""
        task, self._task = self._task or WSGITask(channel, request), None
        return task


class Groups(ThreadedTaskDispatcher):  # type: ignore[misc]
    """waitress's threads, and one that answers in groups what is asked at one path."""

    def __init__(self, path: str, threads: int) -> None:
        """Begin; `threads` are for all other paths."""
        super().__init__()
        self.set_thread_count(threads)
        self._path = path
        self._waiting: list[Member] = []
        self._news = threading.Condition()
        self._open = True
        self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)
        self._thread.start()

    @property
    def here(self) -> bool:
        """Whether the thread that asks is the one that answers in groups."""
        return threading.current_thread() is self._thread

    def add_task(self, task: Member) -> None:
        """Have a request answered."""
        request = task.requests[0]
        if request.error or request.path != self._path:
            super().add_task(task)
            return
        task.whole_since = time.monotonic()
        with self._news:
            self._waiting.append(task)

    def go(self) -> None:
        """What was added is a group, if none is being answered."""
        if self._waiting:
            with self._news:
                self._news.notify()

    def shutdown(self, *args: Any, **kwargs: Any) -> bool:
        """Answer what was asked, then end."""
        with self._news:
            self._open = False
            self._news.notify()
        self._thread.join(_ENDS_WITHIN)
        return bool(super().shutdown(*args, **kwargs))

    def _run(self) -> None:
        while group := self._take():
            for channel in group:
                self._do(channel.begin)
            for channel in group:
                self._do(channel.service)
            group[-1].server.pull_trigger(whole_group=True)

    def _do(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception:
            self.logger.exception("bug")

    def _take(self) -> list[Member]:
        with self._news:
            self._news.wait_for(lambda: self._waiting or not self._open)
            group, self._waiting = self._waiting, []
        return group
