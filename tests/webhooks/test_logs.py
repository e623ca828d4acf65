"""Never a secret in a log; one line a decision."""

import io
import logging

import pytest

from gt_convoy.domain.scrubbing import Scrubber
from gt_convoy_webhooks.logs import Lines, because_of, cause, fields

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabcd\n-----END RSA PRIVATE KEY-----"
scrub = Scrubber(["hunter2", "", "abc", KEY.replace("BEGIN", "BEG1N").replace("END", "3ND")])


def logging_to() -> tuple[logging.Logger, io.StringIO]:
    """A logger, and what it writes."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Lines(scrub))
    logger = logging.Logger("test")  # noqa: LOG001 - one that propagates nowhere
    logger.addHandler(handler)
    return logger, out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a classic token ghp_16C7e42F292c6912E7710c838347Ae178B4a.", "a classic token ***"),
        ("an OAuth token gho_16C7e42F292c6912E7710c838347Ae178B4a here", "an OAuth token *** here"),
        ("an installation's 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'", "an installation's '***'"),
        ("a newer one ghs_1234_eyJhbGciOi.eyJpc3Mi.abc-def here", "a newer one *** here"),
        ("fine-grained github_pat_11ABCDEFG0abcdefghij_klmnop", "fine-grained ***"),
        ("Authorization: Bearer eyJhbGciOi.x.y", "Authorization: Bearer ***"),
        ("Authorization: token 0123456789abcdef0123456789abcdef01234567", "Authorization: token ***"),
        ("an App's signature eyJhbGciOiJ9.eyJpc3MiOi.c2ln-bmF0 alone", "an App's signature *** alone"),
        ("an older one v1.0123456789abcdef0123456789abcdef01234567", "an older one ***"),
        ("postgresql+psycopg://joe:pa55@host/db", "postgresql+psycopg://***@host/db"),
        (f"a key {KEY} ends", "a key *** ends"),
        ("the configured hunter2 secret", "the configured *** secret"),
        ("a line of the key: MIIEpAIBAAKCAQEA", "a line of the key: ***"),
        ("too short to tell: abc", "too short to tell: abc"),
        (
            "an address stays: http://127.0.0.1:8080/x and a@b",
            "an address stays: http://127.0.0.1:8080/x and a@b",
        ),
        ("a token is a word", "a token is a word"),
    ],
)
def test_secrets_are_scrubbed(text: str, shown: str) -> None:
    assert scrub(text) == shown


def test_a_key_whose_line_ends_are_written_as_two_characters_is_known_by_each_line() -> None:
    assert (
        Scrubber([r"-----BEGIN KEY-----\nMIIEpAIBAAK\nabcdefg"])("abcdefg and MIIEpAIBAAK") == "*** and ***"
    )


def test_a_traceback_is_scrubbed_too() -> None:
    logger, out = logging_to()
    try:
        raise ValueError("hunter2")
    except ValueError:
        logger.exception(fields("failed", why="hunter2"))
    assert "hunter2" not in out.getvalue()
    assert "ValueError: ***" in out.getvalue()


def test_all_that_comes_of_a_delivery_names_it() -> None:
    logger, out = logging_to()
    with because_of("d-1"), because_of("d-2"):
        logger.info("hq-cv-12: landed")
    logger.info("swept")
    landed, swept = out.getvalue().splitlines()
    assert landed.endswith("hq-cv-12: landed delivery=d-2")
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
def test_a_decision_is_one_line_whatever_it_tells(value: object, line: str) -> None:
    assert fields("stored", delivery=value) == line
