"""Never a secret in what we print, in whatever form it comes there."""

import json
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gt_convoy.domain.safe_text import Scrubber, escaped, secrets_in

KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabcd\n-----END RSA PRIVATE KEY-----"
scrub = Scrubber(["hunter2", "", "abc", KEY.replace("BEGIN", "BEG1N").replace("END", "3ND")])


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
        ("postgresql://host/db?user=joe&password=pa55&x=1", "postgresql://host/db?user=joe&password=***&x=1"),
        ("host=h password=pa55 user=joe", "host=h password=*** user=joe"),
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


@given(st.text(min_size=4, max_size=12), st.text(max_size=3))
def test_a_secret_is_known_however_it_is_quoted(secret: str, around: str) -> None:
    lines = [line.strip() for line in secret.replace("\\n", "\n").splitlines()]
    assume(len(lines) == 1 and len(lines[0]) >= 4 and not lines[0].startswith("-----"))
    secret = lines[0]
    assume(secret not in around * 2 + "*** why= message")
    clean = Scrubber([secret])
    forms = [secret, repr(secret), json.dumps(secret), json.dumps(secret, ensure_ascii=False)]
    forms += [escaped(secret), repr(KeyError(secret))]
    if not any("\ud800" <= char <= "\udfff" for char in secret):
        forms.append(quote(secret, safe=""))
    for form in forms:
        shown = clean(f"{around}{form}{around}")
        assert form.strip("\"'") not in shown
        assert "***" in shown


@pytest.mark.parametrize(
    ("environ", "secrets"),
    [
        ({}, []),
        ({"GITHUB_TOKEN": "t0ken", "GITHUB_WEBHOOK_SECRET": "hook", "PATH": "/bin"}, ["t0ken", "hook"]),
        ({"GH_TOKEN": "t0ken", "PGPASSWORD": "pa55"}, ["t0ken", "pa55"]),
        (
            {"GT_CONVOY_DATABASE_URL": "postgresql+psycopg://joe:p%4055@db/convoys"},
            ["p%4055", "p@55"],
        ),
        ({"GT_CONVOY_DATABASE_URL": "sqlite:///convoys.db"}, []),
        ({"GT_CONVOY_DATABASE_URL": "postgresql://joe@[db/convoys"}, []),
    ],
)
def test_what_of_an_environment_is_a_secret(environ: dict[str, str], secrets: list[str]) -> None:
    assert secrets_in(environ) == secrets
