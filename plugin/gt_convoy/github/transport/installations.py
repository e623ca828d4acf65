"""A GitHub App: one installation for each owner, one token for each installation, renewed in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import RLock
from time import monotonic
from typing import Any

from github.Auth import AppAuth, Auth

from gt_convoy.github import values
from gt_convoy.github.permissions import granted
from gt_convoy.github.transport.client import Client
from gt_convoy.github.transport.clients import OwnerAccess
from gt_convoy.github.transport.failures import NotInstalled

RENEW_BEFORE = timedelta(minutes=5)  # of the hour that an installation's token lives
LIST_AGAIN_AFTER = 300.0  # seconds, when an owner is not among the installations


@dataclass(frozen=True)
class AppAccess:
    """The App itself, by a JWT signed with its key: for its name, installations and tokens."""

    auth: AppAuth
    advice: str = (
        "GITHUB_APP_ID and the App's private key do not fit each other, or this machine's clock is wrong"
    )
    secret: str = ""

    def renew(self) -> bool:
        """Each request is signed anew as it is."""
        return False


class AppCredentials:
    """An App: the installation of an owner serves that owner, HQ's serves what is public elsewhere."""

    def __init__(self, auth: AppAuth, home: str, web: str, wanted: Mapping[str, str]) -> None:
        """Ask GitHub nothing yet. Tokens get of the permissions `wanted` what the installation has."""
        self.app = AppAccess(auth)
        self._home = home
        self._web = web
        self._wanted = wanted
        self._lock = RLock()
        self._installations: dict[str, Installation] = {}
        self._listed_at = float("-inf")

    def access(self, owner: str, app: Callable[[], Client]) -> OwnerAccess:
        """The owner's installation, else HQ's as a guest. Raises NotInstalled.

        A token of any installation reads what is public, as anyone's does.
        """
        with self._lock:
            own = self._of(owner, app)
            found = own or self._of(self._home, app)
            if found is None:
                raise NotInstalled(
                    f"the GitHub App is not installed on {owner}: install it there, {self._web}/{owner}"
                )
            return InstallationAccess(found, guest=own is None)

    def _of(self, owner: str, app: Callable[[], Client]) -> Installation | None:
        stale = monotonic() - self._listed_at > LIST_AGAIN_AFTER
        if owner.lower() not in self._installations and stale:
            self._list(app)
        return self._installations.get(owner.lower())

    def _list(self, app: Callable[[], Client]) -> None:
        """Learn of all installations, 100 a request; those known keep their token."""
        known = {installation.id: installation for installation in self._installations.values()}
        listed = {}
        for data in app().pages("/app/installations"):
            if data.get("suspended_at") is None:
                number, account = _identity(data)
                listed[account] = known.get(number) or self._installation(number, data, app)
        self._installations = listed
        self._listed_at = monotonic()

    def _installation(self, number: int, data: Mapping[str, Any], app: Callable[[], Client]) -> Installation:
        return Installation(number, granted(data.get("permissions") or {}, self._wanted), app)


class Installation:
    """An App's access to one owner: a token for an hour, renewed in time, shared by all threads."""

    def __init__(self, number: int, permissions: Mapping[str, str], app: Callable[[], Client]) -> None:
        """`permissions` are those of its tokens; `app` gives the calling thread's client of the App."""
        self.id = number
        self._permissions = permissions
        self._app = app
        self._lock = RLock()
        self._token = ""
        self._ends = datetime.min.replace(tzinfo=UTC)

    def token(self) -> str:
        """A token that is good for some minutes at least."""
        with self._lock:
            if not self._token or datetime.now(UTC) >= self._ends - RENEW_BEFORE:
                self._renew()
            return self._token

    def forget(self, token: str) -> None:
        """GitHub refused this token; another thread may have a new one already."""
        with self._lock:
            if token == self._token:
                self._token = ""

    def _renew(self) -> None:
        path = f"/app/installations/{self.id}/access_tokens"
        self._token, self._ends = _token(self._app().write("POST", path, {"permissions": self._permissions}))


class InstallationAccess:
    """An installation as it serves one owner."""

    secret = ""
    advice = "GitHub does not accept the App's installation token: was the App suspended or removed?"

    def __init__(self, installation: Installation, guest: bool) -> None:
        """`guest`: it belongs to another owner."""
        self._installation = installation
        self.guest = guest
        self.key = f"installation {installation.id}"
        self.auth: Auth = InstallationAuth(installation)

    def renew(self) -> bool:
        """Have a new token made for the next request."""
        self._installation.forget(self._installation.token())
        return True


class InstallationAuth(Auth):
    """PyGithub's own would ask for a token in each thread."""

    def __init__(self, installation: Installation) -> None:
        """Ask for none yet."""
        self._installation = installation

    @property
    def token_type(self) -> str:
        """As GitHub documents it."""
        return "token"

    @property
    def token(self) -> str:
        """The installation's present token."""
        return self._installation.token()


@values.shaped
def _identity(data: Mapping[str, Any]) -> tuple[int, str]:
    """An installation's number, and whose it is, in lower case."""
    return int(data["id"]), str(data["account"]["login"]).lower()


@values.shaped
def _token(data: Mapping[str, Any]) -> tuple[str, datetime]:
    """A token and its end."""
    return str(data["token"]), values.time(data["expires_at"])
