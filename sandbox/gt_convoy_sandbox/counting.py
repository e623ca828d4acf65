"""Counts the requests of each account, so that budgets can be held."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

LIMIT = 5_000
WINDOW = 3_600


@dataclass(frozen=True)
class Request:
    """One request: `path` is a template as in GitHub's description, `operation` is GraphQL's."""

    kind: Literal["rest", "graphql"]
    login: str
    method: str
    path: str
    status: int
    operation: str = ""

    def __str__(self) -> str:
        """Write it in a line."""
        return f"{self.method} {self.path} {self.operation}".rstrip() + f" -> {self.status}"


@dataclass(frozen=True)
class Budget:
    """What is left of a rate limit."""

    used: int
    reset: int
    resource: str

    @property
    def remaining(self) -> int:
        """Give the requests left in this window. The sandbox only counts, it refuses nobody."""
        return max(0, LIMIT - self.used)

    def headers(self) -> dict[str, str]:
        """Give GitHub's rate-limit headers."""
        values = {"limit": LIMIT, "remaining": self.remaining, "used": self.used, "reset": self.reset}
        return {f"x-ratelimit-{key}": str(value) for key, value in values.items()} | {
            "x-ratelimit-resource": self.resource
        }


class Requests:
    """All requests since the start."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = threading.Lock()
        self._all: list[Request] = []
        self._used: Counter[tuple[str, str, int]] = Counter()

    def add(self, request: Request) -> None:
        """Count a request."""
        with self._lock:
            self._all.append(request)

    def mark(self) -> int:
        """Give a mark to count from."""
        with self._lock:
            return len(self._all)

    def since(self, mark: int = 0, login: str | None = None) -> Sequence[Request]:
        """List the requests since a mark, of one account or of all."""
        with self._lock:
            return [each for each in self._all[mark:] if login in (None, each.login)]

    def totals(self) -> dict[tuple[str, str, str, str], int]:
        """Count by account, method, path template and operation."""
        return dict(Counter((each.login, each.method, each.path, each.operation) for each in self.since()))

    def spend(self, login: str, resource: str, now: float, cost: int = 1) -> Budget:
        """Take a request from an account's hourly budget; cost 0 only looks."""
        window = int(now) // WINDOW
        with self._lock:
            self._used[login, resource, window] += cost
            return Budget(self._used[login, resource, window], (window + 1) * WINDOW, resource)
