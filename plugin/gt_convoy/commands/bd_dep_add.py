"""`bd dep add`: the origin's way to say `convoy add`."""

import click

from gt_convoy.commands.context import Details
from gt_convoy.commands.convoy import add

DETAILS = Details(
    access="write",
    run=lambda call, convoy, ref, kind: add.run(call, convoy, (ref,)),
    params=(
        click.Argument(["convoy"], metavar="CONVOY"),
        click.Argument(["ref"], metavar="REF"),
        click.Option(
            ["--type", "kind"], type=click.Choice(["tracks"]), required=True, help="Always `tracks`."
        ),
    ),
    examples=("bd dep add hq-cv-12 gt-4 --type=tracks",),
)
