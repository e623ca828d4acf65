"""What a representation depends on beside its record: the world, the sandbox's own address, the viewer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gt_convoy_sandbox.model import Repository, User, World

Body = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """`base` is the address of the pages, such as `http://127.0.0.1:8080`."""

    world: World
    base: str
    viewer: User | None = None

    @property
    def api(self) -> str:
        """The base of REST addresses."""
        return f"{self.base}/api/v3"

    def repository_api(self, repository: Repository) -> str:
        """Give the REST address of a repository."""
        return f"{self.api}/repos/{repository.full_name}"

    def repository_page(self, repository: Repository) -> str:
        """Give the address of a repository's page."""
        return f"{self.base}/{repository.full_name}"


def timestamp(at: datetime) -> str:
    """Write a time as GitHub does."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def optional_timestamp(at: datetime | None) -> str | None:
    """Write a time that may be absent."""
    return None if at is None else timestamp(at)
