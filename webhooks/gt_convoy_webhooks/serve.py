"""`gt-convoy serve`: the app in this process until it is told to stop."""

import logging
import os
import signal
from dataclasses import replace
from threading import Event

import click

from gt_convoy.errors import Refused

from .app import App, build, scrubber
from .core import connect
from .database import NoDatabase
from .logs import fields, set_up
from .running import Running
from .settings import Settings

_logger = logging.getLogger(__name__)


def serve(app: App, host: str, port: int) -> bool:
    """Run until SIGTERM or SIGINT; answers whether all that ran ended in time. Raises Refused."""
    told_to_stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    try:
        running = Running.start(app, host, port)
    except NoDatabase as error:
        raise Refused(f"the database cannot be used: {error}") from error
    _logger.info(fields("listening", url=running.url))
    while not told_to_stop.wait(1):
        if not running.alive:
            raise RuntimeError("the HTTP server ended by itself")
    ended = running.stop()
    _logger.info(fields("stopped", unfinished="no" if ended else "yes"))
    return ended


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8080, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--workers",
    default=Settings().workers,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many convoys are looked at, and commands done, at a time.",
)
def command(host: str, port: int, workers: int) -> None:
    """Receive GitHub's webhooks and keep the convoys up to date."""
    set_up(scrubber(os.environ))
    try:
        serve(build(os.environ, connect, replace(Settings(), workers=workers)), host, port)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
