"""`gt-convoy work`: workers alone, beside a `gt-convoy serve` or, with `--poll`, without any."""

import logging
import os
from dataclasses import replace

import click

from gt_convoy.errors import Refused

from .app import App, build, scrubber
from .core import connect
from .database import NoDatabase
from .logs import fields, set_up
from .serve import TAKE_OVER, WORKERS, attend, begin, on_signals
from .settings import Settings

_logger = logging.getLogger(__name__)


def work(app: App) -> bool:
    """Run until SIGTERM or SIGINT; answers whether all that ran ended in time. Raises Refused."""
    told_to_stop = on_signals()
    try:
        app.start()
    except NoDatabase as error:
        raise Refused(f"the database cannot be used: {error}") from error
    _logger.info(fields("working", sweep_every=app.workers.sweep_every))
    attend(app, told_to_stop, app.workers.trouble)
    ended = app.stop()
    _logger.info(fields("stopped", unfinished="no" if ended else "yes"))
    return ended


@click.command("work")
@click.option(
    "--poll",
    type=click.FloatRange(min=1),
    metavar="SECONDS",
    help="Look at everything so often: then no webhook and no public address is needed.",
)
@WORKERS
@TAKE_OVER
def command(poll: float | None, workers: int, take_over: bool) -> None:
    """Do what is waiting in the database; with --poll, find out by itself what there is to do."""
    set_up(scrubber(os.environ))
    settings = replace(Settings(), workers=workers)
    try:
        app = build(
            os.environ, connect, replace(settings, sweep_every=poll) if poll else settings, door=False
        )
        begin(app, take_over=take_over)
        work(app)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
