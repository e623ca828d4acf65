"""The commands: a file each, and the one list that dispatch, help and documentation are made from."""

from collections.abc import Sequence

from . import (
    add,
    bd_dep_add,
    bd_update,
    check,
    close,
    create,
    help,  # noqa: A004 - it is named as people type it
    list,  # noqa: A004 - it is named as people type it
    remove,
    reopen,
    rig_status,
    sling,
    status,
    stranded,
    unwatch,
    watch,
)
from .call import Answer, Call, Command, Planned

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

__all__ = ["REGISTRY", "Answer", "Call", "Command", "Planned", "find"]


def find(words: Sequence[str]) -> tuple[Command | None, Sequence[str]]:
    """The command that the words begin with, and the words left; (None, words) if there is none."""
    for command in REGISTRY:
        length = len(command.path)
        if tuple(word.lower() for word in words[:length]) == command.path:
            return command, words[length:]
    return None, words
