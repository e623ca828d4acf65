"""Every code of the contract, over real HTTP, with what a hostile client would send."""

import socket
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy.event import listen

from gt_convoy.domain.bounds import LARGEST_DELIVERY
from gt_convoy.domain.errors import NoDatabase
from gt_convoy.domain.routed import Routed
from gt_convoy_webhooks.app import App
from gt_convoy_webhooks.queue.intake import Outcome, Taken
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.store import Store
from gt_convoy_webhooks.web.webhook import create_app, signed
from gt_convoy_webhooks.worker.metrics import Metrics
from gt_convoy_webhooks.worker.rules import GitHubUsage
from tests.webhooks.support import Core, deliver, headers, make_app, request, signature

PATH = "/webhooks/github"
TWICE = b"%x\r\n" % (2 * LARGEST_DELIVERY)  # announced as the length of one chunk
GOOD = b'{"action": "closed", "sender": {"login": "joe"}}'


def without(name: str) -> Callable[[bytes], dict[str, str]]:
    return lambda body: {key: value for key, value in headers(body).items() if key != name}


def with_(name: str, value: str) -> Callable[[bytes], dict[str, str]]:
    return lambda body: headers(body) | {name: value}


@pytest.mark.parametrize(
    ("what", "body", "head", "code"),
    [
        ("a good one", GOOD, headers, 202),
        ("a charset in the type", GOOD, with_("Content-Type", "application/json; charset=utf-8"), 202),
        ("an unknown field", b'{"action": "closed", "new": [1]}', headers, 202),
        ("no interest", b'{"interesting": false}', headers, 204),
        ("an event that nobody handles", GOOD, with_("X-GitHub-Event", "push"), 204),
        ("an event of the future", GOOD, with_("X-GitHub-Event", "time_travel"), 204),
        ("an event with a digit in its name", GOOD, with_("X-GitHub-Event", "projects_v2_item"), 204),
        ("a ping", b'{"zen": "x", "interesting": false}', with_("X-GitHub-Event", "ping"), 204),
        ("not the event's shape", b'{"malformed": true}', headers, 400),
        ("sender null", b'{"action": "closed", "sender": null, "issue": {}}', headers, 202),
        ("sender a list", b'{"action": "closed", "sender": [], "issue": {}}', headers, 202),
        ("a list", b"[1]", headers, 400),
        ("null", b"null", headers, 400),
        ("a number", b"1", headers, 400),
        ("no JSON", b"{", headers, 400),
        ("no JSON, of an event that nobody handles", b"{", with_("X-GitHub-Event", "push"), 400),
        ("a list, of an event that nobody handles", b"[1]", with_("X-GitHub-Event", "push"), 400),
        ("an empty body", b"", headers, 400),
        ("not UTF-8", b'{"a": "\xff"}', headers, 400),
        ("endless brackets", b'{"a": ' + b"[" * 200_000, headers, 400),
        ("an endless number", b'{"a": ' + b"9" * 10_000 + b"}", headers, 400),
        ("a form", b"payload=%7B%7D", with_("Content-Type", "application/x-www-form-urlencoded"), 400),
        ("no type", GOOD, without("Content-Type"), 400),
        ("no event", GOOD, without("X-GitHub-Event"), 400),
        ("no delivery id", GOOD, without("X-GitHub-Delivery"), 400),
        ("an odd delivery id", GOOD, with_("X-GitHub-Delivery", "a b; drop"), 400),
        ("a long delivery id", GOOD, with_("X-GitHub-Delivery", "a" * 129), 400),
        ("an odd event", GOOD, with_("X-GitHub-Event", "../x"), 400),
        ("unsigned", GOOD, without("X-Hub-Signature-256"), 401),
        ("unsigned and empty", b"", without("X-Hub-Signature-256"), 401),
        ("an empty signature", GOOD, with_("X-Hub-Signature-256", ""), 401),
        ("no digits", GOOD, with_("X-Hub-Signature-256", "sha256="), 401),
        ("of other bytes", GOOD, with_("X-Hub-Signature-256", signature(b"{}")), 401),
        ("by another secret", GOOD, with_("X-Hub-Signature-256", signature(GOOD, "other")), 401),
        ("by an empty secret", GOOD, with_("X-Hub-Signature-256", signature(GOOD, "")), 401),
        ("not ASCII", GOOD, with_("X-Hub-Signature-256", "sha256=\xe9\xff"), 401),
        (
            "SHA-1 only",
            GOOD,
            lambda body: {**without("X-Hub-Signature-256")(body), "X-Hub-Signature": "sha1=0"},
            401,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_post_gets_the_code_of_the_contract(
    app: Running, what: str, body: bytes, head: Callable[[bytes], Mapping[str, str]], code: int
) -> None:
    assert request(app.url, "POST", PATH, body, head(body))[0] == code, what


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"])
def test_anything_but_post_is_405(app: Running, method: str) -> None:
    assert request(app.url, method, PATH, b"", headers(b""))[0] == 405


@pytest.mark.parametrize(
    ("body", "code"),
    [(b'"' + b"x" * (LARGEST_DELIVERY - 2) + b'"', 400), (b'"' + b"x" * (LARGEST_DELIVERY - 1) + b'"', 413)],
    ids=["25 MiB are read", "a byte more is not"],
)
def test_the_limit_is_25_mib(app: Running, body: bytes, code: int) -> None:
    assert request(app.url, "POST", PATH, body, headers(body))[0] == code


@pytest.mark.parametrize(
    ("head", "chunk"),
    [
        (f"Content-Length: {LARGEST_DELIVERY * 100}", b""),
        (
            "Transfer-Encoding: chunked",
            TWICE + b"x" * (LARGEST_DELIVERY + 2**20),
        ),
    ],
    ids=["announced", "in one endless chunk"],
)
def test_far_above_the_limit_is_413_and_not_read_to_its_end(app: Running, head: str, chunk: bytes) -> None:
    where = urlsplit(app.url)
    with socket.create_connection((where.hostname, where.port), timeout=15) as conn:
        conn.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode() + chunk)
        assert conn.recv(100).startswith(b"HTTP/1.1 413 ")


def test_a_chunked_body_is_signed_as_a_whole(app: Running) -> None:
    where = urlsplit(app.url)
    lines = [f"{name}: {value}" for name, value in headers(GOOD).items()]
    head = "\r\n".join([f"POST {PATH} HTTP/1.1", "Host: x", "Transfer-Encoding: chunked", *lines])
    with socket.create_connection((where.hostname, where.port), timeout=15) as conn:
        conn.sendall(head.encode() + b"\r\n\r\n5\r\n" + GOOD[:5] + b"\r\n")
        conn.sendall(b"%x\r\n" % len(GOOD[5:]) + GOOD[5:] + b"\r\n0\r\n\r\n")
        assert conn.recv(100).startswith(b"HTTP/1.1 202 ")


def test_slow_clients_keep_nobody_waiting(app: Running) -> None:
    where = urlsplit(app.url)
    slow = [socket.create_connection((where.hostname, where.port)) for _ in range(100)]
    try:
        for conn in slow:
            conn.sendall(f"POST {PATH} HTTP/1.1\r\nContent-Length: 100\r\n\r\nx".encode())
        assert deliver(app.url, {}) == 202
    finally:
        for conn in slow:
            conn.close()


def test_only_what_is_signed_and_of_interest_is_stored(tmp_path: Path, core: Core) -> None:
    with Running.start(make_app(tmp_path, core)) as app:
        request(app.url, "POST", PATH, GOOD, without("X-Hub-Signature-256")(GOOD))
        deliver(app.url, {"interesting": False}, "d-2")
        deliver(app.url, {"malformed": True}, "d-3")
        deliver(app.url, {"interesting": True}, "d-4")
        assert app.wait_idle()
    with closing(sqlite3.connect(tmp_path / "inbox.db")) as database:
        assert database.execute("select id from accepted").fetchall() == [("d-4",)]


def test_a_locked_database_is_503_within_5_seconds_and_then_recovers(tmp_path: Path, core: Core) -> None:
    with Running.start(make_app(tmp_path, core, deadline=Settings().deadline)) as app:
        with closing(sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert request(app.url, "POST", PATH, GOOD, headers(GOOD), timeout=5)[0] == 503
        assert deliver(app.url, {}) == 202
        assert app.wait_idle()


def test_a_full_disk_is_503_and_then_recovers(tmp_path: Path, core: Core) -> None:
    limit = [2**30]

    def fill(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {limit[0]}").close()

    made = make_app(tmp_path, core)
    listen(made.store.database.engine, "checkout", fill)
    with Running.start(made) as app:
        limit[0] = 1  # no page more than there are
        much = {"jobs": [f"sync:{n}" for n in range(2000)]}
        assert deliver(app.url, much) == 503
        assert request(app.url, "GET", "/healthz") == (200, "ok\n")
        limit[0] = 2**30
        assert deliver(app.url, much) == 202
        assert request(app.url, "GET", "/readyz") == (200, "ready\n")


def test_readyz_says_why_nothing_can_be_stored(tmp_path: Path, core: Core) -> None:
    with Running.start(make_app(tmp_path, core, deadline=0.2)) as app:
        with closing(sqlite3.connect(tmp_path / "inbox.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            code, why = request(app.url, "GET", "/readyz")
            assert (code, why) == (503, "the database cannot be written: database is locked\n")
            assert request(app.url, "GET", "/healthz")[0] == 200
        assert request(app.url, "GET", "/readyz") == (200, "ready\n")


@pytest.mark.parametrize("replaced", [False, True])
def test_readyz_says_that_the_database_file_is_gone(tmp_path: Path, core: Core, replaced: bool) -> None:
    with Running.start(make_app(tmp_path, core)) as app:
        for file in tmp_path.glob("inbox.db*"):
            file.rename(file.with_name(f"old-{file.name}"))
        if replaced:
            (tmp_path / "inbox.db").touch()
        code, why = request(app.url, "GET", "/readyz")
        assert code == 503
        assert "inbox.db was deleted or replaced while the app runs: restart it" in why


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_readyz_says_which_pool_is_dead(tmp_path: Path) -> None:
    def die(_job: object) -> None:
        raise SystemExit

    core = Core(doing=die)
    with Running.start(make_app(tmp_path, core, workers=1)) as app:
        deliver(app.url, {"jobs": ["command:c1"]})
        assert core.wait_for(lambda: core.keys() == ["command:c1"])
        _until_dead(app.app)
        assert request(app.url, "GET", "/readyz") == (503, "not running: jobs\n")


def _until_dead(app: App) -> None:
    app.workers._pool._threads[0].join(10)


def test_a_bug_in_routing_is_500_and_nothing_is_stored_so_that_github_keeps_it(
    app: Running, core: Core
) -> None:
    assert deliver(app.url, {"poison": True}, "d-1") == 500
    assert deliver(app.url, {"jobs": ["command:c1"]}, "d-1") == 202, "asked for again, mended meanwhile"
    assert app.wait_idle()
    assert core.keys() == ["command:c1"]


def test_routing_that_finds_no_database_is_503(tmp_path: Path) -> None:
    class Forgetful(Core):
        def route(self, _event: str, _payload: object) -> tuple[Routed, ...]:
            raise NoDatabase("locked")

    with Running.start(make_app(tmp_path, Forgetful())) as app:
        assert deliver(app.url, {}) == 503


def test_nothing_of_a_payload_is_kept(tmp_path: Path, core: Core) -> None:
    with Running.start(make_app(tmp_path, core)) as app:
        deliver(app.url, {"jobs": ["command:c1"], "title": "a private title"})
        assert app.wait_idle()
        for file in tmp_path.iterdir():
            assert b"a private title" not in file.read_bytes(), file.name


def test_no_app_without_a_secret(store: Store) -> None:
    metrics = Metrics(store.queue, GitHubUsage)
    with pytest.raises(ValueError, match="secret"):
        create_app(
            secret="",
            route=lambda _e, _p: (),
            accept=lambda _a, _s: lambda: Taken(Outcome.STORED),
            metrics=metrics,
        )


def test_other_addresses_are_404(app: Running) -> None:
    assert request(app.url, "POST", PATH + "/", b"{}", headers(b"{}"))[0] == 404
    assert request(app.url, "GET", "/")[0] == 404


def test_githubs_own_example_of_a_signature() -> None:
    # docs.github.com, "Testing the webhook payload validation"
    expected = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    assert signed(b"It's a Secret to Everybody", b"Hello, World!", expected)
    assert not signed(b"", b"Hello, World!", expected)
