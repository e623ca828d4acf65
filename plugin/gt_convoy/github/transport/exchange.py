"""One request to GitHub through PyGithub: the wire under it, and the boundary that no foreign error passes.

PyGithub hands its requests to any object with `request` and `getresponse`. Its own has one timeout for
each silence, not for the request; and PyGithub itself follows a 301 without the query of its address (so
a list filtered by label would become the list of everything) and without end in a loop. Here the address
of a redirect is kept out of PyGithub's sight, under MOVED_TO, for the client to follow.

A PyGithub client is not safe between threads (measured: under load some got another thread's answer), so
each thread has its own for each credential.
"""

import json
import logging
from collections.abc import ItemsView, Mapping
from time import monotonic
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

import github
import requests
from github.Auth import Auth
from requests import PreparedRequest
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

import gt_convoy
from gt_convoy.domain.errors import GitHubError, Unavailable
from gt_convoy.github.transport.failures import Overloaded, place
from gt_convoy.github.transport.limits import Meter
from gt_convoy.github.transport.request import MOVED_TO, GitHubRequest, GitHubResponse

TIME_LIMIT = 10.0  # seconds for one request, its repeats and redirects included
CONNECT_LIMIT = 3.0  # seconds
_CHUNK = 65536

# At DEBUG it writes whole answers, and one of them is an installation's token.
logging.getLogger("github.Requester").setLevel(logging.WARNING)


class Access(Protocol):
    """What lets a client in."""

    @property
    def auth(self) -> Auth:
        """What PyGithub puts into each request."""

    @property
    def advice(self) -> str:
        """What to do when GitHub does not accept it (401)."""

    @property
    def secret(self) -> str:
        """What must never be shown; empty where that is not known beforehand."""

    def renew(self) -> bool:
        """Forget a token that was refused; whether a new one can be had."""


class Exchange:
    """Used by one thread at a time."""

    def __init__(self, base_url: str, access: Access, meter: Meter) -> None:
        """Make no request yet."""
        self._base_url = base_url
        self._access = access
        self._connection = Connection(base_url, meter)
        # The library's own retry would repeat a POST, and its throttles do not work across threads.
        self._requester = github.Github(
            auth=access.auth,
            base_url=base_url,
            user_agent=f"gt-convoy/{gt_convoy.__version__}",
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            lazy=True,
        ).requester

    @property
    def graphql_url(self) -> str:
        """Follows the REST base: `https://HOST/api/v3` -> `https://HOST/api/graphql`."""
        return self._requester.graphql_url

    def once(self, call: GitHubRequest, deadline: float) -> GitHubResponse | Unavailable:
        """Send it, once more with a new token if the old one had ended early."""
        outcome = self._send(call, deadline)
        if isinstance(outcome, GitHubResponse) and outcome.status == 401 and self._access.renew():
            return self._send(call, deadline)
        return outcome

    def close(self) -> None:
        """Close the sockets."""
        self._connection.close()

    def _send(self, call: GitHubRequest, deadline: float) -> GitHubResponse | Unavailable:
        """A failure is returned, not raised: no traceback shall carry the library's text.

        (Of a token that is no header value, say, requests raises an exception that quotes it.)
        """
        try:
            return self._answer(call, deadline)
        except GitHubError:
            raise  # from asking for an installation's token
        except (requests.Timeout, TimeoutError):
            return _too_slow(call)
        except (requests.RequestException, HTTPError, OSError) as problem:
            # An overrun deadline comes as one of these, too, while a body is read.
            slow = "timed out" in str(problem).lower()
            return _too_slow(call) if slow else self._no_connection(call, problem)
        except (RuntimeError, ValueError, AssertionError, github.GithubException) as problem:
            return Unavailable(f"{_name(call)} could not be sent ({type(problem).__name__})")

    def _answer(self, call: GitHubRequest, deadline: float) -> GitHubResponse:
        self._connection.deadline = deadline
        headers_sent = {"Accept": "application/vnd.github+json"}
        if call.etag:
            headers_sent["If-None-Match"] = call.etag
        status, headers, text = self._requester.requestJson(
            call.verb, call.url, dict(call.params or {}), headers_sent, call.body, cast(Any, self._connection)
        )
        return GitHubResponse(status, headers, _parsed(text))

    def _no_connection(self, call: GitHubRequest, problem: Exception) -> Unavailable:
        return Unavailable(
            f"no answer from {self._base_url} to {_name(call)} ({type(problem).__name__}):"
            " is the network up, and GITHUB_API_URL right?"
        )


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


def _too_slow(call: GitHubRequest) -> Overloaded:
    return Overloaded(f"GitHub did not answer {_name(call)} within {TIME_LIMIT:.0f} s: try again later")


def _name(call: GitHubRequest) -> str:
    path = call.url if call.url.startswith("/") else urlsplit(call.url).path
    return f"{call.verb} {place(path)}"


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None  # a proxy's page; the status tells enough


def _kind(verb: str, url: str) -> str:
    if url.endswith("/graphql"):
        return "graphql"
    return "rest_get" if verb == "GET" else "rest_write"


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    """Add no authentication: with none set, requests would look into ~/.netrc."""
    return request
