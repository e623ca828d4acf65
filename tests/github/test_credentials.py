"""What the environment may say, and what is answered when it does not say enough."""

import subprocess
import sys
from pathlib import Path

import pytest

from gt_convoy.domain.errors import UserError
from gt_convoy.github.adapter import connect
from gt_convoy.github.transport.urls import api_url, web_url, webhook_url
from tests.github.fake import TOKEN


@pytest.mark.parametrize(
    ("api", "web"),
    [
        ("https://api.github.com", "https://github.com"),
        ("https://git.example.com/api/v3", "https://git.example.com"),
        ("http://127.0.0.1:8080/api/v3", "http://127.0.0.1:8080"),
        ("https://api.octo.ghe.com", "https://octo.ghe.com"),
        ("https://api.example.com/api/v3", "https://api.example.com"),
    ],
)
def test_pages_stand_where_the_api_says(api: str, web: str) -> None:
    assert web_url(api) == web


@pytest.mark.parametrize(
    ("set_to", "is_read_as"),
    [
        ("", "https://api.github.com"),
        ("https://git.example.com/api/v3/", "https://git.example.com/api/v3"),
        (" http://127.0.0.1:8080/api/v3 ", "http://127.0.0.1:8080/api/v3"),
    ],
)
def test_api_address(set_to: str, is_read_as: str) -> None:
    assert api_url({"GITHUB_API_URL": set_to}) == is_read_as


@pytest.mark.parametrize(
    "wrong",
    [
        "git.example.com",
        "ftp://git.example.com",
        "https://",
        "https://h:port/api/v3",
        "https://user:secret@h/api/v3",
        "https://h/api/v3?x=1",
        "https://h /api",
        "https://[::1",
    ],
)
def test_a_wrong_api_address_is_refused_without_repeating_a_password(wrong: str) -> None:
    with pytest.raises(UserError, match="GITHUB_API_URL") as refusal:
        api_url({"GITHUB_API_URL": wrong})
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("public", "hook"),
    [
        ("https://convoy.example.org", "https://convoy.example.org/webhooks/github"),
        (" https://example.org:8443/convoy/ ", "https://example.org:8443/convoy/webhooks/github"),
        ("https://convoy.example.org/webhooks/github", "https://convoy.example.org/webhooks/github"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/webhooks/github"),
        ("http://[::1]:8080", "http://[::1]:8080/webhooks/github"),
    ],
)
def test_github_delivers_below_the_public_address(public: str, hook: str) -> None:
    assert webhook_url(public) == hook


@pytest.mark.parametrize(
    "wrong",
    [
        "convoy.example.org",
        "http://convoy.example.org",
        "ftp://127.0.0.1",
        "https://",
        "https://user:secret@convoy.example.org",
        "https://convoy.example.org/?x=1",
        "https://[::1",
    ],
)
def test_a_public_address_that_nobody_should_deliver_to_is_refused(wrong: str) -> None:
    with pytest.raises(UserError, match=r"--url is .* it must be like https://") as refusal:
        webhook_url(wrong)
    assert "secret" not in str(refusal.value)


def test_addresses_cost_no_import_of_the_library() -> None:
    code = "import gt_convoy.github.transport.urls, sys; sys.exit('github' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("environ", "answer"),
    [
        ({}, "set GITHUB_TOKEN, or GITHUB_APP_ID with"),
        ({"GITHUB_TOKEN": "  "}, "set GITHUB_TOKEN, or GITHUB_APP_ID with"),
        ({"GITHUB_TOKEN": "ghp_a\nb"}, "GITHUB_TOKEN holds a blank"),
        ({"GITHUB_TOKEN": "ghp_ü"}, "GITHUB_TOKEN holds a blank"),
        ({"GITHUB_APP_ID": "1"}, "set GITHUB_APP_PRIVATE_KEY_FILE"),
        ({"GITHUB_APP_ID": "1", "GITHUB_APP_PRIVATE_KEY": "no key"}, "private key cannot be used"),
        (
            {"GITHUB_APP_ID": "1", "GITHUB_APP_PRIVATE_KEY_FILE": "/no/such.pem"},
            "/no/such.pem cannot be read: No such file",
        ),
        ({"GITHUB_APP_ID": "1", "GITHUB_APP_PRIVATE_KEY_FILE": "/"}, "/ cannot be read: Is a directory"),
        ({"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": "nowhere"}, "GITHUB_API_URL"),
    ],
)
def test_missing_or_unreadable_credentials_get_one_line_that_says_what_to_do(
    environ: dict[str, str], answer: str
) -> None:
    with pytest.raises(UserError) as refusal:
        connect(environ, "acme/hq")
    assert answer in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(("content", "answer"), [(b"", "is empty"), (b"\xff\xfe", "it is not text")])
def test_a_key_file_without_a_key(tmp_path: Path, content: bytes, answer: str) -> None:
    file = tmp_path / "app.pem"
    file.write_bytes(content)
    with pytest.raises(UserError, match=answer):
        connect({"GITHUB_APP_ID": "1", "GITHUB_APP_PRIVATE_KEY_FILE": str(file)}, "acme/hq")
