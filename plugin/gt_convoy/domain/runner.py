"""Who works for an HQ, as the description of the `convoy` label tells it."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

_RUNNER = re.compile(
    r"\brunner: (?P<kind>app|action)\b(?: \((?P<login>[\w.-]+(?:\[bot\])?)\))?(?: since (?P<since>[\w:-]+))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Runner:
    """Who works for an HQ, and by which account."""

    kind: str  # app, action
    login: str  # "" where it is not written
    since: datetime | None = field(default=None, compare=False)  # nothing given earlier is ever done

    def __str__(self) -> str:
        """As it stands in the description of the `convoy` label, which only who may write can change."""
        since = f" since {self.since.astimezone(UTC):%Y-%m-%dT%H:%MZ}" if self.since else ""
        return f"Runner: {self.kind} ({self.login}){since}"


def runner_in(description: str) -> Runner | None:
    """Who works for HQ, by that description of the label; None where it names nobody."""
    match = _RUNNER.search(description)
    return Runner(match["kind"].lower(), match["login"] or "", _timestamp(match["since"])) if match else None


def _timestamp(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return found if found and found.tzinfo else None
