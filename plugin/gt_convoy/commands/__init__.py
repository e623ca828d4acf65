"""The commands: a file each, and the one list that dispatch, help and documentation are made from."""

from collections.abc import Sequence

from gt_convoy.commands import (
    bd_dep_add,
    bd_update,
    help,  # noqa: A004 - it is named as people type it
    rig_status,
    sling,
)
from gt_convoy.commands.context import Command, CommandContext
from gt_convoy.commands.convoy import (
    add,
    check,
    close,
    create,
    list,  # noqa: A004 - it is named as people type it
    remove,
    reopen,
    status,
    stranded,
    unwatch,
    watch,
)
from gt_convoy.domain.answers import Answer, Planned

REGISTRY: tuple[Command, ...] = (
    create.COMMAND,
    add.COMMAND,
    remove.COMMAND,
    status.COMMAND,
    list.COMMAND,
    watch.COMMAND,
    unwatch.COMMAND,
    close.COMMAND,
    reopen.COMMAND,
    check.COMMAND,
    stranded.COMMAND,
    sling.COMMAND,
    rig_status.COMMAND,
    bd_dep_add.COMMAND,
    bd_update.COMMAND,
    help.COMMAND,
)

__all__ = ["REGISTRY", "Answer", "Command", "CommandContext", "Planned", "find"]


def find(words: Sequence[str]) -> tuple[Command | None, Sequence[str]]:
    """The command that the words begin with, and the words left; (None, words) if there is none."""
    for command in REGISTRY:
        length = len(command.path)
        if tuple(word.lower() for word in words[:length]) == command.path:
            return command, words[length:]
    return None, words
