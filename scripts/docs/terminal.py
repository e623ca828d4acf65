"""What only the terminal has, from click: `serve`, `work`, `setup` and their like."""

from collections.abc import Iterator

import click

from gt_convoy.cli.main import PARTS, load_part

from .commands import block


def text() -> str:
    """A section each."""
    return "\n\n".join(f"### {name}\n\n{_section(name)}" for name in PARTS)


def _section(name: str) -> str:
    command = load_part(name)
    found = [_one(f"gt-convoy {name}", command)]
    for sub, below in _below(command):
        found.append(_one(f"gt-convoy {name} {sub}", below))
    return "\n\n".join(found)


def _below(command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        yield from command.commands.items()


def _one(path: str, command: click.Command) -> str:
    context = click.Context(command)
    arguments = [p.make_metavar(context) for p in command.params if isinstance(p, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option)]
    usage = [path, *(["[OPTIONS]"] if options else []), *arguments]
    lines = [f"- {line}" for option in options if (line := _option(option, context))]
    parts = [block([" ".join(usage)]), command.help or "", "\n".join(lines)]
    return "\n\n".join(filter(None, parts))


def _option(option: click.Option, context: click.Context) -> str:
    """As click's own help has it."""
    record = option.get_help_record(context)
    if record is None:
        return ""
    form, said = record
    return f"`{form}`: {said}" if said else f"`{form}`"
