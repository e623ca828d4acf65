"""The commands, from the registry that also runs them: the same data as `help`."""

from collections.abc import Iterable

import click

from gt_convoy.commands import REGISTRY
from gt_convoy.commands.command import Command
from gt_convoy.commands.help import examples, sentences
from gt_convoy.commands.parser import usage
from gt_convoy.domain.audience import Channel

from .tables import table


def text() -> str:
    """A table of all, then a section each."""
    rows = [(f"[`{one.name}`](#{one.name.replace(' ', '-')})", one.summary) for one in REGISTRY]
    return "\n\n".join([table(("command", "does"), rows), *map(_section, REGISTRY)])


def block(lines: Iterable[str]) -> str:
    """A fenced block of command lines."""
    return "\n".join(["```sh", *lines, "```"])


def _section(command: Command) -> str:
    options = [p for p in command.details.params if isinstance(p, click.Option) and p.help]
    parts = [
        f"### {command.name}",
        block([usage(command, channel) for channel in Channel]),
        " ".join(sentences(command)),
        "\n".join(f"- `{option.opts[0]}`: {option.help}" for option in options),
        block(examples(command, Channel.GITHUB)),
    ]
    return "\n\n".join(filter(None, parts))
