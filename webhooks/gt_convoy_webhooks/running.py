"""The app with its HTTP server, running in this process: for `serve`, tests and the demo."""

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from .app import App
from .server import Server


class Running:
    """`with Running.start(build(...)) as app: app.url`; stopped at the end."""

    def __init__(self, app: App, server: Server) -> None:
        """Use `start`."""
        self.app = app
        self._server = server
        self.url = server.url

    @classmethod
    def start(cls, app: App, host: str = "127.0.0.1", port: int = 0) -> Self:
        """Listen and work; port 0 takes any that is free. Raises Refused, NoDatabase."""
        if app.flask is None:
            raise ValueError("an app that only works has no door")
        with ExitStack() as undone:
            undone.callback(app.stop)
            server = Server(app.flask, host, port)
            undone.callback(server.stop)
            app.start()
            server.start()
            undone.pop_all()
        return cls(app, server)

    @property
    def alive(self) -> bool:
        """Whether it still answers."""
        return self._server.alive

    def wait_idle(self, timeout: float = 10.0) -> bool:
        """Until nothing is left to do, not even later; False after `timeout` seconds."""
        return self.app.wait_idle(timeout)

    def stop(self) -> bool:
        """Answer what was asked, finish what runs, give back the rest; True if all ended in time."""
        self.app.workers.stop()
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
