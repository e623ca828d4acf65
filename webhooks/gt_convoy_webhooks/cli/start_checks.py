"""What must be right before the app starts: `serve` and `work` refuse by this list, `doctor` shows it."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from gt_convoy.bootstrap import open_context
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.convoys.runner import require_claimable
from gt_convoy.domain.convoy import LABEL
from gt_convoy.domain.errors import GitHubError, NoDatabase, Problems, UserError
from gt_convoy.messages.words import plural
from gt_convoy_webhooks.app import database_url, open_store, webhook_secret
from gt_convoy_webhooks.web.server import listen


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of what was looked at."""

    about: str
    ok: bool
    text: str
    stops: bool = False  # the app does not start


@dataclass(frozen=True)
class Start:
    """How the app is to be started."""

    environ: Mapping[str, str]
    host: str = "127.0.0.1"
    port: int | None = 8080  # 0: any free one; None: it listens nowhere
    receives: bool = True  # webhooks; `work` does not
    take_over: bool = False

    @cached_property
    def context(self) -> AppContext:
        """Configuration and GitHub. Raises UserError."""
        return open_context(self.environ)


def findings(start: Start) -> Iterator[Finding]:
    """Each thing that stops the app, well or not; GitHub's silence does not stop it, and is told too."""
    checks: list[tuple[str, Callable[[Start], str]]] = [("database", database)]
    if start.receives:
        checks.insert(0, ("secret", secret))
    if start.port is not None:
        checks.append(("port", port))
    for about, check in checks:
        yield from _tried(about, check, start)
    configured = list(_tried("configuration", configuration, start))
    yield from configured
    if all(finding.ok for finding in configured):
        yield from _tried("runner", runner, start)


def require(start: Start) -> None:
    """Raises Problems with all that stops the app, so that nobody mends one thing after the other."""
    if wrong := [finding.text for finding in findings(start) if finding.stops]:
        raise Problems(wrong)


def secret(start: Start) -> str:
    """Of the webhook. Raises UserError."""
    webhook_secret(start.environ)
    return "is set"


def database(start: Start) -> str:
    """It opens, is no newer than we are, and can be written. Raises UserError."""
    url = database_url(start.environ)
    if file := _file_to_be_made(url):
        try:
            with tempfile.TemporaryFile(dir=file.parent):
                return f"{file} is made when the app starts"
        except OSError as error:
            raise UserError(f"{file}: the database cannot be made here ({error.strerror})") from None
    store = open_store(start.environ)
    try:
        store.enqueue([])
    except NoDatabase as error:
        raise UserError(f"the database cannot be used: {error}") from error
    finally:
        store.close()
    return "can be written"


def port(start: Start) -> str:
    """It is free. Raises UserError."""
    listen(start.host, start.port or 0).close()
    return f"{start.host}:{start.port} is free" if start.port else "any free one"


def configuration(start: Start) -> str:
    """It and the credentials can be used. Raises UserError."""
    config = start.context.config
    known = f"HQ {config.hq}, {plural(len(config.rigs), 'rig')}"
    if any(rig.prefix for rig in config.rigs):
        return known
    return (
        f"{known}: short references such as gt-4 need a rig with a prefix, under `rigs:` of the configuration"
    )


def runner(start: Start) -> str:
    """HQ is nobody else's. Raises UserError, GitHubError."""
    label = start.context.github.label(start.context.config.hq, LABEL)
    now = None if start.take_over else require_claimable(start.context, "app")
    if label is None or now is None:
        return "nobody yet: the app becomes it, and makes its label, when it starts"
    return "the app"


def _tried(about: str, check: Callable[[Start], str], start: Start) -> Iterator[Finding]:
    try:
        yield Finding(about, True, check(start))
    except Problems as problems:
        yield from (Finding(about, False, problem, stops=True) for problem in problems.problems)
    except UserError as refused:
        yield Finding(about, False, str(refused), stops=True)
    except GitHubError as error:
        yield Finding(about, False, str(error))


def _file_to_be_made(url: str) -> Path | None:
    """SQLite's file, if there is none yet."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return None  # `open_store` says what is wrong with it
    named = parsed.database if parsed.get_backend_name() == "sqlite" else None
    file = Path(named) if named and named != ":memory:" else None
    return file if file and not file.exists() else None
