"""`bd update`: the origin's way to say `convoy reopen`."""

import click

from gt_convoy.commands.context import Details
from gt_convoy.commands.convoy import reopen

DETAILS = Details(
    access="write",
    run=lambda call, convoy, status: reopen.run(call, convoy),
    params=(
        click.Argument(["convoy"], metavar="CONVOY"),
        click.Option(["--status"], type=click.Choice(["open"]), required=True, help="Always `open`."),
    ),
    examples=("bd update hq-cv-12 --status=open",),
)
