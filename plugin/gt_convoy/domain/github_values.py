"""What GitHub keeps beside issues, as values: comments, repositories, labels, hooks, roles."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import Literal

from gt_convoy.domain.issue import Reaction, Thread
from gt_convoy.domain.references import Ref


class Role(IntEnum):
    """A person's effective role on a repository, least first."""

    NONE = 0
    READ = 1
    TRIAGE = 2
    WRITE = 3
    MAINTAIN = 4
    ADMIN = 5


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on an issue or pull request."""

    id: int
    thread: Ref
    author: str
    body: str
    url: str
    created_at: datetime
    updated_at: datetime
    node: str = ""  # its id in GraphQL, for `text_history`
    reactions: frozenset[Reaction] = frozenset()  # whoever put them


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer of a thread from a repository to another."""

    at: datetime
    source: str | None  # `owner/repo`; None where this account may not read it, or it is gone


@dataclass(frozen=True, slots=True)
class TextHistory:
    """What became of a comment or an issue's opening text since it was written."""

    edited: bool  # ever, be it within the second that it was written
    transfers: tuple[Transfer, ...] = ()  # of its thread, oldest first

    def repo_at(self, at: datetime, now: str) -> str | None:
        """Where its thread, which is in `now`, was at a time; None: in no repository that we may read."""
        return next((one.source for one in self.transfers if one.at > at), now)


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as GitHub names it now."""

    id: int
    full_name: str
    private: bool  # not public: private or internal
    role: Role | None = None  # of this account; None where the answer did not tell
    archived: bool = False
    has_issues: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """What one PATCH of an issue sets; None leaves as it is."""

    body: str | None = None
    open: bool | None = None
    state_reason: Literal["completed", "not_planned", "reopened"] | None = None
    labels: frozenset[str] | None = None

    def applied_to(self, thread: Thread) -> Thread:
        """The thread as it is once this was written."""
        return replace(
            thread,
            body=thread.body if self.body is None else self.body,
            open=thread.open if self.open is None else self.open,
            labels=thread.labels if self.labels is None else self.labels,
        )


def seen_as(body: str, is_open: bool) -> str:
    """A convoy's text and state as one string: if it equals what we wrote last, an event is its echo."""
    return f"{'open' if is_open else 'closed'}\n{body}"


@dataclass(frozen=True, slots=True)
class Team:
    """A team of an organisation."""

    members: tuple[str, ...]
    secret: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a repository."""

    name: str
    color: str = "1d76db"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """What a run of the Action reads of HQ first, in one request."""

    me: str  # the login that our writes carry
    file: str | None  # the configuration; None where there is none
    label: Label | None  # of convoys
    convoys: (
        tuple[Thread, ...] | None
    )  # open ones and those updated of late; None: more than one answer holds


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook of a repository, of an organisation or of our App; `path` is its place in GitHub's API."""

    path: str
    url: str
    events: tuple[str, ...] = ()
    active: bool = True
    json: bool = True

    @property
    def of_organization(self) -> bool:
        """Whether it tells of all repositories of an organisation."""
        return self.path.startswith("/orgs/")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of GitHub's to deliver an event; a redelivery has another id and the same guid."""

    id: int
    guid: str
    event: str
    at: datetime
    status: int  # 0: no answer

    @property
    def ok(self) -> bool:
        """Whether our endpoint answered it with success."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Grants:
    """The events that an App receives, and the permissions of its installations, by owner."""

    slug: str
    events: tuple[str, ...]
    installations: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class BodyEdit:
    """One version of a text, as GitHub's edit history keeps it."""

    at: datetime
    body: str
    editor: str | None = None  # None where the account is gone
    torn: bool = False  # the version before it was deleted from the history
