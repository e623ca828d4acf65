"""The one place where things can be made to go wrong: requests, reads and deliveries ask here first.

Tests call the methods of `Faults`; a process of its own posts the same to `/_sandbox/faults`.
"""

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from gt_convoy_sandbox.model import World

NORMALLY = (0.0,)
GRAPHQL = "/api/graphql"
# https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach"
    " out to GitHub Support for help, please include the request ID."
)
PRIMARY = "API rate limit exceeded for user ID 1."
TIMED_OUT = (
    "Something went wrong while executing your query. This may be the result of a timeout, or it could be a"
    " GitHub bug."
)


@dataclass(frozen=True)
class Answer:
    """What is answered instead of what would be. Status 0 changes nothing but the time it takes.

    `body` replaces the whole error; `lost` fields or aliases of a GraphQL answer come as null with an error,
    and with them what cannot be without; of an answer that is `cut`, half is sent before the connection
    is closed.
    """

    status: int
    message: str = "Server Error"
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    lost: Sequence[str] = ()
    cut: bool = False
    wait: float = 0.0


@dataclass
class RequestFault:
    """Answer some requests otherwise, `times` times; `after` the change was made, or instead of it."""

    matches: Callable[[str, str], bool]
    answer: Answer
    times: int = 1
    after: bool = False


@dataclass
class DeliveryFault:
    """Send some deliveries at other times: one copy after each of these seconds; () drops it."""

    matches: Callable[[str, str], bool]
    delays: Sequence[float]
    times: int = 1


@dataclass
class Stale:
    """Let reads of some paths see an old state: for a number of reads, until a time, or until thawed."""

    world: World
    path: str = ""
    reads: int | None = None
    until: float | None = None

    def take(self, path: str) -> bool:
        """Tell whether a read sees the old state, and count it."""
        if self.path not in path or self.is_over():
            return False
        if self.reads is not None:
            self.reads -= 1
        return True

    def is_over(self) -> bool:
        """Tell whether the replica has caught up."""
        return self.reads == 0 or (self.until is not None and time.monotonic() >= self.until)


class Faults:
    """Faults that wait to happen; with none, everything works.

    Requests are chosen by `method` and by a part of their `path` (a regular expression), deliveries by
    `event` and `action`; "" is any. Each fault happens `times` times.
    """

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Start with a GitHub in good health."""
        self.requests: list[RequestFault] = []
        self.deliveries: list[DeliveryFault] = []
        self.reads: list[Stale] = []
        self.skew = 0.0
        self.lacking: frozenset[str] = frozenset()
        self._clock = clock
        self._lock = threading.Lock()

    def clear(self) -> None:
        """Let everything work."""
        self.requests, self.deliveries, self.reads, self.skew = [], [], [], 0.0
        self.lacking = frozenset()

    # Asked by what serves and sends

    def answer(self, method: str, path: str, *, after: bool) -> Answer | None:
        """Tell whether a request is answered otherwise, before or after it was carried out."""
        with self._lock:
            for fault in self.requests:
                if fault.times and fault.after == after and fault.matches(method, path):
                    fault.times -= 1
                    return fault.answer
        return None

    def delays(self, event: str, action: str) -> Sequence[float]:
        """Tell after how many seconds each copy of a delivery is sent."""
        with self._lock:
            for fault in self.deliveries:
                if fault.times and fault.matches(event, action):
                    fault.times -= 1
                    return fault.delays
        return NORMALLY

    def reading(self, world: World, path: str = "") -> World:
        """Give the world that a read of a path sees: an old state while a replica lags."""
        with self._lock:
            self.reads = [each for each in self.reads if not each.is_over()]
            return next((each.world for each in self.reads if each.take(path)), world)

    def now(self) -> datetime:
        """Give the time that GitHub's clock shows, which may be wrong."""
        return (self._clock() + timedelta(seconds=self.skew)).astimezone(UTC)

    # Deliveries

    def drop(self, event: str = "", action: str = "", times: int = 1) -> None:
        """Do not send deliveries."""
        self._deliver((), event, action, times)

    def delay(self, seconds: float, event: str = "", action: str = "", times: int = 1) -> None:
        """Send deliveries late."""
        self._deliver((seconds,), event, action, times)

    def repeat(self, copies: int = 2, event: str = "", action: str = "", times: int = 1) -> None:
        """Send deliveries several times, under the same guid."""
        self._deliver((0.0,) * copies, event, action, times)

    def reorder(self, count: int = 2, event: str = "", action: str = "", apart: float = 0.1) -> None:
        """Send the next deliveries in the opposite order: the last of them first."""
        for place in range(count):
            self._deliver(((count - place) * apart,), event, action, 1)

    # Requests

    def fail(
        self, status: int = 502, method: str = "", path: str = "", times: int = 1, *, after: bool = False
    ) -> None:
        """Answer an error of the server: instead of doing what was asked, or `after` it was done."""
        self._request(Answer(status), method, path, times, after=after)

    def limit(
        self, status: int = 403, path: str = "", times: int = 1, *, reset_in: int | None = None
    ) -> None:
        """Answer that the rate limit is used up; the headers say so when it is known when it ends."""
        self._request(Answer(status, PRIMARY, self._reset(reset_in)), "", path, times)

    def secondary_limit(
        self, status: int = 403, path: str = "", times: int = 1, *, retry_after: int | None = 60
    ) -> None:
        """Answer that there were too many requests at once, with or without `Retry-After`."""
        headers = {} if retry_after is None else {"retry-after": str(retry_after)}
        self._request(Answer(status, SECONDARY, headers), "", path, times)

    def graphql_limit(self, times: int = 1, *, reset_in: int = 60) -> None:
        """Answer GraphQL with its rate-limit error, which comes with status 200."""
        headers = self._reset(reset_in)
        body = {"errors": [{"type": "RATE_LIMITED", "message": PRIMARY}]}
        self._request(Answer(200, headers=headers, body=body), "POST", GRAPHQL, times)

    def graphql_partial(self, *aliases: str, times: int = 1) -> None:
        """Answer GraphQL without these fields or aliases (none named: the first), with an error for each."""
        self._request(Answer(200, TIMED_OUT, lost=aliases or ("",)), "POST", GRAPHQL, times, after=True)

    def older(self, *names: str) -> None:
        """Be an older server, whose GraphQL lacks fields (`Issue.blockedBy`) and arguments, until `clear`.

        An argument is named `Issue.stateReason(enableDuplicate:)`; with no names the server is the newest.
        """
        self.lacking = frozenset(names)

    def redirect(
        self, location: str, method: str = "", path: str = "", times: int = 1, status: int = 307
    ) -> None:
        """Send whoever asks elsewhere."""
        self._request(Answer(status, "Temporary Redirect", {"Location": location}), method, path, times)

    def hang_up(self, method: str = "", path: str = "", times: int = 1, *, after: bool = True) -> None:
        """Close the connection in the middle of the answer, after the request was carried out, or before."""
        self._request(Answer(0 if after else 502, cut=True), method, path, times, after=after)

    def slow(self, seconds: float, method: str = "", path: str = "", times: int = 1) -> None:
        """Take a while to answer."""
        self._request(Answer(0, wait=seconds), method, path, times)

    # Reads

    def stale(
        self, world: World, path: str = "", reads: int | None = None, seconds: float | None = None
    ) -> None:
        """Let reads, perhaps of a path, see the state of now: so many, so long, or until `thaw_reads`."""
        until = None if seconds is None else time.monotonic() + seconds
        self.reads.append(Stale(world.snapshot(), path, reads, until))

    def freeze_reads(self, world: World) -> None:
        """Let all reads see the state of now, whatever is written, until `thaw_reads`."""
        self.stale(world)

    def thaw_reads(self) -> None:
        """Let reads see what is."""
        self.reads = []

    def _reset(self, seconds: int | None) -> dict[str, str]:
        if seconds is None:
            return {}
        at = int(self.now().timestamp()) + seconds
        return {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(at)}

    def _request(self, answer: Answer, method: str, path: str, times: int, *, after: bool = False) -> None:
        def matches(verb: str, address: str) -> bool:
            return method.upper() in ("", verb) and re.search(path, address) is not None

        self.requests.append(RequestFault(matches, answer, times, after))

    def _deliver(self, delays: Sequence[float], event: str, action: str, times: int) -> None:
        def matches(name: str, what: str) -> bool:
            return event in ("", name) and action in ("", what)

        self.deliveries.append(DeliveryFault(matches, delays, times))
