"""The writer of a dry run: it has no connection, so nothing can reach GitHub."""

from collections.abc import Collection, Mapping
from typing import NoReturn

from gt_convoy.domain.errors import UserError
from gt_convoy.domain.github_values import Attempt, Change, Hook, Label
from gt_convoy.domain.issue import Reaction
from gt_convoy.domain.references import Ref


class DryRun(UserError):
    """A dry run has come to where it would write. The text says what it would."""


class DryRunWriter:
    """A `GitHubWriter` that ends the work at its first write. Each method raises DryRun."""

    def create(self, repo: str, title: str, body: str, labels: Collection[str]) -> NoReturn:
        """Make an issue."""
        _stop(f"make the convoy {title!r} in {repo}")

    def update(self, ref: Ref, change: Change) -> NoReturn:
        """Write an issue."""
        _stop(f"write {ref}")

    def post(self, thread: Ref, text: str) -> NoReturn:
        """Write a comment."""
        _stop(f"comment on {thread}")

    def react(self, thread: Ref, comment_id: int | None, reaction: Reaction) -> NoReturn:
        """Put a reaction."""
        _stop(f"react on {thread}")

    def assign(self, ref: Ref, logins: Collection[str]) -> NoReturn:
        """Add assignees."""
        _stop(f"assign {ref} to {', '.join(logins)}")

    def put_label(self, repo: str, label: Label) -> NoReturn:
        """Make or change a label."""
        _stop(f"set the label {label.name} of {repo}")

    def dispatch(self, repo: str, event_type: str, payload: Mapping[str, object]) -> NoReturn:
        """Send an event."""
        _stop(f"tell {repo} of {payload.get('repository', event_type)}#{payload.get('issue', '?')}")

    def make_hook(self, repo: str, url: str, secret: str, events: Collection[str]) -> NoReturn:
        """Make a webhook."""
        _stop(f"make a hook from {repo} to {url}")

    def redeliver(self, hook: Hook, attempt: Attempt) -> NoReturn:
        """Have an event delivered again."""
        _stop(f"have {attempt.event} {attempt.guid} delivered again to {hook.url}")


def _stop(what: str) -> NoReturn:
    raise DryRun(f"dry run: would {what}, and stops there")
