"""waitress, with a limit to its patience: who is slow, or brings much, holds up nobody else.

By itself waitress waits as long as a byte comes now and then, stops to listen when it has its number of
connections, and stores as many large bodies at once as are sent, signed or not.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any

from waitress.parser import HTTPRequestParser
from waitress.server import TcpWSGIServer
from waitress.utilities import Error

from gt_convoy_webhooks.logs import get_logger
from gt_convoy_webhooks.web.groups import Groups, Member, TwoSteps

_logger = get_logger(__name__)
_SPARE = 100  # connections above the limit, while those that give way are being closed


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, how many, how much."""

    within: float = 15.0  # seconds for a whole request; GitHub itself gives up after 10
    connections: int = 1000  # above these, who has kept us waiting longest gives way
    large: int = 1024 * 1024  # bytes: GitHub's longest issue, before and after an edit, is smaller
    large_at_once: int = 4  # others are told to come back

    @property
    def most_connections(self) -> int:
        """Above these nobody is let in, until some have been answered."""
        return self.connections + _SPARE


@dataclass(slots=True)
class Places:
    """Who may send a large body now. Safe between threads."""

    number: int
    _taken: set[int] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def take(self, who: object) -> bool:
        """Whether this request has one of the places, now or already."""
        with self._lock:
            if id(who) not in self._taken and len(self._taken) >= self.number:
                return False
            self._taken.add(id(who))
            return True

    def leave(self, who: object) -> None:
        """It needs none any more."""
        with self._lock:
            self._taken.discard(id(who))


class _Busy(Error):  # type: ignore[misc]  # waitress tells no types
    code, reason = 503, "Service Unavailable"

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Come back soon."""
        status, headers, body = super().to_response(ident)
        return status, [*headers, ("Retry-After", "10")], body


class _Request(HTTPRequestParser):  # type: ignore[misc]
    """One that needs a place once its body is known to be large, by its length or by what came."""

    def __init__(self, adj: Any, *, patience: Patience, places: Places) -> None:
        super().__init__(adj)
        self.error: Error | None = None
        self._large, self._places = patience.large, places

    def received(self, data: bytes) -> int:
        consumed = int(super().received(data))
        large = max(self.content_length, self.body_bytes_received) > self._large
        if large and not self.error and not self._places.take(self):
            self.error, self.completed = _Busy("too many large bodies at once"), True
        return consumed

    def close(self) -> None:
        super().close()
        self._places.leave(self)


class _Channel(Member):
    """A connection that knows since when we wait for its next whole request."""

    def __init__(self, server: "PatientServer", *args: Any, **kwargs: Any) -> None:
        self.waits_since = time.monotonic()
        self.parser_class: Callable[[Any], _Request] = server.request
        super().__init__(server, *args, **kwargs)

    def service(self) -> None:
        super().service()
        self.waits_since = time.monotonic()

    @property
    def waits(self) -> bool:
        """Whether it is the client's turn."""
        return not (self.requests or self.will_close)

    def handle_close(self) -> None:
        super().handle_close()
        if self.request is not None:
            self.request.close()


class PatientServer(TcpWSGIServer):  # type: ignore[misc]
    """The server; `maintenance` is called by waitress, every `cleanup_interval` seconds."""

    channel_class = _Channel

    def __init__(self, application: Any, patience: Patience, groups: Groups, **kwargs: Any) -> None:
        """As waitress makes it."""
        self._patience = patience
        self._groups = groups
        self.request = partial(_Request, patience=patience, places=Places(patience.large_at_once))
        super().__init__(application, dispatcher=groups, **kwargs)
        self.application: TwoSteps = TwoSteps(self.application)

    def pull_trigger(self, *, whole_group: bool = False) -> None:
        """Go on reading. After a group from all its connections at once: their next requests are one, too."""
        if whole_group or not self._groups.here:
            super().pull_trigger()

    def maintenance(self, _now: float) -> None:
        """Close the connections that took too long."""
        since = time.monotonic() - self._patience.within
        late = [channel for channel in self._waiting() if channel.waits_since < since]
        for channel in late:
            channel.will_close = True
        if slow := sum(channel.request is not None for channel in late):
            why = f"no whole request within {self._patience.within:.0f} s"
            _logger.warning("closed", connections=slow, why=why)

    def handle_accept(self) -> None:
        """Let one in; above the limit the one that has kept us waiting longest goes."""
        super().handle_accept()
        if len(self.active_channels) > self._patience.connections and (waiting := self._waiting()):
            min(waiting, key=lambda channel: channel.waits_since).will_close = True

    def _waiting(self) -> list[_Channel]:
        return [channel for channel in self.active_channels.values() if channel.waits]
