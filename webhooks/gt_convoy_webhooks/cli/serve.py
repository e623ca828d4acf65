"""`gt-convoy serve`: the app in this process until it is told to stop."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from threading import Event

import click

from gt_convoy.domain.errors import GitHubError, NoDatabase, UserError
from gt_convoy_webhooks.app import App, build
from gt_convoy_webhooks.cli.memory import share_memory
from gt_convoy_webhooks.cli.start_checks import Start, require
from gt_convoy_webhooks.logs import get_logger, set_up
from gt_convoy_webhooks.running import Running
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.worker.connect import connect

_logger = get_logger(__name__)
WORKERS = click.option(
    "--workers",
    default=Settings().workers,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many convoys are looked at, and commands done, at a time.",
)
HOST = click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
PORT = click.option(
    "--port",
    default=Start.port,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 takes a free one.",
)
TAKE_OVER = click.option(
    "--take-over", is_flag=True, help="Become HQ's runner though the Action is: it refuses from then on."
)


def run(app: App, host: str, port: int | None) -> bool:
    """Work, and listen on a port, until SIGTERM or SIGINT. Raises UserError.

    Answers whether all that ran ended in time.
    """
    share_memory()
    told_to_stop = on_signals()
    try:
        running = Running.start(app, host, port)
    except NoDatabase as error:
        raise UserError(f"the database cannot be used: {error}") from error
    began, at = ("listening", {"url": running.url}) if running.url else ("working", {})
    _logger.info(began, **at, sweep_every=app.workers.sweep_every)
    attend(app, told_to_stop, running.trouble)
    ended = running.stop()
    _logger.info("stopped", unfinished="no" if ended else "yes")
    return ended


def on_signals() -> Event:
    """What is set when the process is told to stop."""
    told_to_stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    return told_to_stop


def attend(app: App, told_to_stop: Event, broken: Callable[[], str | None]) -> None:
    """Wait for the end.

    Raises UserError when HQ turns out to be another runner's, RuntimeError if `broken`.
    """
    while not told_to_stop.wait(1):
        if why := broken():
            raise RuntimeError(why)
        if refusal := app.rules.refusal():
            app.stop()
            raise UserError(refusal)


def begin(app: App, *, take_over: bool) -> None:
    """Become HQ's runner.

    Raises UserError if the Action is; where GitHub does not answer it is done later.
    """
    try:
        app.rules.begin(take_over)
    except (GitHubError, NoDatabase) as error:
        _logger.warning("not yet HQ's runner, tried again with the first job", why=error)


@click.command("serve")
@HOST
@PORT
@WORKERS
@TAKE_OVER
def command(host: str, port: int, workers: int, take_over: bool) -> None:
    """Receive GitHub's webhooks and keep the convoys up to date."""
    set_up(os.environ)
    try:
        require(Start(os.environ, host, port, take_over=take_over))
        app = build(os.environ, connect, replace(Settings(), workers=workers))
        begin(app, take_over=take_over)
        run(app, host, port)
    except UserError as refused:
        raise click.ClickException(str(refused)) from refused
