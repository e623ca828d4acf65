"""The app's log: where its lines go, and the delivery that all lines of a piece of work name."""

import logging
import sys
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from types import TracebackType

from structlog.contextvars import bound_contextvars, get_contextvars

from gt_convoy.domain.safe_text import Scrubber, secrets_in
from gt_convoy.logs import formatter, get_logger, unformattable

__all__ = ["because_of", "cause", "get_logger", "set_up"]
VARIABLE = "GT_CONVOY_LOG"  # "json": a JSON object a line

_logger = get_logger(__name__)


def because_of(delivery: str) -> AbstractContextManager[None]:
    """What this thread logs meanwhile, and what it enqueues, comes from this delivery; "" for none."""
    return bound_contextvars(delivery=delivery)


def cause() -> str:
    """The delivery that this thread works for; "" for none."""
    return str(get_contextvars().get("delivery", ""))


def set_up(environ: Mapping[str, str], level: int = logging.INFO) -> None:
    """Have the process log to its standard error, without the secrets of this environment.

    Warnings of Python and what ends a thread or the process are logged, too, instead of printed as they are.
    """
    handler = _Lines(sys.stderr)
    as_json = environ.get(VARIABLE, "").strip().lower() == "json"
    handler.setFormatter(formatter(Scrubber(secrets_in(environ)), as_json=as_json))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    sys.excepthook = _ended
    threading.excepthook = lambda args: _ended(args.exc_type, args.exc_value, args.exc_traceback)
    # These repeat what is said already, or what a payload holds.
    logging.getLogger("webhook").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class _Lines(logging.StreamHandler):  # type: ignore[type-arg]  # of any stream
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Tell it without its arguments."""
        sys.stderr.write(f"{unformattable(record)}\n")


def _ended(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        _logger.critical("ended by a bug", exc_info=(kind, error, trace))
