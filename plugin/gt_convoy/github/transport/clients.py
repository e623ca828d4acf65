"""One client for each thread and credential; which credential serves which owner."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, local
from typing import Protocol
from weakref import WeakSet

from gt_convoy.github.transport.client import Client, Shared
from gt_convoy.github.transport.exchange import Access


class OwnerAccess(Access, Protocol):
    """A credential as it serves one owner's repositories."""

    @property
    def key(self) -> str:
        """Equal keys, same client."""

    @property
    def guest(self) -> bool:
        """It was given for another owner, so only what is public can be read with it."""


class CredentialSource(Protocol):
    """A token, or an App with its installations."""

    @property
    def app(self) -> Access | None:
        """The App itself; None with a token."""

    def access(self, owner: str, app: Callable[[], Client]) -> OwnerAccess:
        """What serves this owner; `app` gives the App's own client. Raises NotInstalled."""


class Clients:
    """Gives each thread its own clients."""

    def __init__(self, shared: Shared, credentials: CredentialSource, home: str = "") -> None:
        """Make none yet. `home` is the owner of HQ."""
        self._shared = shared
        self._home = home
        self._credentials = credentials
        self._mine = local()
        self._all: WeakSet[Client] = WeakSet()
        self._lock = Lock()

    def access(self, owner: str) -> OwnerAccess:
        """The credential that serves this owner. Raises NotInstalled."""
        return self._credentials.access(owner, self._app_client)

    def serves_home(self, owner: str) -> bool:
        """Whether the credential that serves this owner serves HQ, too."""
        return self.access(owner).key == self.access(self._home or owner).key

    def of(self, owner: str) -> Client:
        """This thread's client for an owner. Raises NotInstalled."""
        access = self.access(owner)
        return self._client(access.key, access)

    def app(self) -> Client | None:
        """This thread's client of the App itself; None with a token."""
        return self._app_client() if self._credentials.app else None

    def close(self) -> None:
        """Close all sockets, of every thread."""
        with self._lock:
            for client in list(self._all):
                client.close()

    def _app_client(self) -> Client:
        app = self._credentials.app
        assert app is not None  # noqa: S101 - only App credentials ask
        return self._client("app", app)

    def _client(self, key: str, access: Access) -> Client:
        mine: dict[str, Client] = self._mine.__dict__.setdefault("clients", {})
        if key not in mine:
            mine[key] = Client(self._shared, access, key)
            with self._lock:
                self._all.add(mine[key])
        return mine[key]
