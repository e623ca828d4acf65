"""One line a decision, `what name=value ...`, and never a secret in it."""

import json
import logging
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from gt_convoy.domain.scrubbing import Scrubber
from gt_convoy.domain.unseen import escaped

_PLAIN = re.compile(r"[!#-<>-~]+")  # printable ASCII but quotes and equals signs
_cause: ContextVar[str] = ContextVar("cause", default="")


class Lines(logging.Formatter):
    """Time, level, what; scrubbed last, so that tracebacks are as well."""

    def __init__(self, scrub: Scrubber) -> None:
        """Times in UTC."""
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._scrub = scrub

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's name
        """As ISO 8601, to the millisecond."""
        shown = super().formatTime(record, datefmt or "%Y-%m-%dT%H:%M:%S")
        return f"{shown}.{record.msecs:03.0f}Z"

    @staticmethod
    def converter(timestamp: float | None) -> time.struct_time:
        """UTC."""
        return time.gmtime(timestamp)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line, with the delivery that all of it comes from."""
        line, delivery = escaped(super().formatMessage(record)), _cause.get()
        return fields(line, delivery=delivery) if delivery else line

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """The traceback, indented: no line of it looks like one of the log's own."""
        return escaped(super().formatException(ei), keep="\n").replace("\n", "\n  ")

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets."""
        return self._scrub(super().format(record))


@contextmanager
def because_of(delivery: str) -> Iterator[None]:
    """What this thread logs meanwhile, and what it wants done, comes from this delivery; "" for none."""
    token = _cause.set(delivery)
    try:
        yield
    finally:
        _cause.reset(token)


def cause() -> str:
    """The delivery that this thread works for; "" for none."""
    return _cause.get()


def fields(what: str, **values: object) -> str:
    """`stored delivery=1-2 event=issues`; what has spaces, quotes or line ends is quoted, on one line."""
    return " ".join([what, *(f"{name}={_value(value)}" for name, value in values.items())])


def set_up(scrub: Scrubber, level: int = logging.INFO) -> None:
    """Have the process log such lines to its standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(scrub))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # These repeat what is said already, or what a payload holds.
    logging.getLogger("webhook").setLevel(logging.WARNING)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def _value(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
