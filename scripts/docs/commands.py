"""The commands, from the registry that also runs them: the same data as `help`."""

from collections.abc import Iterable

import click

from gt_convoy.commands import REGISTRY, Command
from gt_convoy.commands.grammar import typed, usage
from gt_convoy.commands.help import WHO

from .tables import table


def text() -> str:
    """A table of all, then a section each."""
    rows = [(f"[`{one.name}`](#{one.name.replace(' ', '-')})", one.summary) for one in REGISTRY]
    return "\n\n".join([table(("command", "does"), rows), *map(_section, REGISTRY)])


def block(lines: Iterable[str]) -> str:
    """A fenced block of command lines."""
    return "\n".join(["```sh", *lines, "```"])


def _section(command: Command) -> str:
    form = usage(command)
    said = " ".join([command.summary, f"For {WHO[command.access]}.", *command.notes])
    options = [p for p in command.params if isinstance(p, click.Option) and p.help]
    parts = [
        f"### {command.name}",
        block([form, _in_terminal(form)]),
        said,
        "\n".join(f"- `{option.opts[0]}`: {option.help}" for option in options),
        block(map(typed, command.examples)),
    ]
    return "\n\n".join(filter(None, parts))


def _in_terminal(line: str) -> str:
    """A line of a comment as it is typed in a terminal."""
    words = line.removeprefix("/gt ").removeprefix("convoy ").removeprefix("/")
    return f"gt-convoy {words}"
