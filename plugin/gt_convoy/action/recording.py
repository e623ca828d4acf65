"""Notes what one run writes to GitHub, for the run's outputs and its summary.

Effects of plans would not do: the summary also tells of replies, events sent to HQ and what GitHub made of an
assignment, which are in no plan.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from gt_convoy.domain.convoy import LANDED_LABEL
from gt_convoy.domain.github_values import Attempt, Change, Comment, Hook, Label
from gt_convoy.domain.issue import Reaction, Thread
from gt_convoy.domain.references import Ref, convoy_id
from gt_convoy.messages import landing_notice, reply
from gt_convoy.ports.github import GitHubWriter


@dataclass
class Done:
    """What a run wrote, for its outputs and its summary."""

    lines: list[str] = field(default_factory=list)
    changed: dict[int, None] = field(default_factory=dict)  # convoys, in order
    landed: dict[int, None] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        """Add a line to the summary, once."""
        if line not in self.lines:
            self.lines.append(line)


class RecordingWriter:
    """A `GitHubWriter` that notes what it has the real one write."""

    def __init__(self, writer: GitHubWriter, hq: str, written: Callable[[Thread], None], done: Done) -> None:
        """`written` is called with each convoy as GitHub shows it after a write; notes go to `done`."""
        self._writer = writer
        self._hq = hq.lower()
        self._written = written
        self.done = done

    def create(self, repo: str, title: str, body: str, labels: Collection[str]) -> Thread:
        """Make a convoy."""
        thread = self._writer.create(repo, title, body, labels)
        self._note(thread, "made")
        return thread

    def update(self, ref: Ref, change: Change) -> Thread:
        """Write a convoy."""
        thread = self._writer.update(ref, change)
        landed = change.open is False and LANDED_LABEL in thread.labels
        self._note(thread, "landed" if landed else "reopened" if change.open else "brought up to date")
        if landed:
            self.done.landed[ref.number] = None
        return thread

    def post(self, thread: Ref, text: str) -> Comment:
        """Write a comment."""
        made = self._writer.post(thread, text)
        if reply.answers(text):
            self.done.replies.append(text.partition("\n")[2])
            self.done.note(f"{thread}: commands answered")
        elif landing_notice.notice_key(text):
            self.done.landed[thread.number] = None
            self.done.note(f"{convoy_id(thread.number)}: its subscribers are told that it landed")
        return made

    def react(self, thread: Ref, comment_id: int | None, reaction: Reaction) -> None:
        """React."""
        self._writer.react(thread, comment_id, reaction)

    def assign(self, ref: Ref, logins: Collection[str]) -> tuple[str, ...]:
        """Assign."""
        assigned = self._writer.assign(ref, logins)
        self.done.note(f"{ref}: assigned to {', '.join(assigned)}")
        return assigned

    def put_label(self, repo: str, label: Label) -> None:
        """Make a label."""
        self._writer.put_label(repo, label)

    def dispatch(self, repo: str, event_type: str, payload: Mapping[str, object]) -> None:
        """Send HQ an event."""
        self._writer.dispatch(repo, event_type, payload)
        self.done.note(f"told {repo} of {payload['repository']}#{payload['issue']}")

    def make_hook(self, repo: str, url: str, secret: str, events: Collection[str]) -> Hook:
        """Make a webhook."""
        made = self._writer.make_hook(repo, url, secret, events)
        self.done.note(f"{repo}: its hook to {url} is made")
        return made

    def redeliver(self, hook: Hook, attempt: Attempt) -> None:
        """Have an event delivered again."""
        self._writer.redeliver(hook, attempt)
        self.done.note(f"asked GitHub to deliver {attempt.guid} again")

    def _note(self, thread: Thread, what: str) -> None:
        if thread.ref.repo.lower() == self._hq:
            self.done.changed[thread.number] = None
            self.done.note(f"{convoy_id(thread.number)}: {what}")
            self._written(thread)
