"""`convoy until`: say when a convoy lands."""

import click

from gt_convoy.commands.context import CommandContext, Details, without_stop
from gt_convoy.commands.validation import convoy_number
from gt_convoy.convoys import edit, repository
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.convoy import Lands
from gt_convoy.domain.requests import Until
from gt_convoy.messages import command_answers, convoy_status

VALUES = "|".join(Lands)  # how they are typed


class LandsType(click.ParamType):  # type: ignore[type-arg]
    """One of the three values, in any case, with a sentence's sign behind it or not."""

    name = "lands"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Lands:
        """Raises click's BadParameter, which names the three."""
        word = without_stop(value).lower()
        if word not in list(Lands):
            self.fail(f"{value} is none of {', '.join(Lands)}", param, ctx)
        return Lands(word)


def run(call: CommandContext, convoy: str, lands: Lands) -> Answer:
    """Note it in the convoy's marker; what is complete may land by the look that follows."""
    number = convoy_number(call, convoy)
    # Whoever says that it lands by hand is the one to land it.
    request = Until(lands, call.asker if lands is Lands.BY_HAND else None)
    edited = edit.edit(call.app, number, request)
    convoy_now = repository.read(call.app, number).convoy
    return Answer(
        text=command_answers.lands(convoy_now, call.audience, already=not edited.effects),
        data=convoy_status.convoy_json(convoy_now, call.audience),
        refs=(convoy_now.thread.ref,),
        touched=(number,) if edited.effects else (),
    )


DETAILS = Details(
    access="write",
    run=run,
    params=(
        click.Argument(["convoy"], metavar="CONVOY"),
        click.Argument(["lands"], type=LandsType(), metavar=VALUES),
    ),
    examples=("convoy until hq-cv-12 merged", "convoy until hq-cv-12 by-hand"),
    notes=(
        "closed: when all that it tracks is closed.",
        "merged: and no pull request that closes it was left without a merge.",
        "by-hand: when whoever said so, its owner, gives `convoy land`.",
        "Of a closed convoy it changes nothing until that is opened again.",
    ),
)
