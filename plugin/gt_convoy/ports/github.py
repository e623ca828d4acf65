"""The ports: what the rules ask of GitHub and write there, and nothing more.

The adapter in `gt_convoy.github` implements them. Every method raises the errors of `gt_convoy.domain.errors`
(Unavailable, RateLimited, Denied, NotFound, Rejected) and no library's own.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from gt_convoy.domain.github_values import (
    Attempt,
    BodyEdit,
    Change,
    Comment,
    Grants,
    Hook,
    Label,
    Overview,
    Repository,
    Role,
    Team,
    TextHistory,
)
from gt_convoy.domain.issue import Issue, Reaction, Seen, Thread
from gt_convoy.domain.references import Ref


@dataclass(frozen=True, slots=True)
class Edited:
    """Whose the text of an issue is as it stands."""

    by: str | None  # its last editor, else its author; None where the account is gone
    at: datetime | None  # None if it was never edited
    updated_at: datetime  # of the issue: by it one sees whether this is about the text that one read


class GitHubReader(Protocol):
    """GitHub, as seen by one account. Nothing here changes anything there."""

    @property
    def requests(self) -> Mapping[str, int]:
        """How many requests went out, by kind: `rest_get`, `rest_write`, `graphql`."""

    @property
    def remaining(self) -> Mapping[str, int]:
        """What GitHub last said is left of its limits, by resource (`core`, `graphql`)."""

    def me(self) -> str:
        """The login that our writes carry; asked once."""

    def issues(self, refs: Collection[Ref]) -> dict[Ref, Seen]:
        """How each stands now, by the reference asked for, PER_REQUEST at once; each asked for is there."""

    def convoy(self, ref: Ref, also: Collection[Ref] = ()) -> tuple[Thread, dict[Ref, Seen]]:
        """A convoy's own issue and, in the same request, up to PER_REQUEST of `also`. Raises NotFound."""

    def convoys(
        self, repo: str, state: Literal["open", "closed", "all"], since: datetime | None = None
    ) -> list[Thread]:
        """The issues of `repo` with the convoy label, oldest first, since the last update at `since`."""

    def forget(self, refs: Collection[Ref]) -> None:
        """Ask afresh about these next time, though they could not be read lately."""

    def last_touched(self, repo: str) -> datetime | None:
        """When anything last happened to its issues, pull requests or comments. Raises NotFound."""

    def thread(self, ref: Ref) -> Thread:
        """One issue or pull request, read afresh. Raises NotFound."""

    def comments(self, thread: Ref, since: datetime | None = None) -> list[Comment]:
        """Comments updated at or after `since`, oldest first, all pages."""

    def comment(self, repo: str, comment_id: int) -> Comment | None:
        """One comment as it stands now; None if it is gone."""

    def reacted(self, thread: Ref, comment_id: int | None, reaction: Reaction) -> list[str]:
        """Who put it there, by login; nobody where the comment or issue is gone."""

    def role(self, repo: str, login: str) -> Role:
        """The effective role, teams and custom roles included. NONE where there is none."""

    def repository(self, repo: str) -> Repository:
        """The repository by any of its names. Raises NotFound."""

    def assignable(self, repo: str, login: str) -> bool:
        """Whether the login can be assigned to issues of the repository."""

    def sub_issues(self, ref: Ref) -> list[Issue]:
        """The sub-issues of an issue, one level, all pages. Raises NotFound."""

    def account_exists(self, login: str) -> bool:
        """Whether there is such a user (or agent's account, `name[bot]`)."""

    def team(self, org: str, slug: str) -> Team | None:
        """A team and its members, nested teams included; None if this account may not see it."""

    def open_issues(self, repo: str) -> list[Issue]:
        """All open issues and pull requests of a repository, PER_REQUEST at once. Raises NotFound."""

    def label(self, repo: str, name: str) -> Label | None:
        """A label of the repository; None if there is none."""

    def body_edits(
        self, ref: Ref, enough: Callable[[Sequence[BodyEdit]], bool] = lambda _: False
    ) -> list[BodyEdit]:
        """The versions of the text that GitHub still has, newest first; no more once these are `enough`."""

    def editors(self, repo: str, numbers: Collection[int]) -> dict[int, Edited]:
        """Whose the texts of these issues are, PER_REQUEST at once; what is not told is left out."""

    def text_history(self, thread: Ref, node: str) -> TextHistory | None:
        """Whether a text in `thread` was ever edited, and from where the thread came. One request.

        `node` is the id of the comment or issue in GraphQL. None where it is gone or cannot be told.
        """

    def earlier_texts(self, thread: Ref, nodes: Sequence[str]) -> list[str | None]:
        """What up to 100 texts in `thread`, by their ids in GraphQL, said in any version that was edited.

        None for each version that nobody can read any more. Nothing where the server keeps no history.
        """

    def new_comments(self, repo: str, since: datetime) -> list[Comment]:
        """Comments of a whole repository updated at or after `since`, oldest first."""

    def new_threads(self, repo: str, since: datetime) -> list[Thread]:
        """Issues (no pull requests) of a repository updated at or after `since`, oldest first."""

    def assigned(self, repo: str, since: datetime) -> list[Ref]:
        """Issues (no pull requests) that somebody was assigned to at or after `since`. Raises NotFound."""

    def app_hook(self) -> Hook | None:
        """The hook of the App that we are; None with a token."""

    def hooks(self, repo: str) -> list[Hook]:
        """What tells of a repository: its webhooks, and its organisation's as far as we may see them.

        Raises NotFound or Denied to who is no admin of the repository.
        """

    def attempts(self, hook: Hook, since: datetime) -> list[Attempt]:
        """What was delivered to a hook at or after `since`, newest first."""

    def grants(self) -> Grants | None:
        """What the App that we are was granted; None with a token."""

    def limits(self) -> Mapping[str, int]:
        """How many requests are left, by resource; asking is free."""

    @property
    def clock_skew(self) -> float | None:
        """Seconds that GitHub's clock is ahead of ours, by its newest answer; None before the first."""

    def overview(self, repo: str, path: str, since: datetime) -> Overview | None:
        """HQ with a file of it, and its convoys that are open or were updated since, by one request.

        None where GitHub does not tell it so: it is to be asked apart, which also says why not.
        """

    def text_file(self, repo: str, path: str) -> str | None:
        """A file of the default branch; None if it is not there."""


class GitHubWriter(Protocol):
    """Every write to GitHub there is. A dry run has a writer that makes none of them."""

    def create(self, repo: str, title: str, body: str, labels: Collection[str]) -> Thread:
        """Make an issue; never repeated by itself. Raises Rejected if GitHub made something else."""

    def update(self, ref: Ref, change: Change) -> Thread:
        """One PATCH, repeated safely, its result verified. Raises Rejected if it did not take."""

    def post(self, thread: Ref, text: str) -> Comment:
        """Write a comment; never repeated by itself."""

    def react(self, thread: Ref, comment_id: int | None, reaction: Reaction) -> None:
        """Put our reaction on a comment, or on the issue's own text when there is no comment id."""

    def assign(self, ref: Ref, logins: Collection[str]) -> tuple[str, ...]:
        """Add assignees; answers who is assigned afterwards, for GitHub drops some without a word."""

    def put_label(self, repo: str, label: Label) -> None:
        """Make the label, or set its colour and description."""

    def dispatch(self, repo: str, event_type: str, payload: Mapping[str, object]) -> None:
        """Send a `repository_dispatch` event."""

    def make_hook(self, repo: str, url: str, secret: str, events: Collection[str]) -> Hook:
        """Make a webhook. Raises Rejected if GitHub will not have it."""

    def redeliver(self, hook: Hook, attempt: Attempt) -> None:
        """Have an event delivered once more, under the same guid."""


class GitHubPort(GitHubReader, GitHubWriter, Protocol):
    """Both, as the adapter gives them."""
