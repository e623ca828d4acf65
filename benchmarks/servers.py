"""Servers as processes of their own, and the processor time that they use."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

_LOOK = 0.25  # seconds
_QUIET = 0.02  # seconds of processor time meanwhile: what an idle server uses at most


@dataclass(frozen=True, slots=True)
class Server:
    """One that listens."""

    url: str
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds of processor time so far, its children's included."""
        every = [self.process, *self.process.children(recursive=True)]
        times = [each.cpu_times() for each in every]
        return float(sum(used.user + used.system for used in times))

    def cpu_at_rest(self) -> float:
        """The same, once it has nothing to do any more."""
        before = self.cpu()
        while True:
            time.sleep(_LOOK)
            now = self.cpu()
            if now - before < _QUIET:
                return now
            before = now


@contextmanager
def serving(
    command: Sequence[str], environ: Mapping[str, str], folder: Path | None = None
) -> Iterator[Server]:
    """Start it, `{port}` being a free one, and wait until it listens; told to stop at the end."""
    port = free_port()
    words = [word.replace("{port}", str(port)) for word in command]
    variables = {name: value.replace("{port}", str(port)) for name, value in environ.items()}
    with process(words, variables, folder) as popen:
        _wait(popen, port)
        yield Server(f"http://127.0.0.1:{port}", psutil.Process(popen.pid))


@contextmanager
def process(
    command: Sequence[str], environ: Mapping[str, str], folder: Path | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """One that says nothing; told to stop at the end."""
    silent = subprocess.DEVNULL
    env = {**os.environ, **environ}
    with subprocess.Popen(command, env=env, cwd=folder, stdout=silent, stderr=silent) as popen:
        try:
            yield popen
        finally:
            popen.terminate()


def free_port() -> int:
    """One that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _wait(popen: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(600):
        assert popen.poll() is None, f"{popen.args!r} ended with {popen.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{popen.args!r} does not listen")
