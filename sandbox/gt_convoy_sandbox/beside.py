"""The webhook app beside the sandbox: a process of its own, as in real use."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from gt_convoy.events.payloads import ENDPOINT
from gt_convoy_sandbox.seed import BOT
from gt_convoy_sandbox.server import Sandbox

CONFIG = """\
hq: acme/hq
rigs:
  gastown: {repo: acme/gastown, prefix: gt}
  beads: {repo: acme/beads, prefix: bd}
addresses:
  overseer: "@alice"
  mayor/: "@acme/maintainers"
  beads/amber: "@amber"
human: "@alice"
notify: [overseer]
"""
STARTS_WITHIN = 30.0  # seconds


@dataclass(frozen=True)
class App:
    """The running app."""

    url: str
    config: Path
    log: Path
    process: subprocess.Popen[bytes]

    def running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None


@contextmanager
def with_app(sandbox: Sandbox) -> Iterator[App]:
    """Start the app, point the hooks of every repository to it, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="gt-convoy-") as name:
        folder = Path(name)
        config, log = folder / "config.yaml", folder / "app.log"
        config.write_text(CONFIG, encoding="utf-8")
        port = _free_port()
        secret = secrets.token_hex(16)
        environ = os.environ | {
            "GITHUB_API_URL": sandbox.api_url,
            "GITHUB_TOKEN": f"token-{BOT}",
            "GITHUB_WEBHOOK_SECRET": secret,
            "GT_CONVOY_CONFIG": str(config),
            "GT_CONVOY_DATABASE_URL": f"sqlite:///{folder / 'gt-convoy.db'}",
        }
        command = [sys.executable, "-m", "gt_convoy", "serve", "--port", str(port)]
        with log.open("wb") as out, subprocess.Popen(command, env=environ, stdout=out, stderr=out) as process:  # noqa: S603
            app = App(f"http://127.0.0.1:{port}", config, log, process)
            try:
                _wait_until_ready(app)
                sandbox.add_hooks(f"{app.url}{ENDPOINT}", secret)
                yield app
            finally:
                process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(app: App) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while app.running() and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{app.url}/readyz", timeout=2):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise click.ClickException(
        f"the webhook app did not start:\n{app.log.read_text(errors='replace')[-2000:]}"
    )
