"""How threads of one process tell each other that there is news."""

from dataclasses import dataclass, field
from threading import Condition


class Signal:
    """A count that can be waited for: no news between looking and waiting is missed."""

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self._condition = Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How often there was news; take it before looking."""
        with self._condition:
            return self._count

    def send(self) -> None:
        """There is news."""
        with self._condition:
            self._count += 1
            self._condition.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Until there is news since `seen` was taken, or the seconds have passed."""
        with self._condition:
            self._condition.wait_for(lambda: self._count != seen, seconds)


@dataclass(frozen=True, slots=True)
class Signals:
    """What happens in this process that somebody waits for."""

    wanted: Signal = field(default_factory=Signal)  # a job, perhaps
    settled: Signal = field(default_factory=Signal)  # a job is handled
