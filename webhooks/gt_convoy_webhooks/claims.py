"""Who has what: tokens of claims, kept alive while their holder lives."""

import os
import secrets
import socket
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from threading import Lock


def new_owner() -> str:
    """A name for one claim, never used twice; it also tells a person which process has it."""
    return f"{socket.gethostname()[:64]}/{os.getpid()}/{secrets.token_hex(8)}"


class Held:
    """The claims that this process holds now."""

    def __init__(self, renew: Callable[[Collection[str]], None]) -> None:
        """`renew` prolongs the leases of the owners it is given."""
        self._renew = renew
        self._owners: set[str] = set()
        self._lock = Lock()

    @contextmanager
    def holding(self, owner: str) -> Iterator[None]:
        """Keep the claims of `owner` alive meanwhile."""
        with self._lock:
            self._owners.add(owner)
        try:
            yield
        finally:
            with self._lock:
                self._owners.discard(owner)

    def beat(self) -> None:
        """Prolong all. Raises NoDatabase."""
        with self._lock:
            owners = tuple(self._owners)
        if owners:
            self._renew(owners)
