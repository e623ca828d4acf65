"""Credentials from the environment: a token, or a GitHub App."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from github.Auth import AppAuth, Auth, Token

from gt_convoy.domain.errors import UserError
from gt_convoy.github.transport.client import Client
from gt_convoy.github.transport.clients import CredentialSource, OwnerAccess
from gt_convoy.github.transport.installations import AppCredentials
from gt_convoy.github.transport.urls import web_url

HOW_TO = "set GITHUB_TOKEN, or GITHUB_APP_ID with GITHUB_APP_PRIVATE_KEY or GITHUB_APP_PRIVATE_KEY_FILE"


def credentials(
    environ: Mapping[str, str], home: str, api: str, wanted: Mapping[str, str]
) -> CredentialSource:
    """What the environment gives; an App goes before a token. Raises UserError.

    `home` is the owner of HQ: its installation also reads what is public elsewhere.
    `wanted` are the permissions that an App's tokens ask for.
    """
    app_id = environ.get("GITHUB_APP_ID", "").strip()
    if app_id:
        return AppCredentials(_app_auth(app_id, _private_key(environ)), home, web_url(api), wanted)
    token = environ.get("GITHUB_TOKEN", "").strip()
    if not token:
        raise UserError(f"GitHub needs to know who asks: {HOW_TO}. `gh auth token` prints a token")
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise UserError("GITHUB_TOKEN holds a blank or a character that no token has: copy it again")
    return TokenCredentials(token, web_url(api))


@dataclass(frozen=True)
class TokenAccess:
    """A person's token, or the one that an Action or another App was given."""

    secret: str = field(repr=False)
    advice: str
    key: str = "token"
    guest: bool = False

    @property
    def auth(self) -> Auth:
        """As PyGithub wants it."""
        return Token(self.secret)

    def renew(self) -> bool:
        """Only a person can."""
        return False


class TokenCredentials:
    """One token for every owner."""

    app = None

    def __init__(self, token: str, web: str) -> None:
        """`web` is the address of GitHub's pages."""
        self._access = TokenAccess(
            token, f"GITHUB_TOKEN is not valid: make a new one at {web}/settings/tokens and set it"
        )

    def access(self, _owner: str, _app: Callable[[], Client]) -> OwnerAccess:
        """Give the same for all."""
        return self._access


def _app_auth(app_id: str, key: str) -> AppAuth:
    auth = AppAuth(app_id, key)
    try:
        auth.create_jwt()
    except Exception as problem:  # noqa: BLE001 - PyJWT and cryptography raise a dozen kinds
        trouble: str | None = type(problem).__name__
    else:
        trouble = None
    if trouble:
        raise UserError(
            "the GitHub App's private key cannot be used: it must be the .pem file that GitHub gave"
            f" ({trouble})"
        )
    return auth


def _private_key(environ: Mapping[str, str]) -> str:
    """The key's text. Where an environment cannot hold line ends, they are written `\\n`."""
    key = environ.get("GITHUB_APP_PRIVATE_KEY", "").replace("\\n", "\n").strip()
    if key:
        return key
    name = environ.get("GITHUB_APP_PRIVATE_KEY_FILE", "").strip()
    if not name:
        raise UserError("GITHUB_APP_ID needs the App's key: set GITHUB_APP_PRIVATE_KEY_FILE to its .pem file")
    try:
        key = Path(name).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as problem:
        reason = getattr(problem, "strerror", None) or "it is not text"
        raise UserError(f"GITHUB_APP_PRIVATE_KEY_FILE {name} cannot be read: {reason}") from None
    if not key:
        raise UserError(f"GITHUB_APP_PRIVATE_KEY_FILE {name} is empty: put the App's .pem file there")
    return key
