"""Over real sockets: what mocks cannot show. Threads, slow servers, broken connections."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gt_convoy.domain.errors import GitHubError, Unavailable
from gt_convoy.domain.references import Ref
from gt_convoy.github.adapter import GitHub
from gt_convoy.github.transport import client
from tests.github.fake import github, issue

Serve = Callable[[Callable[[BaseHTTPRequestHandler], None]], GitHub]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that answers as a function says, and connect to it."""
    running: list[tuple[ThreadingHTTPServer, GitHub]] = []

    def start(answer: Callable[[BaseHTTPRequestHandler], None]) -> GitHub:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                answer(self)

            def do_POST(self) -> None:
                answer(self)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        hub = github(GITHUB_API_URL=f"http://127.0.0.1:{server.server_port}/api/v3")
        running.append((server, hub))
        return hub

    yield start
    for server, hub in running:
        hub.close()
        server.shutdown()
        server.server_close()


def send(handler: BaseHTTPRequestHandler, data: object) -> None:
    body = json.dumps(data).encode()
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def test_threads_get_their_own_answers(serve: Serve) -> None:
    def echo(handler: BaseHTTPRequestHandler) -> None:
        number = int(handler.path.rpartition("/")[2])
        time.sleep(0.001 * (number % 5))
        send(handler, issue(f"acme/hq#{number}"))

    gh = serve(echo)
    with ThreadPoolExecutor(16) as pool:
        found = pool.map(lambda number: gh.thread(Ref("acme/hq", number)).number, range(1, 401))
        assert list(found) == list(range(1, 401))
    assert gh.requests["rest_get"] == 400


def test_a_thread_keeps_its_client_and_shares_it_with_no_other(serve: Serve) -> None:
    gh = serve(lambda handler: None)

    def mine() -> int:
        assert gh._clients.of("acme") is gh._clients.of("other")
        return id(gh._clients.of("acme"))

    with ThreadPoolExecutor(4) as pool:
        barrier = threading.Barrier(4)
        ids = list(pool.map(lambda _: (barrier.wait(), mine())[1], range(4)))
    assert len(set(ids)) == 4


def silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def trickling(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(30):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def stalled(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.wfile.flush()
    time.sleep(3)


@pytest.mark.parametrize("slow", [silent, trickling, stalled])
@pytest.mark.parametrize("asked_for", ["one", "many"])
def test_a_slow_answer_ends_with_the_time_of_the_request(
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    slow: Callable[[BaseHTTPRequestHandler], None],
    asked_for: str,
) -> None:
    monkeypatch.setattr(client, "TIME_LIMIT", 0.6)
    monkeypatch.setattr("gt_convoy.github.api.halving.LIMIT", -1.0)
    gh = serve(slow)
    start = time.monotonic()
    with pytest.raises(Unavailable, match="did not answer"):
        gh.thread(Ref("acme/hq", 1)) if asked_for == "one" else gh.issues([Ref("acme/hq", 1)])
    assert time.monotonic() - start < 1.2


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.close_connection = True


def nonsense(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-hello\r\n")
    handler.close_connection = True


def badly_packed(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Encoding", "gzip")
    handler.send_header("Content-Length", "5")
    handler.end_headers()
    handler.wfile.write(b"hello")


@pytest.mark.parametrize("how", [hangs_up, cut_off, nonsense, badly_packed])
def test_a_broken_connection_is_unavailable(
    serve: Serve, slept: list[float], how: Callable[[BaseHTTPRequestHandler], None]
) -> None:
    gh = serve(how)
    with pytest.raises(GitHubError) as raised:
        gh.thread(Ref("acme/hq", 1))
    assert type(raised.value) is Unavailable
    assert gh.requests["rest_get"] == 3


def test_nobody_there(slept: list[float]) -> None:
    gh = github(GITHUB_API_URL="http://127.0.0.1:9/api/v3")
    with pytest.raises(Unavailable, match="GITHUB_API_URL"):
        gh.thread(Ref("acme/hq", 1))


def test_text_is_utf8_whatever_the_header_says(serve: Serve) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = json.dumps(issue(title="Überprüfung 🚚"), ensure_ascii=False).encode()
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json; charset=iso-8859-1")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    assert serve(answer).thread(Ref("acme/hq", 1)).title == "Überprüfung 🚚"
