"""What acts without a person at the keyboard: webhooks, dispatches, GitHub Apps and their installations."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from gt_convoy_sandbox.model import node_ids
from gt_convoy_sandbox.model.entities import User

Permissions = dict[str, str]
Selection = Literal["all", "selected"]


@dataclass
class Hook:
    """A webhook: of a repository, of an organisation, or an App's own. One of the three ids is set."""

    id: int
    url: str
    events: list[str]
    created_at: datetime
    updated_at: datetime
    repository_id: int | None = None
    organization_id: int | None = None
    app_id: int | None = None
    secret: str | None = None
    content_type: str = "json"
    insecure_ssl: str = "0"
    active: bool = True
    last_status: int | None = None

    @property
    def target(self) -> tuple[str, int]:
        """Say whose it is, in the words of `X-GitHub-Hook-Installation-Target-Type`, and the id of that."""
        ids = {
            "repository": self.repository_id,
            "organization": self.organization_id,
            "integration": self.app_id,
        }
        return next((kind, found) for kind, found in ids.items() if found is not None)


@dataclass
class Dispatch:
    """A `repository_dispatch` that was asked for; Actions would run it, the sandbox records it."""

    repository_id: int
    event_type: str
    client_payload: dict[str, Any]
    actor: str
    created_at: datetime


@dataclass
class App:
    """A GitHub App. GitHub would keep the public half of its key alone; tests want the other, too."""

    id: int
    slug: str
    name: str
    owner: str
    created_at: datetime
    private_key: str
    public_key: str
    hook_id: int
    permissions: Permissions = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    description: str | None = None
    external_url: str = ""
    setup_url: str | None = None
    public: bool = False
    client_secret: str = ""

    @property
    def client_id(self) -> str:
        """The other id by which a JSON web token may name it."""
        return f"Iv1.{self.id:016x}"

    @property
    def login(self) -> str:
        """The login of its account."""
        return f"{self.slug}[bot]"

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("A", self.id)


@dataclass
class Installation:
    """An App's installation for one owner: on all repositories, or on those of these ids."""

    id: int
    app_id: int
    owner: str
    created_at: datetime
    updated_at: datetime
    permissions: Permissions
    events: list[str]
    selection: Selection = "all"
    repositories: list[int] = field(default_factory=list)
    suspended_at: datetime | None = None
    suspended_by: str | None = None

    @property
    def node_id(self) -> str:
        """The id that payloads name beside the number."""
        return node_ids.encode("MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u", self.id)


@dataclass
class InstallationToken:
    """A token that acts for an installation for an hour; `repositories` None means all it has."""

    token: str
    installation_id: int
    expires_at: datetime
    permissions: Permissions
    repositories: list[int] | None = None


@dataclass
class Conversion:
    """The code that GitHub gives to who registered an App by a manifest; it is good once, for an hour."""

    code: str
    app_id: int
    created_at: datetime


@dataclass
class AppActor(User):
    """An App's account as it acts with one token: only where that is installed, only what that permits."""

    installation_id: int = 0
    repositories: list[int] | None = None
    permissions: Permissions = field(default_factory=dict)
