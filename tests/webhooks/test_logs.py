"""One line a decision, and never a secret in it: by us, by libraries, in tracebacks."""

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator

import pytest

from gt_convoy.action.log import Log
from gt_convoy.cli.log_shown import LogShown
from gt_convoy.domain.safe_text import Scrubber
from gt_convoy.logs import formatter, get_logger
from gt_convoy_webhooks.logs import because_of, cause, set_up

SECRET = 'hun"t\\er2\u200b'
Said = Callable[[], str]


@pytest.fixture
def said() -> Iterator[Said]:
    """What the logger `test` writes, time and all."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter(Scrubber([SECRET])))
    root = logging.getLogger("test")
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield out.getvalue
    root.removeHandler(handler)


log = get_logger("test")
plain = logging.getLogger("test.library")


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as raised:  # noqa: BLE001 - of any kind
        return raised


def chained() -> Exception:
    try:
        raise_it = ValueError(SECRET)
        raise raise_it
    except ValueError as error:
        try:
            raise RuntimeError("outer") from error
        except RuntimeError as outer:
            return outer


LINES: dict[str, Callable[[], None]] = {
    "a bound value": lambda: log.info("failed", why=SECRET),
    "a value that is no text": lambda: log.info("failed", why=[SECRET, {SECRET: SECRET}]),
    "what is said": lambda: log.info(f"failed with {SECRET}"),
    "an argument": lambda: plain.info("failed: %s", SECRET),
    "an argument as a repr": lambda: plain.info("failed: %r", SECRET),
    "split over two arguments": lambda: plain.info("failed: %s%s", SECRET[:5], SECRET[5:]),
    "an exception's text": lambda: log.error("failed", exc_info=raised(ValueError(SECRET))),
    "an exception's repr": lambda: log.error("failed", exc_info=raised(KeyError(SECRET))),
    "a library's exception": lambda: plain.error("failed", exc_info=raised(ValueError(SECRET))),
    "a note of an exception": lambda: plain.error("failed", exc_info=noted()),
    "an exception's cause": lambda: plain.error("failed", exc_info=chained()),
    "a source line of a traceback": lambda: plain.error("failed", exc_info=from_source()),
}


def noted() -> Exception:
    error = raised(ValueError("x"))
    error.add_note(SECRET)
    return error


def from_source() -> Exception:
    """Of a program text that holds the secret itself."""
    import linecache  # noqa: PLC0415 - to stand for a file

    text = f"raise ValueError() # {SECRET}\n"
    linecache.cache["<secret>"] = (len(text), None, [text], "<secret>")
    try:
        exec(compile(text, "<secret>", "exec"))  # noqa: S102 - our own text
    except ValueError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("line", [pytest.param(line, id=name) for name, line in LINES.items()])
def test_no_line_holds_a_secret(line: Callable[[], None], as_json: bool, said: Said) -> None:
    handler = logging.getLogger("test").handlers[0]
    handler.setFormatter(formatter(Scrubber([SECRET]), as_json=as_json))
    line()
    text = said()
    assert "failed" in text
    assert "***" in text
    assert "t\\er2" not in text
    assert "t\\\\er2" not in text


@pytest.mark.parametrize("line", [pytest.param(line, id=name) for name, line in LINES.items()])
def test_no_line_of_an_action_holds_a_secret(
    line: Callable[[], None], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    action = Log()
    action.mask([SECRET])
    capfdbinary.readouterr()
    logger = logging.getLogger("test")
    logger.setLevel(logging.INFO)
    logger.addHandler(action)
    line()
    logger.removeHandler(action)
    text = capfdbinary.readouterr().out.decode()
    assert "failed" in text
    assert "***" in text
    assert "t\\er2" not in text
    assert "t\\\\er2" not in text


def test_a_line_of_ours_and_one_of_a_library_look_alike(said: Said) -> None:
    log.info("handled", delivery="d-1", wants="convoy:5")
    plain.warning("retry in %d s", 3)
    ours, theirs = said().splitlines()
    when, rest = ours.split(" ", 1)
    assert when.endswith("Z")
    assert rest == "INFO test handled delivery=d-1 wants=convoy:5"
    assert theirs.split(" ", 1)[1] == "WARNING test.library retry in 3 s"


def test_another_handler_is_told_the_same_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "test"):
        log.info("handled", delivery="d-1")
    assert caplog.messages == ["handled delivery=d-1"]


def test_all_that_comes_of_a_delivery_names_it(said: Said) -> None:
    with because_of("d-1"), because_of("d-2"):
        plain.info("hq-cv-12: landed")
        log.info("handled", delivery="d-3")
        with because_of(""):
            plain.info("alone")
    plain.info("swept")
    landed, handled, alone, swept = said().splitlines()
    assert landed.endswith("hq-cv-12: landed delivery=d-2")
    assert handled.endswith("handled delivery=d-3")
    assert alone.endswith("alone")
    assert swept.endswith("swept")
    assert cause() == ""


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("d-1", "stored delivery=d-1"),
        (12, "stored delivery=12"),
        ("a b", 'stored delivery="a b"'),
        ("", 'stored delivery=""'),
        ('x" event=forged\nstored', r'stored delivery="x\" event=forged\nstored"'),
        ("\x1b[31m", r'stored delivery="\u001b[31m"'),
    ],
)
def test_a_decision_is_one_line_whatever_it_tells(value: object, line: str, said: Said) -> None:
    log.info("stored", delivery=value)
    assert said().endswith(f" INFO test {line}\n")


def app() -> logging.Handler:
    set_up({})
    return logging.getLogger().handlers[0]


@pytest.mark.parametrize("handler", [app, Log, LogShown])
def test_a_line_that_cannot_be_formatted_shows_no_argument(
    handler: Callable[[], logging.Handler], capfd: pytest.CaptureFixture[str], restored: None
) -> None:
    record = logging.LogRecord("library", logging.WARNING, "urls.py", 7, "%d", ("s3cret",), None)
    handler().emit(record)
    out, err = capfd.readouterr()
    assert "a line of library cannot be logged (urls.py:7)" in out + err
    assert "s3cret" not in out + err


@pytest.fixture
def restored() -> Iterator[None]:
    """What `set_up` changes in the process is as before afterwards."""
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)
    yield
    root.handlers[:], (sys.excepthook, threading.excepthook) = handlers, hooks
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def test_what_ends_a_thread_or_the_process_is_logged_without_secrets(
    capsys: pytest.CaptureFixture[str], restored: None
) -> None:
    set_up({"GITHUB_TOKEN": SECRET})

    def fail() -> None:
        raise KeyError(SECRET)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    error = raised(ValueError(SECRET))
    sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SECRET, stacklevel=1)
    out, err = capsys.readouterr()
    assert err.count("CRITICAL gt_convoy_webhooks.logs ended by a bug\n") == 2
    assert "KeyError: '***" in err
    assert "ValueError: ***" in err
    assert "UserWarning: ***" in err
    assert "er2" not in out + err.replace("test_logs", "")


def test_a_line_can_be_json(capsys: pytest.CaptureFixture[str], restored: None) -> None:
    set_up({"GT_CONVOY_LOG": "json"})
    with because_of("d-1"):
        get_logger("test").warning("paused", attempt=2, why="a\nb")
    line = json.loads(capsys.readouterr().err)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "warning",
        "logger": "test",
        "event": "paused",
        "attempt": 2,
        "why": "a\nb",
        "delivery": "d-1",
    }
