"""`help`: what commands there are, from the registry that also runs them."""

import click

from gt_convoy.errors import Usage
from gt_convoy.replies import mistyped

from .call import Answer, Call, Command
from .grammar import typed, usage

WHO = {"read": "whoever may read HQ", "write": "whoever may write to HQ", "anyone": "anyone"}


def run(call: Call | None, words: tuple[str, ...]) -> Answer:
    """List the commands, or tell all about one; without a call as they are typed in the terminal."""
    # The registry imports every command, this one too.
    from . import REGISTRY, find  # noqa: PLC0415

    if not words:
        return Answer(_overview(REGISTRY, terminal=call is None), [command.name for command in REGISTRY])
    found = find(words)[0] or find(("convoy", *words))[0]
    if found is None:
        raise Usage(mistyped.unknown_command(" ".join(words), [command.name for command in REGISTRY]))
    return Answer(_manual(found, terminal=call is None), found.name)


def sentences(command: Command) -> list[str]:
    """What there is to say of a command."""
    return [command.summary, f"For {WHO[command.access]}.", *command.notes]


def examples(command: Command, *, terminal: bool = True) -> list[str]:
    """Lines that can be typed as they are."""
    return [_shown(typed(example), terminal=terminal) for example in command.examples]


def in_terminal(line: str) -> str:
    """A line of a comment as it is typed in a terminal."""
    return f"gt-convoy {line.removeprefix('/gt ').removeprefix('convoy ').removeprefix('/')}"


def _shown(line: str, *, terminal: bool) -> str:
    return in_terminal(line) if terminal else line


def _overview(registry: tuple[Command, ...], *, terminal: bool) -> str:
    width = max(len(command.name) for command in registry)
    lines = [f"  {command.name:<{width}}  {command.summary}" for command in registry]
    return "\n".join(
        [
            "Commands",
            "",
            *lines,
            "",
            f"Use '{_shown('/gt help COMMAND', terminal=terminal)}' for all about one.",
        ]
    )


def _manual(command: Command, *, terminal: bool) -> str:
    form = _shown(usage(command), terminal=terminal)
    lines = [form, "", *(f"  {sentence}" for sentence in sentences(command))]
    options = [p for p in command.params if isinstance(p, click.Option) and p.help]
    lines += ["", *(f"  {option.opts[0]}  {option.help}" for option in options)] if options else []
    shown = examples(command, terminal=terminal)
    return "\n".join([*lines, "", "Examples:", *(f"  {example}" for example in shown)])


COMMAND = Command(
    path=("help",),
    summary="Say what commands there are, or all about one.",
    access="anyone",
    run=run,
    params=(click.Argument(["words"], nargs=-1, metavar="[COMMAND]"),),
    examples=("help", "help convoy create"),
)
