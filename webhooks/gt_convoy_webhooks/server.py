"""waitress in a thread of its own, stopped from outside."""

import socket
from threading import Event, Thread
from typing import Any

from flask import Flask
from waitress.server import create_server
from waitress.wasyncore import close_all, loop

from gt_convoy.errors import Refused

from .door import LARGEST

_THREADS = 16  # requests that wait for one commit together
_MARGIN = 1024 * 1024  # what is little too large is read, and answered 413 by us; waitress answers 413 above


class Server:
    """The HTTP server of a Flask app; plain HTTP, a proxy before it speaks TLS."""

    def __init__(self, flask: Flask, host: str, port: int) -> None:
        """Listen; port 0 takes any that is free. Raises Refused if that cannot be."""
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            self._socket = socket.create_server((host, port), family=family, backlog=1024)
        except OSError as error:
            why = error.strerror or error
            raise Refused(
                f"cannot listen on {host}:{port} ({why}): choose another --host or --port"
            ) from error
        self.port: int = self._socket.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self.port}"
        self._channels: dict[int, Any] = {}
        self._waitress = create_server(
            flask,
            map=self._channels,
            sockets=[self._socket],
            threads=_THREADS,
            max_request_body_size=LARGEST + _MARGIN,
            connection_limit=1000,
            backlog=1024,
            channel_timeout=30,  # seconds without a byte
            ident=None,
        )
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="http", daemon=True)

    def start(self) -> None:
        """Answer."""
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Accept nothing any more, answer what was asked, close."""
        self._stopping.set()
        if self._thread.is_alive():
            self._waitress.pull_trigger()
            self._thread.join()
        # Only now: waitress is not thread-safe. Its task threads send these last answers by themselves.
        self._waitress.task_dispatcher.shutdown()
        close_all(self._channels)
        self._socket.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            # poll, for select() ends at 1,024 files
            loop(timeout=1, use_poll=True, map=self._channels, count=1)
