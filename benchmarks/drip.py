"""Answers to good deliveries while 1,005 connections send a byte a second: of a body, or of the headers."""

import hashlib
import hmac
import json
import socket
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import urlsplit

import requests

from tests.town import SECRET

from .inbox_peers import FOLDER, INSTALLED, peers
from .load import PATH
from .places import a_town
from .servers import Server, serving
from .table import Row, markdown

SLOW, GOOD, PATIENCE = 1005, 40, 10.0  # GitHub itself waits 10 s
BODY = json.dumps({"action": "closed", "issue": {}}).encode()
HEADERS = {
    "Content-Type": "application/json",
    "X-GitHub-Event": "push",
    "X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest(),
}
BEGUN = {
    "bodies": f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n".encode(),
    "headers": f"POST {PATH} HTTP/1.1\r\nHost: x\r\nX-Slow: ".encode(),
}


def rows() -> list[Row]:
    """Ours, then the others."""
    return [
        Row(f"answered while {SLOW:,} connections drip {what}: {name}", _answered(server.url, begun))
        for name, server in _servers()
        for what, begun in BEGUN.items()
    ]


def main() -> None:
    """Print the figures."""
    print(markdown(rows()))


def _servers() -> Iterator[tuple[str, Server]]:
    with a_town() as town:
        command = (sys.executable, "-m", "gt_convoy", "serve", "--port", "{port}")
        with serving(command, town.environ) as server:
            yield "gt-convoy", server
    for peer in peers(SECRET) if INSTALLED.is_dir() else ():
        with serving(peer.command, {"GITHUB_WEBHOOK_SECRET": SECRET, **peer.environ}, FOLDER) as server:
            yield peer.name, server


def _answered(url: str, begun: bytes) -> str:
    took: list[float] = []
    with _dripping(url, begun):
        for n in range(GOOD):
            sent = time.perf_counter()
            with suppress(requests.RequestException):
                headers = {**HEADERS, "X-GitHub-Delivery": f"good-{n}"}
                requests.post(url + PATH, BODY, headers=headers, timeout=PATIENCE)
                took.append((time.perf_counter() - sent) * 1000)
            if n == 2 and not took:
                return f"none within {PATIENCE:.0f} s"  # nor will those that follow be
            time.sleep(0.1)
    times = f"median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms"
    late = GOOD - len(took)
    return f"{times}; {late} of {GOOD} not within {PATIENCE:.0f} s" if late else times


@contextmanager
def _dripping(url: str, begun: bytes) -> Iterator[None]:
    """Each connection sends its beginning, then a byte a second; one that is closed is opened anew."""
    where = urlsplit(url)
    address = (str(where.hostname), int(where.port or 0))
    ended = Event()
    opened = {n: _open(address, begun) for n in range(SLOW)}

    def drip() -> None:
        while not ended.wait(1):
            for n, conn in opened.items():
                try:
                    conn.sendall(b"x")
                except OSError:
                    conn.close()
                    opened[n] = _open(address, begun)

    thread = Thread(target=drip)
    thread.start()
    time.sleep(2)
    try:
        yield
    finally:
        ended.set()
        thread.join()
        for conn in opened.values():
            conn.close()


def _open(address: tuple[str, int], begun: bytes) -> socket.socket:
    conn = socket.socket()
    conn.settimeout(0.5)
    with suppress(OSError):
        conn.connect(address)
        conn.sendall(begun)
    return conn


if __name__ == "__main__":
    main()
