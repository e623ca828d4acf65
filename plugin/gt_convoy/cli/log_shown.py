"""What the terminal shows of what is logged while a command runs."""

import logging

from gt_convoy.cli.report import scrubber, show


class LogShown(logging.Handler):
    """Within its `with`, warnings of ours and of libraries go to standard error, without secrets."""

    def __enter__(self) -> None:
        """Begin."""
        self.setLevel(logging.WARNING)
        logging.getLogger().addHandler(self)

    def __exit__(self, *_: object) -> None:
        """End."""
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Show one line."""
        from gt_convoy.logs import formatter, unformattable  # noqa: PLC0415 - few runs need it, and it is slow

        try:
            show(formatter(scrubber(), head=False).format(record))
        except (TypeError, ValueError):
            show(unformattable(record))
