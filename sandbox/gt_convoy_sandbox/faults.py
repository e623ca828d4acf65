"""The one place where things can be made to go wrong: requests, reads and deliveries ask here first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gt_convoy_sandbox.model import World

NORMALLY = (0.0,)


@dataclass(frozen=True)
class Answer:
    """What is answered instead of what would be."""

    status: int
    message: str = "Server Error"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class RequestFault:
    """Answer some requests otherwise, `times` times; `after` the change was made, or instead of it."""

    matches: Callable[[str, str], bool]
    answer: Answer
    times: int = 1
    after: bool = False


@dataclass
class DeliveryFault:
    """Send some deliveries at other times: one copy after each of these seconds; () drops it."""

    matches: Callable[[str, str], bool]
    delays: Sequence[float]
    times: int = 1


class Faults:
    """Faults that wait to happen; with none, everything works."""

    def __init__(self) -> None:
        """Start with a GitHub in good health."""
        self.requests: list[RequestFault] = []
        self.deliveries: list[DeliveryFault] = []
        self.stale: World | None = None

    def answer(self, method: str, path: str, *, after: bool) -> Answer | None:
        """Tell whether a request is answered otherwise, before or after it was carried out."""
        for fault in self.requests:
            if fault.times and fault.after == after and fault.matches(method, path):
                fault.times -= 1
                return fault.answer
        return None

    def delays(self, event: str, action: str) -> Sequence[float]:
        """Tell after how many seconds each copy of a delivery is sent."""
        for fault in self.deliveries:
            if fault.times and fault.matches(event, action):
                fault.times -= 1
                return fault.delays
        return NORMALLY

    def reading(self, world: World) -> World:
        """Give the world that reads see: an old state while a replica lags."""
        return self.stale or world

    def freeze_reads(self, world: World) -> None:
        """Let all reads see the state of now, whatever is written, until `thaw_reads`."""
        self.stale = world.snapshot()

    def thaw_reads(self) -> None:
        """Let reads see what is."""
        self.stale = None
