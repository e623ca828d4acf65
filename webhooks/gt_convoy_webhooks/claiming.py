"""HQ has one runner: the app becomes it at start, or later where GitHub cannot be reached at start."""

from threading import Lock

from gt_convoy.desk import Desk
from gt_convoy.errors import Refused, Unavailable
from gt_convoy.runner import claim


class Runner:
    """Whether this app is HQ's runner. Safe between threads."""

    def __init__(self, desk: Desk) -> None:
        """Ask GitHub nothing yet."""
        self._desk = desk
        self._lock = Lock()
        self._take_over = False
        self._ours = False
        self.refusal: str | None = None

    def begin(self, take_over: bool) -> None:
        """Become it. Raises Refused if the Action is, unless this takes over; GitHubError if unknown."""
        self._take_over = take_over
        with self._lock:
            if not self._ours:
                since = claim(self._desk, "app", take_over=take_over).since
                if since:
                    self._desk.memory.note("installed", since)
                self._ours = True

    def require(self) -> None:
        """Be it before anything is done. Raises Unavailable where another is, so that the work waits."""
        try:
            self.begin(self._take_over)
        except Refused as refused:
            self.refusal = str(refused)
            raise Unavailable(self.refusal) from None
