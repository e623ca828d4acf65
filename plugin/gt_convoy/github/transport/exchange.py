"""One request through PyGithub, one answer or failure: the boundary that no foreign exception passes.

A PyGithub client is not safe between threads (measured: under load some got another thread's answer), so
each thread has its own for each credential.
"""

import json
import logging
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

import github
import requests
from github.Auth import Auth
from urllib3.exceptions import HTTPError

import gt_convoy
from gt_convoy.domain.errors import GitHubError, Unavailable
from gt_convoy.github.transport.connection import Connection
from gt_convoy.github.transport.failures import Overloaded, place
from gt_convoy.github.transport.limits import Meter
from gt_convoy.github.transport.request import GitHubRequest, GitHubResponse

TIME_LIMIT = 10.0  # seconds for one request, its repeats and redirects included

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
