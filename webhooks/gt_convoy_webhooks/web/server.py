"""waitress in a thread of its own, stopped from outside."""

import socket
from threading import Event, Thread
from typing import Any

from flask import Flask
from waitress.adjustments import Adjustments
from waitress.wasyncore import close_all, loop

from gt_convoy.domain.bounds import LARGEST_DELIVERY
from gt_convoy.domain.errors import UserError
from gt_convoy.events.payloads import ENDPOINT
from gt_convoy_webhooks.web.groups import Groups
from gt_convoy_webhooks.web.patience import Patience, PatientServer

_THREADS = 4  # for the pages; one more answers deliveries
_AT_ONCE = 64 * 1024  # bytes that are read: nearly every delivery in one piece
_IN_MEMORY = 128 * 1024  # bytes of a body; the rest is kept in a file
_MARGIN = 1024 * 1024  # what is little too large is read, and answered 413 by us; waitress answers 413 above


def listen(host: str, port: int) -> socket.socket:
    """A socket there; port 0 takes any that is free. Raises UserError if that cannot be."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        why = error.strerror or error
        raise UserError(f"cannot listen on {host}:{port} ({why}): choose another --host or --port") from error


class Server:
    """The HTTP server of a Flask app; plain HTTP, a proxy before it speaks TLS."""

    def __init__(self, flask: Flask, host: str, port: int, patience: Patience | None = None) -> None:
        """Listen; port 0 takes any that is free. Raises UserError if that cannot be."""
        self._socket = listen(host, port)
        self.port: int = self._socket.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        self.url = f"http://{shown}:{self.port}"
        self._channels: dict[int, Any] = {}
        self._groups = Groups(ENDPOINT, _THREADS)
        self._waitress = self._serving(flask, patience or Patience())
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
        self._groups.shutdown()
        close_all(self._channels)
        self._socket.close()

    def _serving(self, flask: Flask, patience: Patience) -> PatientServer:
        adjustments = Adjustments(
            sockets=[self._socket],
            recv_bytes=_AT_ONCE,
            max_request_body_size=LARGEST_DELIVERY + _MARGIN,
            inbuf_overflow=_IN_MEMORY,
            connection_limit=patience.most_connections,
            cleanup_interval=1,
            backlog=1024,
            ident=None,
        )
        where = (self._socket.family, self._socket.type, self._socket.proto, self._socket.getsockname())
        return PatientServer(
            flask,
            patience,
            self._groups,
            map=self._channels,
            _sock=self._socket,
            adj=adjustments,
            sockinfo=where,
            bind_socket=False,
        )

    def _run(self) -> None:
        while not self._stopping.is_set():
            # poll, for select() ends at 1,024 files
            loop(timeout=1, use_poll=True, map=self._channels, count=1)
            self._groups.go()
