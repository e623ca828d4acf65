"""What one asks of GitHub: reads, lists, writes, queries; with repeats, redirects and rate limits."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from time import monotonic, sleep
from typing import Any
from urllib.parse import urljoin, urlsplit

from requests.utils import parse_header_links

from gt_convoy.domain.bounds import PER_REQUEST
from gt_convoy.domain.errors import GitHubError, Unavailable
from gt_convoy.domain.safe_text import Scrubber
from gt_convoy.github.transport.etag_cache import ETagCache, key_of
from gt_convoy.github.transport.exchange import TIME_LIMIT, Access, Exchange
from gt_convoy.github.transport.failures import failure, message_of, place
from gt_convoy.github.transport.limits import Limits, Meter
from gt_convoy.github.transport.pace import Pace
from gt_convoy.github.transport.request import GitHubRequest, GitHubResponse

TRIES = 3
FIRST_BACKOFF = 0.5  # seconds; doubled each time
MOST_REDIRECTS = 3
# What a gateway says when the same request may succeed a moment later.
PASSING = frozenset({502, 503, 504})

_REPO = re.compile(r"/repos/([^/]+/[^/]+)")


@dataclass(frozen=True, slots=True)
class Shared:
    """What the clients of a process have in common."""

    base_url: str
    meter: Meter
    pace: Pace
    limits: Limits
    remembered: ETagCache = field(default_factory=ETagCache)


class Client:
    """GitHub for one thread with one credential. Raises only errors of `gt_convoy.domain.errors`."""

    def __init__(self, shared: Shared, access: Access, name: str = "") -> None:
        """Make no request yet. `name` tells credentials apart."""
        self._shared = shared
        self._name = name
        self._access = access
        self._exchange = Exchange(shared.base_url, access, shared.meter)

    def get(self, path: str, params: Mapping[str, Any] | None = None, *, often: bool = False) -> Any:
        """GET one thing, redirects followed; `often`: it is asked again and seldom changes."""
        return self._get(GitHubRequest("GET", path, params), often=often).data

    def pages(
        self, path: str, params: Mapping[str, Any] | None = None, *, often: bool = False
    ) -> Iterator[dict[str, Any]]:
        """GET the items of a list, PER_REQUEST at once, by the `Link` header; `often` as in `get`."""
        call: GitHubRequest | None = GitHubRequest("GET", path, {**(params or {}), "per_page": PER_REQUEST})
        while call:
            answer = self._get(call, often=often)
            if not isinstance(answer.data, list):
                raise Unavailable(f"GitHub's answer about {place(path)} is not a list")
            yield from answer.data
            call = self._next(answer)

    def write(self, verb: str, path: str, body: Mapping[str, Any]) -> Any:
        """POST, PATCH or PUT, in the pace of writes; sent again to a renamed repository's new name.

        A write under an old name is answered 307 and not carried out; neither requests, as PyGithub uses
        it, nor PyGithub itself follows that:
        https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
        """
        self._shared.pace.wait()
        call = GitHubRequest(verb, path, body=body)
        tries = 1 if verb == "POST" else TRIES
        answer = self._send(call, tries, _deadline())
        if answer.moved_to:
            call = replace(call, url=self._canonical(path, answer.moved_to))
            answer = self._send(call, tries, _deadline())
        if answer.moved_to:
            raise Unavailable(f"GitHub redirects {verb} {place(path)} again and again")
        return self._checked(call, answer).data

    def graphql(self, query: str, variables: Mapping[str, Any], tries: int = TRIES) -> dict[str, Any]:
        """Send a query; answers `data` and `errors` as they are, rate limits excepted."""
        call = GitHubRequest(
            "POST", self._exchange.graphql_url, body={"query": query, "variables": dict(variables)}
        )
        answer = self._checked(call, self._send(call, tries, _deadline()))
        if not isinstance(answer.data, dict):
            raise Unavailable("GitHub's answer to a query is not an object")
        self._shared.limits.check_graphql(answer.headers, errors_of(answer.data))
        return answer.data

    def close(self) -> None:
        """Close the sockets."""
        self._exchange.close()

    def _get(self, call: GitHubRequest, *, often: bool = False) -> GitHubResponse:
        deadline = _deadline()
        asked, key = call, key_of(self._name, call)
        if often:
            asked = replace(call, etag=self._shared.remembered.etag(key))
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._send(asked, TRIES, deadline)
            if often:
                answer = self._shared.remembered.settle(key, answer)
            if not answer.moved_to:
                return self._checked(call, answer)
            address = self._here(answer.moved_to)
            asked = GitHubRequest("GET", address, None if urlsplit(address).query else call.params)
        raise Unavailable(f"GitHub redirects GET {place(call.url)} again and again")

    def _send(self, call: GitHubRequest, tries: int, deadline: float) -> GitHubResponse:
        """Send it up to `tries` times, as long as the failure may pass and the deadline allows."""
        for attempt in count(1):
            outcome = self._exchange.once(call, deadline)
            pause = FIRST_BACKOFF * 2 ** (attempt - 1)
            passing = isinstance(outcome, GitHubError) or outcome.status in PASSING
            if not passing or attempt >= tries or monotonic() + pause >= deadline:
                break
            sleep(pause)
        if isinstance(outcome, GitHubError):
            raise outcome
        self._shared.limits.check(outcome.status, outcome.headers, message_of(outcome.data))
        return outcome

    def _checked(self, call: GitHubRequest, answer: GitHubResponse) -> GitHubResponse:
        if answer.ok:
            self._shared.limits.fine()
            return answer
        error = failure(call, answer, self._access.advice)
        error.args = (Scrubber([self._access.secret])(str(error)),)
        raise error

    def _next(self, answer: GitHubResponse) -> GitHubRequest | None:
        links = parse_header_links(answer.headers.get("link", ""))
        return next(
            (GitHubRequest("GET", self._here(link["url"])) for link in links if link.get("rel") == "next"),
            None,
        )

    def _here(self, location: str) -> str:
        """An address that GitHub gave, refused if it is not GitHub's: our token goes nowhere else."""
        address = urljoin(self._shared.base_url + "/", location)
        if urlsplit(address).hostname != urlsplit(self._shared.base_url).hostname:
            raise Unavailable(f"GitHub sends us to another host, {urlsplit(address).hostname}")
        return address

    def _canonical(self, path: str, moved_to: str) -> str:
        """Where a redirected write belongs: the repository's present name, else where its issue went."""
        repo = _REPO.match(path)
        if repo is None:
            return self._here(moved_to)
        data = self.get(f"/repos/{repo[1]}")
        now = str(data.get("full_name") if isinstance(data, dict) else "")
        renamed = bool(now) and now.lower() != repo[1].lower()
        return path.replace(repo[1], now, 1) if renamed else self._here(moved_to)


def errors_of(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The errors of a GraphQL answer."""
    errors = data.get("errors")
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []


def _deadline() -> float:
    return monotonic() + TIME_LIMIT
