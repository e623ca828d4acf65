"""The commands: a file each, and the one list that dispatch, help and documentation are made from."""

from collections.abc import Sequence

from . import add, check, create, help, list, remove, status  # noqa: A004 - they are named as people type them
from .call import Answer, Call, Command, Planned

REGISTRY: tuple[Command, ...] = (
    create.COMMAND,
    add.COMMAND,
    remove.COMMAND,
    status.COMMAND,
    list.COMMAND,
    check.COMMAND,
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
