"""A request and its answer, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOVED_TO = "x-moved-to"  # a header of ours: the address of a redirect, out of PyGithub's sight
REDIRECTS = frozenset({301, 302, 307, 308})


@dataclass(frozen=True, slots=True)
class GitHubRequest:
    """What is asked of GitHub. `url` is a path of the REST API, or an address that GitHub gave."""

    verb: str
    url: str
    params: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    etag: str | None = None  # answer only if it is no longer this

    @property
    def reads(self) -> bool:
        """Whether it changes nothing; GraphQL is used for queries alone."""
        return self.verb == "GET" or self.url.endswith("/graphql")


@dataclass(frozen=True, slots=True)
class GitHubResponse:
    """What GitHub answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    data: Any  # parsed JSON, None if there was none

    @property
    def ok(self) -> bool:
        """Whether it was carried out."""
        return 200 <= self.status < 300

    @property
    def moved_to(self) -> str | None:
        """The address of a redirect."""
        return self.headers.get(MOVED_TO) if self.status in REDIRECTS else None
