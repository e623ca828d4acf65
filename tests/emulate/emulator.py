"""emulate's own process: a GitHub written by others."""

import json
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.emulate.npm import NODE, package

SCRIPT = Path(__file__).parent / "emulator.mjs"
MOST_REQUESTS = 4000  # it allows each token 5,000 an hour, and counts on after a reset


class Emulator:
    """`reset` before each use; `url` is where it listens, not what its answers name."""

    def __init__(self, base_url: str, seed: Mapping[str, Any]) -> None:
        """Start nothing yet; `base_url` is what its answers name."""
        self._base_url = base_url
        self._seed = json.dumps(seed)
        self._process: subprocess.Popen[str] | None = None
        self.requests = 0  # since it was started
        self.url = ""

    def reset(self) -> None:
        """Have it as new."""
        if self._process and self.requests > MOST_REQUESTS:
            self.stop()
        if self._process is None:
            self._start()
        else:
            self._say("reset\n")
        self._wait()

    def stop(self) -> None:
        """End the process."""
        if self._process:
            self._process.communicate(timeout=10)
            self._process = None

    def _start(self) -> None:
        port = _free_port()
        self.url, self.requests = f"http://127.0.0.1:{port}", 0
        api = package("emulate") / "dist" / "api.js"
        command = [str(NODE), str(SCRIPT), str(api), str(port), self._base_url, self._seed]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def _say(self, line: str) -> None:
        assert self._process
        assert self._process.stdin
        self._process.stdin.write(line)
        self._process.stdin.flush()

    def _wait(self) -> None:
        assert self._process
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line == "ready\n", f"emulate does not run: {line!r}, its error stands above"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
