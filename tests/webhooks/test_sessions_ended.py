"""PostgreSQL ends sessions under load, as in a failover: what was answered 202 is done."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import psycopg

from gt_convoy_webhooks.running import Running
from tests.webhooks.postgres import Postgres
from tests.webhooks.support import Core, deliver, make_app, until

_OTHERS = """select count(pg_terminate_backend(pid)) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()"""


@contextmanager
def ending_sessions(url: str) -> Iterator[list[int]]:
    """Every 50 ms each session of the database ends; how many, each time."""
    ended: list[int] = []
    stopping = Event()

    def end() -> None:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as conn:
            while not stopping.wait(0.05):
                ended.append(conn.execute(_OTHERS).fetchall()[0][0])

    ending = Thread(target=end)
    ending.start()
    try:
        yield ended
    finally:
        stopping.set()
        ending.join()


def test_what_was_accepted_is_done_however_many_sessions_end(
    tmp_path: Path, postgres: Postgres, core: Core
) -> None:
    url = postgres.new_database()
    (tmp_path / "database-url").write_text(url)

    def send(n: int) -> int:
        return deliver(app.url, {"jobs": [f"command:{n}", "sync:12"]}, f"d-{n}")

    with Running.start(make_app(tmp_path, core)) as app:
        with ending_sessions(url) as ended, ThreadPoolExecutor(8) as clients:
            until(lambda: sum(ended) > 0)
            codes = list(clients.map(send, range(200)))
            until(lambda: sum(ended) >= 50)
        assert set(codes) <= {202, 503}
        for n in (n for n, code in enumerate(codes) if code == 503):
            assert send(n) == 202, "GitHub is asked for it again"
        assert app.wait_idle()
    assert set(core.keys()) == {"sync:12", *(f"command:{n}" for n in range(200))}
