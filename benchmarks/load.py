"""A load generator that is not Python: wrk, which sends signed deliveries as fast as they are answered."""

import hashlib
import hmac
import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import requests

CONNECTIONS = 8
PATH = "/webhooks/github"
_SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw: answers a second, and milliseconds until an answer."""

    requests: int
    per_second: float
    p50: float
    p99: float
    longest: float

    @property
    def times(self) -> str:
        """The milliseconds as a row shows them."""
        return f"p50 {self.p50:.1f} ms, p99 {self.p99:.1f} ms, longest {self.longest:.0f} ms"


def wrk() -> bool:
    """Whether wrk is there, or could be installed (Debian, as root)."""
    if not shutil.which("wrk") and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], check=False, capture_output=True)
    return shutil.which("wrk") is not None


def write(path: Path, secret: str, bodies: Iterable[bytes]) -> None:
    """Whole requests, each in two parts: the delivery's id goes between."""
    with path.open("wb") as file:
        for body in bodies:
            signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
            head = (
                f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\nX-GitHub-Event: issues\r\n"
                f"X-Hub-Signature-256: sha256={signature}\r\nX-GitHub-Delivery: "
            ).encode()
            rest = b"\r\n\r\n" + body
            file.write(b"%d %d\n%s%s" % (len(head), len(rest), head, rest))


def refuses(url: str) -> bool:
    """Whether a delivery with a wrong signature is refused: who does not look would be fast."""
    wrong = {
        "X-Hub-Signature-256": f"sha256={64 * '0'}",
        "X-GitHub-Event": "issues",
        "X-GitHub-Delivery": "w",
    }
    answer = requests.post(url + PATH, json={"action": "closed"}, headers=wrong, timeout=10)
    return 400 <= answer.status_code < 600


def send(url: str, path: Path, name: str, seconds: int, per_second: int = 0) -> Load:
    """Send what `write` wrote, over and over, under ids that begin with `name`; flat out without a rate.

    Fails unless each is accepted.
    """
    pause = 1000 * CONNECTIONS // per_second if per_second else 0
    command = [
        "wrk",
        "--threads=1",
        f"--connections={CONNECTIONS}",
        f"--duration={seconds}s",
        "--timeout=10s",
    ]
    command += ["--script", str(_SCRIPT), url + PATH, "--", str(path), name, str(pause)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(said.splitlines()[-1])
    assert found["refused"] + found["broken"] == 0, said
    times = (found[name] / 1000 for name in ("p50", "p99", "longest"))
    return Load(found["requests"], found["requests"] / found["microseconds"] * 1e6, *times)
