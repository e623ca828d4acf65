"""What the terminal says when something is wrong, and the exit status of it."""

import io
import os
import sys
from typing import TYPE_CHECKING

import click

from gt_convoy.domain import safe_text
from gt_convoy.domain.errors import GitHubError, Stale, UsageError, UserError

if TYPE_CHECKING:
    from gt_convoy.domain.safe_text import Scrubber

KEPT = f"\n{safe_text.JOINERS}"  # of what cannot be seen: a terminal obeys the rest, or shows it otherwise
DONE, EXPECTED, USAGE, UNEXPECTED = 0, 1, 2, 3


def report(error: Exception, *, as_json: bool) -> int:
    """Say what went wrong on standard error, with `--json` as a document too. Returns the exit status."""
    status = _status(error)
    text = scrubber()(
        str(error) if status is not UNEXPECTED else f"unexpected {type(error).__name__}: {error}"
    )
    try:
        if as_json:
            click.echo(safe_text.json_text({"error": text}))
        sys.stdout.flush()
    except OSError:
        sys.stdout = io.StringIO()  # it is full or closed: Python would try once more when it ends
    if isinstance(error, BrokenPipeError):
        return EXPECTED  # whoever read it had enough
    show(text)
    if status is UNEXPECTED:
        _explain(error)
    return status


def _status(error: Exception) -> int:
    if isinstance(error, UsageError):
        return USAGE
    return EXPECTED if isinstance(error, UserError | GitHubError | Stale) else UNEXPECTED


def show(text: str) -> None:
    """Print lines on standard error."""
    for line in text.splitlines():
        click.echo(f"gt-convoy: {safe_text.escaped(line, keep=KEPT)}", err=True)


def scrubber() -> "Scrubber":
    """A function that replaces the secrets of this environment in a text."""
    from gt_convoy.domain.safe_text import Scrubber, secrets_in  # noqa: PLC0415 - only when something is wrong

    return Scrubber(secrets_in(os.environ))


def _explain(error: Exception) -> None:
    if os.environ.get("GT_CONVOY_DEBUG"):
        import traceback  # noqa: PLC0415 - only for what should not happen

        where = scrubber()("".join(traceback.format_exception(error)))
        click.echo(safe_text.escaped(where, keep=KEPT), err=True, nl=False)
    else:
        click.echo("gt-convoy: set GT_CONVOY_DEBUG=1 to see where, and please report it", err=True)
