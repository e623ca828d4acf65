"""`help`: what commands there are, from the registry that also runs them."""

import click

from gt_convoy.errors import Usage
from gt_convoy.replies import asked

from .call import Answer, Call, Command
from .grammar import typed, usage

WHO = {"read": "whoever may read HQ", "write": "whoever may write to HQ", "anyone": "anyone"}


def run(_call: Call | None, words: tuple[str, ...]) -> Answer:
    """List the commands, or tell all about one."""
    # The registry imports every command, this one too.
    from . import REGISTRY, find  # noqa: PLC0415

    if not words:
        return Answer(_overview(REGISTRY), [command.name for command in REGISTRY])
    found = find(words)[0] or find(("convoy", *words))[0]
    if found is None:
        raise Usage(asked.unknown_command(" ".join(words), [command.name for command in REGISTRY]))
    return Answer(_manual(found), found.name)


def _overview(registry: tuple[Command, ...]) -> str:
    width = max(len(command.name) for command in registry)
    lines = [f"  {command.name:<{width}}  {command.summary}" for command in registry]
    return "\n".join(["Commands", "", *lines, "", "Use '/gt help COMMAND' for all about one."])


def _manual(command: Command) -> str:
    said = [command.summary, f"For {WHO[command.access]}.", *command.notes]
    lines = [usage(command), "", *(f"  {sentence}" for sentence in said)]
    options = [p for p in command.params if isinstance(p, click.Option) and p.help]
    lines += ["", *(f"  {option.opts[0]}  {option.help}" for option in options)] if options else []
    return "\n".join([*lines, "", "Examples:", *(f"  {typed(example)}" for example in command.examples)])


COMMAND = Command(
    path=("help",),
    summary="Say what commands there are, or all about one.",
    access="anyone",
    run=run,
    params=(click.Argument(["words"], nargs=-1, metavar="[COMMAND]"),),
    examples=("help", "help convoy create"),
)
