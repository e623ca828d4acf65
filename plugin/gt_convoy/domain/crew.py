"""Who is given a convoy's issues, and what they were given: the values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gt_convoy.domain.references import Ref


@dataclass(frozen=True, slots=True)
class Crew:
    """Who is given a convoy's issues: the lines under its heading `Crew`."""

    workers: tuple[str, ...] = ()  # logins, each once, in the order in which they are given work
    most: int | None = None  # how many issues may be under way at once; None: as many as there are workers
    paused: bool = False
    tries: int = 2  # how often an issue is given again that came back or was never begun

    @property
    def limit(self) -> int:
        """How many issues of the convoy may be under way at once."""
        return len(self.workers) if self.most is None else self.most


@dataclass(frozen=True, slots=True)
class Launch:
    """That a convoy's issues are handed out: by whose word, where, and what was given since."""

    by: str  # the login of whoever launched it
    repos: tuple[int, ...] = ()  # ids of the repositories whose issues that person may assign
    number: int = 1  # how often the convoy was launched, this time included
    # To whom each open issue was given since then, in order.
    given: Mapping[Ref, tuple[str, ...]] = field(default_factory=dict)
