"""Whoever is slow, or sends much, holds up nobody else."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.web.patience import Patience
from tests.webhooks.support import Core, deliver, headers, make_app, request, until

PATH = "/webhooks/github"
BEGUN = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx".encode()
LARGE = b'"' + b"x" * (2 * 1024 * 1024) + b'"'
PATIENT = Patience(within=600)


@contextmanager
def connections(app: Running, number: int, begin: bytes) -> Iterator[list[socket.socket]]:
    where = urlsplit(app.url)
    with ExitStack() as opened:
        found = []
        for _ in range(number):
            found.append(
                opened.enter_context(closing(socket.create_connection((where.hostname, where.port))))
            )
            found[-1].settimeout(15)
            found[-1].sendall(begin)
        yield found


def is_closed(conn: socket.socket) -> bool:
    try:
        conn.sendall(b"x")
        conn.settimeout(0.05)
        return conn.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_a_request_that_drips_is_closed_after_its_time(tmp_path: Path, core: Core) -> None:
    with (
        Running.start(make_app(tmp_path, core), patience=Patience(within=0.5)) as app,
        connections(app, 3, BEGUN) as slow,
    ):
        until(lambda: all(is_closed(conn) for conn in slow), 20)


def test_blank_lines_do_not_make_it_wait_longer(tmp_path: Path, core: Core) -> None:
    def is_gone(conn: socket.socket) -> bool:
        try:
            conn.sendall(b"\r\n\r\n")
        except OSError:
            return True
        return False

    with (
        Running.start(make_app(tmp_path, core), patience=Patience(within=0.5)) as app,
        connections(app, 1, b"") as (conn,),
    ):
        until(lambda: is_gone(conn), 20, 0.1)


def test_who_has_kept_us_waiting_longest_gives_way_to_who_comes(tmp_path: Path, core: Core) -> None:
    few = replace(PATIENT, connections=100)
    with Running.start(make_app(tmp_path, core), patience=few) as app, connections(app, 300, BEGUN) as slow:
        assert deliver(app.url, {}) == 202
        assert app.wait_idle()
        until(lambda: sum([is_closed(conn) for conn in slow]) >= 200)
        assert not is_closed(slow[-1])


def test_large_bodies_do_not_pile_up(tmp_path: Path, core: Core) -> None:
    begun = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {20 * 2**20}\r\n\r\n".encode()
    two = replace(PATIENT, large_at_once=2)
    with (
        Running.start(make_app(tmp_path, core), patience=two) as app,
        connections(app, 2, begun + b"x" * 9000) as slow,
    ):
        until(lambda: request(app.url, "GET", "/healthz")[0] == 200)
        with connections(app, 1, begun) as (late,):
            answer = late.recv(1000).decode()
            assert answer.startswith("HTTP/1.1 503 ")
            assert "\r\nRetry-After: 10\r\n" in answer
        assert deliver(app.url, {}) == 202  # what is small comes in
        for conn in slow:
            conn.close()
        # The place of who went away is free again.
        until(lambda: request(app.url, "POST", PATH, LARGE, headers(LARGE))[0] == 400)


def test_what_grows_large_without_saying_so_needs_a_place_too(tmp_path: Path, core: Core) -> None:
    none = replace(PATIENT, large_at_once=0, large=10_000)
    begun = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    with (
        Running.start(make_app(tmp_path, core), patience=none) as app,
        connections(app, 1, begun + b"fffff\r\n" + b"x" * 30_000) as (conn,),
    ):
        assert conn.recv(100).startswith(b"HTTP/1.1 503 ")


def test_one_after_the_other_large_bodies_are_read(tmp_path: Path, core: Core) -> None:
    with Running.start(make_app(tmp_path, core), patience=replace(PATIENT, large_at_once=1)) as app:
        for _ in range(3):
            # Its place is free a moment after its answer came.
            until(lambda: answered(app.url) == 400)  # it is no object


def answered(url: str) -> int:
    """The code for a large body; 0 where the connection was closed while it was sent."""
    try:
        return request(url, "POST", PATH, LARGE, headers(LARGE))[0]
    except OSError:
        return 0
