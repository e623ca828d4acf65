"""Lines of the log, alike in the app, the Action and the terminal: `what name=value ...`, without secrets.

structlog formats what is logged through `logging`, by us and by libraries. Import it only where something is
logged: it costs a tenth of a second.
"""

import json
import logging
import re
from typing import Any

import structlog
from structlog.contextvars import get_contextvars
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import EventDict, Processor

from gt_convoy.domain.safe_text import Scrubber, escaped

_PLAIN = re.compile(r"[!#-<>-~]+")  # printable ASCII but quotes and equals signs


class _Said(dict[str, Any]):
    """What is logged, as a record's message: any handler shows it as a line."""

    def __str__(self) -> str:
        return _fields(self.get("event", ""), **{k: v for k, v in self.items() if k != "event"})


def get_logger(name: str) -> BoundLogger:
    """A logger for `log.info("stored", delivery=id)`; what is bound with `bind_contextvars` is added."""

    def to_logging(_logger: object, _level: str, said: EventDict) -> dict[str, Any]:
        return {"exc_info": said.pop("exc_info", None), "msg": _Said(said)}

    processors: list[Any] = [structlog.stdlib.filter_by_level, to_logging]
    found: BoundLogger = structlog.wrap_logger(
        logging.getLogger(name), processors=processors, wrapper_class=BoundLogger
    ).bind()
    return found


def formatter(scrub: Scrubber, *, head: bool = True, as_json: bool = False) -> logging.Formatter:
    """A formatter for a handler of `logging`. `head`: time, level and logger come first."""
    about: list[Processor] = [
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
    ]
    return ProcessorFormatter(
        foreign_pre_chain=[_values],
        processors=[
            _context,
            structlog.processors.format_exc_info,
            _scrubbing(scrub),
            *(about if head or as_json else ()),
            ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer() if as_json else _line,
        ],
    )


def unformattable(record: logging.LogRecord) -> str:
    """What a handler shows of a line whose arguments do not fit; logging would print them as they are."""
    return f"a line of {record.name} cannot be logged ({record.filename}:{record.lineno})"


def _fields(what: str, **values: object) -> str:
    """`stored delivery=1-2 why=new`; what has spaces, quotes or line ends is quoted, on one line."""
    return " ".join([what, *(f"{name}={_value(value)}" for name, value in values.items())])


def _values(_logger: object, _level: str, said: EventDict) -> EventDict:
    """What `get_logger` gave: the values one by one, and not as a line."""
    message = said["_record"].msg
    return {**said, **message} if isinstance(message, _Said) else said


def _context(_logger: object, _level: str, said: EventDict) -> EventDict:
    """What is bound, behind what the line itself says."""
    return {**said, **{k: v for k, v in get_contextvars().items() if v and k not in said}}


def _scrubbing(scrub: Scrubber) -> Processor:
    def clean(value: object) -> object:
        shown = scrub(str(value))
        return value if isinstance(value, int | float | None) and shown == str(value) else shown

    def without_secrets(_logger: object, _level: str, said: EventDict) -> EventDict:
        return {k: value if k == "_record" else clean(value) for k, value in said.items()}

    return without_secrets


def _line(_logger: object, _level: str, said: EventDict) -> str:
    """No line of a message or a traceback looks like one of the log's own: it is escaped, or indented."""
    when, level, name = (said.pop(key, "") for key in ("timestamp", "level", "logger"))
    what, trace = escaped(said.pop("event")), said.pop("exception", "")
    line = _fields(" ".join(filter(None, (when, level.upper(), name, what))), **said)
    return "\n  ".join([line, *escaped(trace, keep="\n").split("\n")]) if trace else line


def _value(value: object) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) else json.dumps(text)
