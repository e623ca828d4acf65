"""The things a GitHub holds, as plain records that name each other by id or login."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from gt_convoy_sandbox.model import node_ids

Role = Literal["none", "read", "triage", "write", "maintain", "admin"]
AccountType = Literal["User", "Bot"]
State = Literal["open", "closed"]


@dataclass
class User:
    """A person, or an App's account (`type` is then "Bot").

    An agent (`is_agent`) can be assigned anywhere, by people alone, and REST shows it under another name.
    """

    id: int
    login: str
    token: str
    created_at: datetime
    type: AccountType = "User"
    name: str | None = None
    site_admin: bool = False
    is_agent: bool = False
    shown: str | None = None
    is_machine: bool = False  # a lock shuts it out, whatever its role

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("BOT" if self.type == "Bot" else "U", self.id)


@dataclass
class IssueType:
    """One of the issue types that an organisation offers."""

    id: int
    name: str
    description: str
    color: str
    created_at: datetime

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("IT", self.id)


@dataclass
class Team:
    """A team of an organisation; `members` are logins, without those of child teams."""

    id: int
    slug: str
    name: str
    description: str = ""
    privacy: Literal["closed", "secret"] = "closed"
    members: list[str] = field(default_factory=list)
    parent: str | None = None

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("T", self.id)


@dataclass
class Organization:
    """An organisation; `base_role` is what each member has on each of its repositories.

    `custom_roles` are roles of its own, each with the role of GitHub's that it builds on.
    """

    id: int
    login: str
    created_at: datetime
    name: str | None = None
    owners: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    base_role: Role = "read"
    custom_roles: dict[str, Role] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    issue_types: list[IssueType] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)  # who may not comment or react, in lower case
    saml: list[str] = field(default_factory=list)  # whose tokens single sign-on refuses, in lower case

    type = "Organization"
    site_admin = False

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("O", self.id)


@dataclass
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str = "ededed"
    description: str | None = None
    default: bool = False

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("LA", self.id)


@dataclass
class Repository:
    """A repository. `labels` are keyed by lower-case name, `numbers` maps an issue's number to its id.

    `collaborators` and `teams` hold names of roles: GitHub's, or the organisation's custom ones.
    """

    id: int
    owner: str
    name: str
    created_at: datetime
    updated_at: datetime
    private: bool = False
    description: str | None = None
    default_branch: str = "main"
    has_issues: bool = True
    archived: bool = False
    limited: bool = False  # an interaction limit: only who was given a role may comment or react
    next_number: int = 1
    collaborators: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """`owner/name`, as it is now."""
        return f"{self.owner}/{self.name}"

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("R", self.id)


@dataclass
class Edit:
    """One version of a text; the first is the text as it was written (GraphQL's `userContentEdits`)."""

    id: int
    editor: str
    edited_at: datetime
    body: str

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("UCE", self.id)


@dataclass
class Reaction:
    """A reaction of one person; `content` is one of REST's words ("+1", "eyes", ...)."""

    id: int
    content: str
    user: str
    created_at: datetime

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("REA", self.id)


@dataclass
class TimelineEvent:
    """Something that happened to an issue: closed, reopened, labeled, assigned, renamed ..."""

    id: int
    event: str
    actor: str
    created_at: datetime
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("TE", self.id)


@dataclass
class Comment:
    """A comment on an issue or pull request."""

    id: int
    issue_id: int
    author: str
    body: str
    created_at: datetime
    updated_at: datetime
    last_edited_at: datetime | None = None
    edits: list[Edit] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("IC", self.id)


@dataclass
class PullRequest:
    """What a pull request has beyond an issue.

    Merging it closes issues: those that its text `closes` by closing words, and those `linked` by hand.
    """

    head_ref: str
    head_sha: str
    base_ref: str
    base_sha: str
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: str | None = None
    merge_commit_sha: str | None = None
    closes: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)

    @property
    def merged(self) -> bool:
        """Whether it was merged (GraphQL's state MERGED)."""
        return self.merged_at is not None


@dataclass
class Issue:
    """An issue, or a pull request when `pull` is set. Labels, comments and other issues are ids, in order."""

    id: int
    repository_id: int
    number: int
    title: str
    body: str | None
    author: str
    created_at: datetime
    updated_at: datetime
    state: State = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    last_edited_at: datetime | None = None
    type: str | None = None
    locked: bool = False
    lock_reason: str | None = None
    deleted: bool = False
    transferred_to: int | None = None
    labels: list[int] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    comments: list[int] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    timeline: list[TimelineEvent] = field(default_factory=list)
    parent: int | None = None
    sub_issues: list[int] = field(default_factory=list)
    blocked_by: list[int] = field(default_factory=list)
    blocking: list[int] = field(default_factory=list)
    closing_pulls: list[int] = field(default_factory=list)
    pull: PullRequest | None = None

    @property
    def node_id(self) -> str:
        """The id GraphQL uses."""
        return node_ids.encode("PR" if self.pull else "I", self.id)
