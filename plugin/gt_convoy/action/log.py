"""What a run prints. Nothing that somebody wrote can become a command to the runner, nor show a secret.

The runner obeys a line that begins with `::`, white space before it or not, and, in an older form, a line
with `##[name]` anywhere in it:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

import logging
import sys
from collections.abc import Iterable

from gt_convoy.domain.safe_text import JOINERS, Scrubber, escaped, secret_lines
from gt_convoy.logs import formatter, unformattable

PREFIX = "│ "


class Log(logging.Handler):
    """The job's log: lines, annotations, and what the handlers and libraries log."""

    def __init__(self) -> None:
        """Know no secrets yet."""
        super().__init__(logging.INFO)
        self._know(frozenset())

    def mask(self, secrets: Iterable[str]) -> None:
        """Never print these secrets, and have GitHub's runner mask them everywhere."""
        lines = secret_lines(secrets)
        self._know(lines)
        for secret in sorted(lines):
            _write(f"::add-mask::{_data(secret)}")

    def say(self, text: str) -> None:
        """Print lines."""
        for line in self.clean(text).splitlines() or [""]:
            _write(PREFIX + escaped(line, keep=JOINERS).replace("##[", "# # ["))

    def error(self, text: str) -> None:
        """Mark the run with an error: one annotation, however many lines it has."""
        told = escaped(self.clean(text), keep="\n")
        _write(f"::error title=gt-convoy::{_data(told)}")

    def clean(self, text: str) -> str:
        """The text without secrets."""
        return self._scrub(text)

    def emit(self, record: logging.LogRecord) -> None:
        """Print what is logged."""
        try:
            self.say(self.format(record))
        except (TypeError, ValueError):
            self.say(unformattable(record))

    def _know(self, secrets: Iterable[str]) -> None:
        self._scrub = Scrubber(secrets)
        self.setFormatter(formatter(self._scrub, head=False))


def _data(text: str) -> str:
    """As the runner wants the text of a command; line ends would end it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _write(line: str) -> None:
    sys.stdout.buffer.write(f"{line}\n".encode("utf-8", errors="replace"))
    sys.stdout.buffer.flush()
