"""What an App's token must be permitted for a request inside of a repository.

https://docs.github.com/rest/authentication/permissions-required-for-github-apps
"""

import re

from gt_convoy_sandbox.model import AppActor, Repository, User, World, rights
from gt_convoy_sandbox.model.errors import Forbidden

NOT_ACCESSIBLE = "Resource not accessible by integration"
# By what follows the repository in the path; any one of the permissions is enough.
NEEDED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"/(issues|labels|assignees)\b", ("issues", "pull_requests")),
    (r"/pulls\b", ("pull_requests",)),
    (r"/(contents|dispatches)\b", ("contents",)),
    (r"/hooks\b", ("repository_hooks",)),
)
ANYTHING_ELSE = {"read": ("metadata",), "write": ("administration",)}


def check(world: World, viewer: User | None, repository: Repository, method: str, inside: str) -> None:
    """Refuse an App's token what it is not permitted. Public repositories can be read with any."""
    if not isinstance(viewer, AppActor):
        return
    level = "read" if method in ("GET", "HEAD") else "write"
    if not rights.reaches(world, viewer, repository):
        if level == "write":
            raise Forbidden(NOT_ACCESSIBLE)
        return
    named = next((names for pattern, names in NEEDED if re.match(pattern, inside)), ANYTHING_ELSE[level])
    if not any(rights.permits(viewer.permissions, name, level) for name in named):
        raise Forbidden(NOT_ACCESSIBLE)
