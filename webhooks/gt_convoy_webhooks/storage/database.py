"""One way to read and one way to write, on SQLite and on PostgreSQL."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from random import SystemRandom
from threading import Lock
from typing import Any, cast

from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

from gt_convoy.domain.errors import NoDatabase, UserError

_RANDOM = SystemRandom()


class Database:
    """An engine, the clock that all its users share, and transactions with a deadline."""

    def __init__(self, url: str, deadline: float = 4.0, clock: Callable[[], float] = time.time) -> None:
        """`deadline` in seconds; `clock` counts only on SQLite. Raises UserError for a URL of no use."""
        self.engine = _engine(url, deadline)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._deadline = deadline
        self._clock = clock
        self._lock = Lock()
        self._file = Path(self.engine.url.database or "") if self.sqlite else None
        self._identity = _identity(self._file)

    def now(self, conn: Connection) -> float:
        """Seconds since 1970: of the database where several machines share it, else of this one."""
        if self.sqlite:
            return self._clock()
        return float(conn.execute(text("select extract(epoch from clock_timestamp())")).scalar_one())

    def insert(self, table: Table) -> sqlite.Insert:
        """An INSERT that knows ON CONFLICT, which the two spell alike but SQLAlchemy keeps apart."""
        if self.sqlite:
            return sqlite.insert(table)
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - with five drivers' parts, 2 MB

        return cast(sqlite.Insert, postgresql.insert(table))

    def took(self, conn: Connection, statement: Insert) -> bool:
        """Execute an INSERT with ON CONFLICT; whether it inserted or changed a row."""
        # By default SQLAlchemy forgets this count of an INSERT, and psycopg then says -1.
        return conn.execute(statement, execution_options={"preserve_rowcount": True}).rowcount > 0

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading. Raises NoDatabase."""
        with _as_no_database(), self.engine.connect() as conn:
            yield conn

    @contextmanager
    def write(self, within: float | None = None) -> Iterator[Connection]:
        """A transaction, committed at the end; `within` seconds to begin it. Raises NoDatabase."""
        until = time.monotonic() + (self._deadline if within is None else within)
        if _identity(self._file) != self._identity:
            raise NoDatabase(f"{self._file} was deleted or replaced while the app runs: restart it")
        with _as_no_database(), self._writer_lock(until), self.engine.connect() as conn:
            if self.sqlite:
                _retry_while_busy(lambda: conn.exec_driver_sql("BEGIN IMMEDIATE"), until)
            yield conn
            conn.commit()

    def one_by_one(self, conn: Connection, key: str) -> None:
        """Let the transactions that ask for this key follow each other; on SQLite all do."""
        if not self.sqlite:
            conn.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 1))"), {"key": key})

    def beside_each_other(self, conn: Connection, key: str) -> None:
        """Let the transactions that ask for this key so go beside each other, but not beside `one_by_one`."""
        if not self.sqlite:
            locking = text("select pg_advisory_xact_lock_shared(hashtextextended(:key, 1))")
            conn.execute(locking, {"key": key})

    @contextmanager
    def session_lock(self, key: str, until: float) -> Iterator[bool]:
        """Hold a session's advisory lock; False if others held it until the moment (monotonic).

        On PostgreSQL alone, where a process of another machine may sleep past its lease and wake: while its
        session lives, nobody else gets in. It ends with the session, whatever kills the process.
        """
        if self.sqlite:
            yield True
            return
        with _as_no_database(), self.engine.connect() as conn:
            conn.execution_options(isolation_level="AUTOCOMMIT")
            if not _tried(conn, key, until):
                yield False
                return
            try:
                yield True
            finally:
                with suppress(DBAPIError):  # the session is gone, and the lock with it
                    conn.execute(text("select pg_advisory_unlock(hashtextextended(:key, 0))"), {"key": key})

    def close(self) -> None:
        """Close every idle connection."""
        self.engine.dispose()

    def _writer_lock(self, until: float) -> AbstractContextManager[None]:
        return _locked(self._lock, until) if self.sqlite else nullcontext()


def _identity(file: Path | None) -> tuple[int, int] | None:
    """Which file it is. SQLite goes on writing to one that was deleted, where nobody finds it again."""
    try:
        found = file.stat() if file else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None


def _tried(conn: Connection, key: str, until: float) -> bool:
    taking = text("select pg_try_advisory_lock(hashtextextended(:key, 0))")
    while not conn.execute(taking, {"key": key}).scalar():
        if time.monotonic() >= until:
            return False
        time.sleep(_RANDOM.uniform(0.02, 0.2))
    return True


@contextmanager
def _locked(lock: Lock, until: float) -> Iterator[None]:
    # SQLite has one writer: threads that queue here do not wake each other up in vain there.
    if not lock.acquire(timeout=max(0.0, until - time.monotonic())):
        raise NoDatabase("the database is busy")
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _as_no_database() -> Iterator[None]:
    """Raise NoDatabase only for what is no fault of the statement: that one fails again, and alone."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise NoDatabase(str(error.orig)) from error
    except DBAPIError as error:
        if _code(error.orig) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or _no_table(error):
            raise NoDatabase(str(error.orig)) from error
        raise


def _retry_while_busy(action: Callable[[], object], until: float) -> None:
    # SQLite's own busy handler sleeps up to 100 ms at a time, which starves some threads for seconds.
    while True:
        try:
            action()
            return
        except (OperationalError, sqlite3.OperationalError) as error:
            if not _busy(error) or time.monotonic() >= until:
                raise
        time.sleep(_RANDOM.uniform(0.001, 0.01))


def _busy(error: OperationalError | sqlite3.OperationalError) -> bool:
    cause = error.orig if isinstance(error, OperationalError) else error
    return _code(cause) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _no_table(error: DBAPIError) -> bool:
    # SQLite tells it by an OperationalError. The statements are ours: the tables were taken away.
    return getattr(error.orig, "sqlstate", None) == "42P01"


def _code(error: BaseException | None) -> int:
    """SQLite's own code, without its finer distinctions; 0 of another database."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _engine(url: str, deadline: float) -> Engine:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend == "sqlite":
            return _sqlite(parsed, deadline)
        if backend == "postgresql":
            return _postgresql(parsed, deadline)
    except (ArgumentError, NoSuchModuleError):
        pass
    except ModuleNotFoundError as error:
        raise UserError(f"{error.name} is missing: install gt-convoy[postgres] to use PostgreSQL") from error
    # The URL may hold a password: it is not repeated.
    raise UserError("GT_CONVOY_DATABASE_URL: use sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")


def _sqlite(url: URL, deadline: float) -> Engine:
    if url.database in (None, "", ":memory:"):
        raise UserError("GT_CONVOY_DATABASE_URL: name a file, sqlite:///FILE; what is in memory is lost")
    _make_private(Path(url.database))
    engine = create_engine(url, max_overflow=-1, hide_parameters=True, connect_args={"timeout": 0})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        until = time.monotonic() + deadline
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            _retry_while_busy(partial(connection.execute, f"PRAGMA {pragma}"), until)

    return engine


def _make_private(path: Path) -> None:
    # Payloads of private repositories are in it; its journal files take over its mode.
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise UserError(f"{path}: the database cannot be made here ({error.strerror})") from error


def _postgresql(url: URL, deadline: float) -> Engine:
    limits = {"connect_timeout": max(1, int(deadline)), "options": f"-c lock_timeout={int(deadline * 1000)}"}
    return create_engine(url, max_overflow=-1, hide_parameters=True, pool_pre_ping=True, connect_args=limits)
