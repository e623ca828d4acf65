"""GitHub as one run writes to it: each write is noted, and in a dry run none is made."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from gt_convoy.domain.convoy import LANDED_LABEL
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.github_values import Change, Comment, Label
from gt_convoy.domain.issue import Reaction, Thread
from gt_convoy.domain.references import Ref, convoy_id
from gt_convoy.messages import landing_notice, reply
from gt_convoy.ports.github import GitHubPort


class DryRun(UserError):
    """A dry run has come to where it would write."""


@dataclass
class Done:
    """What a run wrote, for its outputs and its summary."""

    lines: list[str] = field(default_factory=list)
    changed: dict[int, None] = field(default_factory=dict)  # convoys, in order
    landed: dict[int, None] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        """Say it once."""
        if line not in self.lines:
            self.lines.append(line)


class RecordingGitHub:
    """A `GitHubPort`; what only reads goes straight through."""

    def __init__(
        self, github: GitHubPort, hq: str, written: Callable[[Thread], None], *, dry: bool = False
    ) -> None:
        """`written` is told of each convoy as it is after a write."""
        self._github = github
        self._hq = hq.lower()
        self._written = written
        self._dry = dry
        self.done = Done()

    def __getattr__(self, name: str) -> Any:
        """Reads."""
        return getattr(self._github, name)

    def create(self, repo: str, title: str, body: str, labels: Collection[str]) -> Thread:
        """Make a convoy."""
        self._stop(f"make the convoy {title!r} in {repo}")
        thread = self._github.create(repo, title, body, labels)
        self._note(thread, "made")
        return thread

    def update(self, ref: Ref, change: Change) -> Thread:
        """Write a convoy."""
        self._stop(f"write {ref}")
        thread = self._github.update(ref, change)
        landed = change.open is False and LANDED_LABEL in thread.labels
        self._note(thread, "landed" if landed else "reopened" if change.open else "brought up to date")
        if landed:
            self.done.landed[ref.number] = None
        return thread

    def post(self, thread: Ref, text: str) -> Comment:
        """Write a comment."""
        self._stop(f"comment on {thread}")
        made = self._github.post(thread, text)
        if reply.answers(text):
            self.done.replies.append(text.partition("\n")[2])
            self.done.note(f"{thread}: commands answered")
        elif landing_notice.notice_key(text):
            self.done.landed[thread.number] = None
            self.done.note(f"{convoy_id(thread.number)}: its subscribers are told that it landed")
        return made

    def react(self, thread: Ref, comment_id: int | None, reaction: Reaction) -> None:
        """React."""
        self._stop(f"react on {thread}")
        self._github.react(thread, comment_id, reaction)

    def assign(self, ref: Ref, logins: Collection[str]) -> tuple[str, ...]:
        """Assign."""
        self._stop(f"assign {ref} to {', '.join(logins)}")
        assigned = self._github.assign(ref, logins)
        self.done.note(f"{ref}: assigned to {', '.join(assigned)}")
        return assigned

    def put_label(self, repo: str, label: Label) -> None:
        """Make a label."""
        self._stop(f"set the label {label.name} of {repo}")
        self._github.put_label(repo, label)

    def dispatch(self, repo: str, event_type: str, payload: Mapping[str, object]) -> None:
        """Tell HQ."""
        self._stop(f"tell {repo} of {payload['repository']}#{payload['issue']}")
        self._github.dispatch(repo, event_type, payload)
        self.done.note(f"told {repo} of {payload['repository']}#{payload['issue']}")

    def _note(self, thread: Thread, what: str) -> None:
        if thread.ref.repo.lower() == self._hq:
            self.done.changed[thread.number] = None
            self.done.note(f"{convoy_id(thread.number)}: {what}")
            self._written(thread)

    def _stop(self, what: str) -> None:
        if self._dry:
            raise DryRun(f"dry run: would {what}, and stops there")
