"""The port: what the rules ask of GitHub, and nothing more.

The adapter in `gt_convoy.github` implements it. Every method raises the errors of `gt_convoy.errors`
(Unavailable, RateLimited, Denied, NotFound, Rejected) and no library's own.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Literal, Protocol

from .convoy import Issue, Reaction, Seen, Thread
from .refs import Ref


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
    node: str = ""  # its id in GraphQL, for `was_edited`
    reactions: frozenset[Reaction] = frozenset()  # whoever put them


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

    def after(self, thread: Thread) -> str:
        """What the thread will look like, as `seen_as` of its event tells it."""
        return seen_as(
            thread.body if self.body is None else self.body, thread.open if self.open is None else self.open
        )


def seen_as(body: str, is_open: bool) -> str:
    """A convoy's text and state in one: by this an event is known to be the echo of our own write."""
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
        """Whether it was taken."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Grants:
    """What an App gets to hear of, and what its installations permit, by owner."""

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


@dataclass(frozen=True, slots=True)
class Edited:
    """Whose the text of an issue is as it stands."""

    by: str | None  # its last editor, else its author; None where the account is gone
    at: datetime | None  # None if it was never edited
    updated_at: datetime  # of the issue: by it one sees whether this is about the text that one read


class Tracker(Protocol):
    """GitHub, as seen by one account."""

    @property
    def requests(self) -> Mapping[str, int]:
        """How many requests went out, by kind: `rest_get`, `rest_write`, `graphql`."""

    @property
    def remaining(self) -> Mapping[str, int]:
        """What GitHub last said is left of its limits, by resource (`core`, `graphql`)."""

    def me(self) -> str:
        """The login that our writes carry; asked once."""

    def issues(self, refs: Collection[Ref]) -> dict[Ref, Seen]:
        """How each stands now, by the reference asked for: 100 a request; never a KeyError for one asked."""

    def convoy(self, ref: Ref, also: Collection[Ref] = ()) -> tuple[Thread, dict[Ref, Seen]]:
        """A convoy's own issue and, in the same request, up to 100 of `also`. Raises NotFound."""

    def convoys(
        self, repo: str, state: Literal["open", "closed", "all"], since: datetime | None = None
    ) -> list[Thread]:
        """The issues of `repo` with the convoy label, oldest first, 100 a request. `since`: by updated_at."""

    def forget(self, refs: Collection[Ref]) -> None:
        """Ask afresh about these next time, though they could not be read lately."""

    def last_touched(self, repo: str) -> datetime | None:
        """When anything last happened to its issues, pull requests or comments. Raises NotFound."""

    def thread(self, ref: Ref) -> Thread:
        """One issue or pull request, read afresh. Raises NotFound."""

    def create(self, repo: str, title: str, body: str, labels: Collection[str]) -> Thread:
        """Make an issue; never repeated by itself. Raises Rejected if GitHub made something else."""

    def update(self, ref: Ref, change: Change) -> Thread:
        """One PATCH, repeated safely, its result verified. Raises Rejected if it did not take."""

    def comments(self, thread: Ref, since: datetime | None = None) -> list[Comment]:
        """Comments updated at or after `since`, oldest first, all pages."""

    def comment(self, repo: str, comment_id: int) -> Comment | None:
        """One comment as it stands now; None if it is gone."""

    def post(self, thread: Ref, text: str) -> Comment:
        """Write a comment; never repeated by itself."""

    def react(self, thread: Ref, comment_id: int | None, reaction: Reaction) -> None:
        """Put our reaction on a comment, or on the issue's own text when there is no comment id."""

    def reacted(self, thread: Ref, comment_id: int | None, reaction: Reaction) -> list[str]:
        """Who put it there, by login; nobody where the comment or issue is gone."""

    def role(self, repo: str, login: str) -> Role:
        """The effective role, teams and custom roles included. NONE where there is none."""

    def repository(self, repo: str) -> Repository:
        """The repository by any of its names. Raises NotFound."""

    def assignable(self, repo: str, login: str) -> bool:
        """Whether the login can be assigned to issues of the repository."""

    def assign(self, ref: Ref, logins: Collection[str]) -> tuple[str, ...]:
        """Add assignees; answers who is assigned afterwards, for GitHub drops some without a word."""

    def sub_issues(self, ref: Ref) -> list[Issue]:
        """The sub-issues of an issue, one level, all pages. Raises NotFound."""

    def blockers(self, ref: Ref) -> list[Issue]:
        """The open issues that block an issue, as far as this account sees them. Raises NotFound."""

    def account_exists(self, login: str) -> bool:
        """Whether there is such a user (or agent's account, `name[bot]`)."""

    def team(self, org: str, slug: str) -> Team | None:
        """A team and its members, nested teams included; None if this account may not see it."""

    def open_issues(self, repo: str) -> list[Issue]:
        """All open issues and pull requests of a repository, 100 a request. Raises NotFound."""

    def label(self, repo: str, name: str) -> Label | None:
        """A label of the repository; None if there is none."""

    def put_label(self, repo: str, label: Label) -> None:
        """Make the label, or set its colour and description."""

    def body_edits(
        self, ref: Ref, enough: Callable[[Sequence[BodyEdit]], bool] = lambda _: False
    ) -> list[BodyEdit]:
        """The versions of the text that GitHub still has, newest first; no more once these are `enough`."""

    def editors(self, repo: str, numbers: Collection[int]) -> dict[int, Edited]:
        """Whose the texts of these issues are, 100 a request; what is not told is left out."""

    def was_edited(self, thread: Ref, node: str) -> bool | None:
        """Whether a text in `thread` was ever edited, be it within the second that it was written.

        `node` is the id of the comment or issue in GraphQL. None where it is gone or cannot be told.
        """

    def new_comments(self, repo: str, since: datetime) -> list[Comment]:
        """Comments of a whole repository updated at or after `since`, oldest first."""

    def new_threads(self, repo: str, since: datetime) -> list[Thread]:
        """Issues (no pull requests) of a repository updated at or after `since`, oldest first."""

    def assigned(self, repo: str, since: datetime) -> list[Ref]:
        """Issues (no pull requests) that somebody was assigned to at or after `since`. Raises NotFound."""

    def dispatch(self, repo: str, event_type: str, payload: Mapping[str, object]) -> None:
        """Send a `repository_dispatch` event."""

    def app_hook(self) -> Hook | None:
        """The hook of the App that we are; None with a token."""

    def hooks(self, repo: str) -> list[Hook]:
        """What tells of a repository: its webhooks, and its organisation's as far as we may see them.

        Raises NotFound or Denied to who is no admin of the repository.
        """

    def make_hook(self, repo: str, url: str, secret: str, events: Collection[str]) -> Hook:
        """Make a webhook. Raises Rejected if GitHub will not have it."""

    def attempts(self, hook: Hook, since: datetime) -> list[Attempt]:
        """What was delivered to a hook at or after `since`, newest first."""

    def redeliver(self, hook: Hook, attempt: Attempt) -> None:
        """Have an event delivered once more, under the same guid."""

    def grants(self) -> Grants | None:
        """What the App that we are was granted; None with a token."""

    def limits(self) -> Mapping[str, int]:
        """How many requests are left, by resource; asking is free."""

    @property
    def clock_skew(self) -> float | None:
        """Seconds that GitHub's clock is ahead of ours, by its newest answer; None before the first."""

    def text_file(self, repo: str, path: str) -> str | None:
        """A file of the default branch; None if it is not there."""
