"""Rigs that cannot be read at all: no reason to think anything of the issues in them."""

from collections.abc import Iterable

from .convoy import Unknown
from .desk import Desk
from .errors import Denied, NotFound, Unavailable


def unreadable(desk: Desk, unknown: Iterable[Unknown]) -> frozenset[str]:
    """Of the rigs of these issues, those that cannot be read at all, in lower case.

    An App that was taken from an owner, or a token without a repository, would else turn every issue there
    to `unknown` at once. One request for each such rig; none where all could be read.
    """
    refs = [one.ref for one in unknown if desk.config.names.is_rig(one.ref.repo)]
    found = frozenset(repo for repo in {ref.repo.lower() for ref in refs} if not _readable(desk, repo))
    desk.github.forget([ref for ref in refs if ref.repo.lower() in found])
    return found


def require_readable(desk: Desk, unknown: Iterable[Unknown]) -> None:
    """Raises Unavailable if a whole rig cannot be read: then nothing is planned."""
    if found := unreadable(desk, unknown):
        raise Unavailable(
            f"{', '.join(sorted(found))} cannot be read at all: nothing is changed until it can"
        )


def _readable(desk: Desk, repo: str) -> bool:
    try:
        desk.github.repository(repo)
    except (NotFound, Denied):
        return False
    return True
