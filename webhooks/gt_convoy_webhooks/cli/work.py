"""`gt-convoy work`: the workers without the webhook endpoint."""

import os
from dataclasses import replace

import click

from gt_convoy.domain.errors import UserError
from gt_convoy_webhooks.app import build
from gt_convoy_webhooks.cli.serve import HOST, TAKE_OVER, WORKERS, begin, run
from gt_convoy_webhooks.cli.start_checks import Start, require
from gt_convoy_webhooks.logs import set_up
from gt_convoy_webhooks.settings import Settings
from gt_convoy_webhooks.worker.connect import connect


@click.command("work")
@click.option(
    "--poll",
    type=click.FloatRange(min=1),
    metavar="SECONDS",
    help="Look at everything so often: then no webhook and no public address is needed.",
)
@WORKERS
@HOST
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Answer /healthz, /readyz and /metrics there.  [default: none]",
)
@TAKE_OVER
def command(poll: float | None, workers: int, host: str, port: int | None, take_over: bool) -> None:
    """Do what is waiting in the database; with --poll, find out by itself what there is to do."""
    set_up(os.environ)
    settings = replace(Settings(), workers=workers)
    try:
        require(Start(os.environ, host, port, receives=False, take_over=take_over))
        app = build(
            os.environ, connect, replace(settings, sweep_every=poll) if poll else settings, endpoint=False
        )
        begin(app, take_over=take_over)
        run(app, host, port)
    except UserError as refused:
        raise click.ClickException(str(refused)) from refused
