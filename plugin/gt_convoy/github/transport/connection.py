"""The wire under PyGithub: one `requests` session with a deadline for the whole request.

PyGithub hands its requests to any object with `request` and `getresponse`. Its own has one timeout for
each silence, not for the request; and PyGithub itself follows a 301 without the query of its address (so
a list filtered by label would become the list of everything) and without end in a loop. Here the address
of a redirect is kept out of PyGithub's sight, under MOVED_TO, for the client to follow.
"""

from collections.abc import ItemsView, Mapping
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import PreparedRequest
from urllib3.util import Timeout

from gt_convoy.github.transport.limits import Meter

CONNECT_LIMIT = 3.0  # seconds
MOVED_TO = "x-moved-to"
_CHUNK = 65536


class Response:
    """An answer, in the shape PyGithub reads."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Header names in lower case."""
        self.status = status
        self._headers = {k.lower(): v for k, v in headers.items()}
        if "location" in self._headers:
            self._headers[MOVED_TO] = self._headers.pop("location")
        self._body = body

    def getheaders(self) -> ItemsView[str, str]:
        """Give all headers."""
        return self._headers.items()

    def read(self) -> str:
        """Give the body; GitHub's JSON is UTF-8 whether or not a header says so."""
        return self._body.decode("utf-8", errors="replace")


class Connection:
    """Used by one thread at a time."""

    def __init__(self, base_url: str, meter: Meter) -> None:
        """Connect to the host of `base_url` when the first request is made."""
        parts = urlsplit(base_url)
        self._root = f"{parts.scheme}://{parts.netloc}"
        self._meter = meter
        self._session = requests.Session()
        self._session.auth = _as_it_is
        self.deadline = 0.0  # by time.monotonic()

    def request(self, verb: str, url: str, body: Any, headers: dict[str, str], _stream: bool = False) -> None:
        """Keep what `getresponse` is to send."""
        self._wanted = (verb, url, body, headers)

    def getresponse(self) -> Response:
        """Send it; raises an exception of requests or urllib3 when the deadline passes."""
        verb, url, body, headers = self._wanted
        self._meter.count(_kind(verb, url))
        with self._session.request(
            verb,
            self._root + url,
            data=body,
            headers=headers,
            timeout=Timeout(connect=CONNECT_LIMIT, total=self._left()),  # type: ignore[arg-type]
            allow_redirects=False,
            stream=True,
        ) as answer:
            response = Response(answer.status_code, answer.headers, self._body(answer))
        self._meter.note(dict(response.getheaders()))
        return response

    def close(self) -> None:
        """Close the sockets."""
        self._session.close()

    def _left(self) -> float:
        left = self.deadline - monotonic()
        if left <= 0:
            raise requests.Timeout("the time for this request is over")
        return left

    def _body(self, answer: requests.Response) -> bytes:
        """Read what is there as it comes, so that a trickle cannot outlast the deadline either."""
        received = bytearray()
        while True:
            socket = getattr(answer.raw.connection, "sock", None)
            if socket is not None:
                socket.settimeout(self._left())
            chunk = answer.raw.read1(_CHUNK, decode_content=True)
            if not chunk:
                return bytes(received)
            received += chunk
            self._left()


def _kind(verb: str, url: str) -> str:
    if url.endswith("/graphql"):
        return "graphql"
    return "rest_get" if verb == "GET" else "rest_write"


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    """Add no authentication: with none set, requests would look into ~/.netrc."""
    return request
