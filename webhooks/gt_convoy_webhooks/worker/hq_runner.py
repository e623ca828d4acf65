"""HQ has one runner: the app becomes it at start, or later where GitHub cannot be reached at start."""

from threading import Lock

from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.runner import claim
from gt_convoy.domain.errors import Unavailable, UserError


class HqRunner:
    """Whether this app is HQ's runner. Safe between threads."""

    def __init__(self, context: AppContext) -> None:
        """Ask GitHub nothing yet."""
        self._context = context
        self._lock = Lock()
        self._take_over = False
        self._ours = False
        self.refusal: str | None = None

    def begin(self, take_over: bool) -> None:
        """Become it. Raises UserError if the Action is, unless this takes over; GitHubError if unknown."""
        self._take_over = take_over
        with self._lock:
            if not self._ours:
                known = self._context.state.timestamps.at("installed")
                since = claim(self._context, "app", take_over=take_over, since=known).since
                if since:
                    self._context.state.timestamps.note("installed", since)
                self._ours = True

    def require(self) -> None:
        """Be it before anything is done. Raises Unavailable where another is, so that the work waits."""
        try:
            self.begin(self._take_over)
        except UserError as refused:
            self.refusal = str(refused)
            raise Unavailable(self.refusal) from None
