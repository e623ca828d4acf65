"""What is known of a command before it is used: enough to list and to find it."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # its file needs much of the rest
    from gt_convoy.commands.context import Details


@dataclass(frozen=True)
class Command:
    """A command's words, the file below `commands/` that carries it out, and what it does in one sentence."""

    name: str
    file: str
    summary: str

    @property
    def path(self) -> tuple[str, ...]:
        """Its words one by one."""
        return tuple(self.name.split())

    @property
    def details(self) -> "Details":
        """All the rest of it, from its file, which is imported when it is first asked for."""
        found: Details = import_module(f"gt_convoy.commands.{self.file}").DETAILS
        return found
