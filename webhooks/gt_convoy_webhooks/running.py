"""The app with its HTTP server, running in this process: for `serve`, tests and the demo."""

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from gt_convoy_webhooks.app import App
from gt_convoy_webhooks.web.patience import Patience
from gt_convoy_webhooks.web.server import Server


class Running:
    """`with Running.start(build(...)) as app: app.url`; stopped at the end."""

    def __init__(self, app: App, server: Server | None) -> None:
        """Use `start`."""
        self.app = app
        self._server = server
        self.url = server.url if server else ""

    @classmethod
    def start(
        cls, app: App, host: str = "127.0.0.1", port: int | None = 0, patience: Patience | None = None
    ) -> Self:
        """Work, and listen; port 0 takes any that is free, None: work alone. Raises UserError, NoDatabase."""
        with ExitStack() as undone:
            undone.callback(app.stop)
            server = None if port is None else Server(app.flask, host, port, patience)
            if server:
                undone.callback(server.stop)
            app.start()
            if server:
                server.start()
            undone.pop_all()
        return cls(app, server)

    def trouble(self) -> str | None:
        """Why it must end: who only works and cannot, or listens and cannot. None if all is well."""
        if self._server:
            return None if self._server.alive else "the HTTP server ended by itself"
        return self.app.workers.trouble()

    def wait_idle(self, timeout: float = 10.0) -> bool:
        """Until nothing is left to do, not even later; False after `timeout` seconds."""
        return self.app.wait_idle(timeout)

    def stop(self) -> bool:
        """Answer what was asked, finish what runs, give back the rest; True if all ended in time."""
        self.app.workers.stop()
        if self._server:
            self._server.stop()
        return self.app.stop()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()
