"""Who has what: tokens of claims, kept alive while their holder lives."""

import hashlib
import os
import secrets
import socket
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock


def new_owner() -> str:
    """A name for one claim, never used twice; it also tells which process of which machine has it."""
    return f"{_machine()}/{os.getpid()}/{secrets.token_hex(8)}"


def is_dead(owner: str) -> bool:
    """Whether the process that made this claim is known to be gone. When in doubt it lives.

    Only one of this very machine since its last start can be known of, and only within one namespace of
    process ids: containers that share a host's name have the same ids for other processes.
    """
    machine, _, process = owner.partition("/")
    pid = process.partition("/")[0]
    if machine != _machine() or "~" not in machine or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


@cache
def _machine() -> str:
    """The host's name and, where the system tells (Linux), its start and the namespace of its process ids."""
    host = socket.gethostname()[:64].replace("/", "-").replace("~", "-")
    try:
        start = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        namespace = Path("/proc/self/ns/pid").readlink().name
    except OSError:
        return host
    return f"{host}~{hashlib.sha256(f'{start} {namespace}'.encode()).hexdigest()[:12]}"


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

    def renew(self) -> None:
        """Prolong all. Raises NoDatabase."""
        with self._lock:
            owners = tuple(self._owners)
        if owners:
            self._renew(owners)
