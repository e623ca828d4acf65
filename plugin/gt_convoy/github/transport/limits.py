"""How fast we may go: what was asked of GitHub, and until when GitHub wants peace."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock

from gt_convoy.domain.errors import RateLimited

# "If your request continues to fail due to a secondary rate limit, wait for an exponentially increasing
# amount of time", at least a minute:
# https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
SHORTEST_PAUSE = 60.0
LONGEST_PAUSE = 960.0

# Both are met in the `type` of GraphQL errors, which come with HTTP 200:
# https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
GRAPHQL_LIMITS = frozenset({"RATE_LIMITED", "RATE_LIMIT"})
LIMIT_WORDS = ("rate limit", "abuse detection")


class Meter:
    """What this process asked of GitHub, by kind, and what GitHub said is left. Safe between threads."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._lock = Lock()
        self._requests: Counter[str] = Counter()
        self._remaining: dict[str, int] = {}
        self.skew: float | None = None  # seconds that GitHub's clock is ahead of ours

    @property
    def requests(self) -> dict[str, int]:
        """How many requests of each kind: `rest_get`, `rest_write`, `graphql`."""
        with self._lock:
            return {kind: self._requests[kind] for kind in ("rest_get", "rest_write", "graphql")}

    @property
    def remaining(self) -> dict[str, int]:
        """The last seen `x-ratelimit-remaining`, by `x-ratelimit-resource` (`core`, `graphql`)."""
        with self._lock:
            return dict(self._remaining)

    def count(self, kind: str) -> None:
        """One more request of this kind goes out."""
        with self._lock:
            self._requests[kind] += 1

    def note(self, headers: Mapping[str, str]) -> None:
        """Keep what an answer says about the limit."""
        left = _number(headers.get("x-ratelimit-remaining"))
        if "date" in headers:
            self.skew = _server_time(headers) - datetime.now(UTC).timestamp()
        if left is not None:
            with self._lock:
                self._remaining[headers.get("x-ratelimit-resource", "core")] = int(left)


class Limits:
    """Tells a rate limit from other refusals and works out its end. Safe between threads."""

    def __init__(self) -> None:
        """Nothing was limited yet."""
        self._lock = Lock()
        self._pause = SHORTEST_PAUSE
        self._until = datetime.min.replace(tzinfo=UTC)

    def check(self, status: int, headers: Mapping[str, str], message: str) -> None:
        """Raise RateLimited if a REST answer says so: 429, or a 403 that is not about permissions."""
        exhausted = headers.get("x-ratelimit-remaining") == "0"
        told = "retry-after" in headers or exhausted or _speaks_of_limit(message)
        if status == 429 or (status == 403 and told):
            raise RateLimited(self._end(headers))

    def check_graphql(self, headers: Mapping[str, str], errors: list[dict[str, object]]) -> None:
        """Raise RateLimited if the errors of a GraphQL answer (HTTP 200) say so."""
        for error in errors:
            if error.get("type") in GRAPHQL_LIMITS or _speaks_of_limit(str(error.get("message"))):
                raise RateLimited(self._end(headers))

    def fine(self) -> None:
        """A request went through: the next pause of unknown length is the shortest again."""
        self._pause = SHORTEST_PAUSE

    def _end(self, headers: Mapping[str, str]) -> datetime:
        wait = _told_wait(headers)
        now = datetime.now(UTC)
        if wait is not None:
            return now + timedelta(seconds=max(wait, 1.0))
        return self._guess(now)

    def _guess(self, now: datetime) -> datetime:
        """A minute, doubled each time it was not enough; threads that meet one limit get one end."""
        with self._lock:
            if now >= self._until:
                self._until = now + timedelta(seconds=self._pause)
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
            return self._until


def _told_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as the answer's headers say; measured by GitHub's clock, for ours may be wrong."""
    after = _number(headers.get("retry-after"))
    if after is not None:
        return after
    reset = _number(headers.get("x-ratelimit-reset"))
    # With requests left the reset is that of the primary limit, which is not what was hit.
    if reset is None or headers.get("x-ratelimit-remaining", "0") != "0":
        return None
    return reset - _server_time(headers)


def _server_time(headers: Mapping[str, str]) -> float:
    try:
        return parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (TypeError, ValueError):
        return datetime.now(UTC).timestamp()


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _speaks_of_limit(message: str) -> bool:
    return any(words in message.lower() for words in LIMIT_WORDS)
