"""`help`: what commands there are, from the registry that also runs them."""

import click

from gt_convoy.commands import REGISTRY, find
from gt_convoy.commands.command import Command
from gt_convoy.commands.context import CommandContext, Details
from gt_convoy.commands.parser import usage
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.audience import Channel
from gt_convoy.domain.errors import UsageError
from gt_convoy.messages import mistyped

WHO = {"read": "whoever may read HQ", "write": "whoever may write to HQ", "anyone": "anyone"}


def run(call: CommandContext | None, words: tuple[str, ...]) -> Answer:
    """List the commands, or tell all about one; without a call as they are typed in the terminal."""
    channel = call.channel if call else Channel.TERMINAL
    if not words:
        return Answer(_overview(REGISTRY, channel), [command.name for command in REGISTRY])
    found = find(words)[0] or find(("convoy", *words))[0]
    if found is None:
        raise UsageError(
            mistyped.unknown_command(" ".join(words), [command.name for command in REGISTRY], channel)
        )
    return Answer(_manual(found, channel), found.name)


def sentences(command: Command) -> list[str]:
    """What there is to say of a command."""
    return [command.summary, f"For {WHO[command.details.access]}.", *command.details.notes]


def examples(command: Command, channel: Channel) -> list[str]:
    """Lines that can be typed as they are."""
    return [channel.line(example) for example in command.details.examples]


def _overview(registry: tuple[Command, ...], channel: Channel) -> str:
    width = max(len(command.name) for command in registry)
    lines = [f"  {command.name:<{width}}  {command.summary}" for command in registry]
    return "\n".join(
        [
            "Commands",
            "",
            *lines,
            "",
            f"Use '{channel.line('help COMMAND')}' for all about one.",
        ]
    )


def _manual(command: Command, channel: Channel) -> str:
    lines = [usage(command, channel), "", *(f"  {sentence}" for sentence in sentences(command))]
    options = [p for p in command.details.params if isinstance(p, click.Option) and p.help]
    lines += ["", *(f"  {option.opts[0]}  {option.help}" for option in options)] if options else []
    shown = examples(command, channel)
    return "\n".join([*lines, "", "Examples:", *(f"  {example}" for example in shown)])


DETAILS = Details(
    access="anyone",
    changes=False,
    run=run,
    params=(click.Argument(["words"], nargs=-1, metavar="[COMMAND]"),),
    examples=("help", "help convoy create"),
)
