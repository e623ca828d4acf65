"""Where an answer is read: a hint names a command as it is typed there."""

from enum import Enum


class Door(Enum):
    """GitHub's own pages (comments, convoys, an Action's summary), or the terminal."""

    THREAD = "/gt"
    TERMINAL = "gt-convoy"

    def line(self, words: str) -> str:
        """A command's words as they are typed there: `/gt convoy list`, `gt-convoy list`."""
        if self is Door.TERMINAL:
            return f"gt-convoy {words.removeprefix('convoy ')}"
        return f"/{words}" if words.startswith("bd ") else f"/gt {words}"
