"""What a command is, what it is given when it is called, and what it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import click

from gt_convoy.config.model import Config
from gt_convoy.convoys.app_context import AppContext
from gt_convoy.domain.answers import Answer
from gt_convoy.domain.audience import Audience, Channel
from gt_convoy.domain.github_values import Role

Access = Literal["read", "write", "anyone"]
TEXT = "TEXT"  # how an option for free text names its value


@dataclass(frozen=True)
class CommandContext:
    """One command as it was given: by whom, where, and when."""

    app: AppContext
    asker: str
    here: str  # the repository that `#12` is in
    audience: Audience  # of the thread that the answer stands in
    id: str | None = None  # of the command, where it could be met again
    since: datetime | None = None  # when it was given
    # Raises UserError where landing is another's work: its words are what to ask there.
    leave_to_runner: Callable[[str], None] = lambda _words: None
    roles: dict[str, Role] = field(default_factory=dict)  # the asker's, as far as they were asked for

    @property
    def channel(self) -> Channel:
        """Where the command was typed and the answer is read."""
        return self.app.channel

    @property
    def in_terminal(self) -> bool:
        """Whether the token is the asker's own: then GitHub itself checks what they may."""
        return self.channel is Channel.TERMINAL

    def role(self, repo: str) -> Role:
        """The asker's effective role on a repository, asked once for all commands of a comment."""
        if repo not in self.roles:
            own = self.in_terminal
            self.roles[repo] = self._own_role(repo) if own else self.app.github.role(repo, self.asker)
        return self.roles[repo]

    def _own_role(self, repo: str) -> Role:
        """Of whoever owns the token; where GitHub does not tell, its own refusals must do."""
        own = self.app.github.repository(repo).role
        return Role.ADMIN if own is None else own


@dataclass(frozen=True)
class Details:
    """What help, terminal, comment and Action need of a command beside its words and summary."""

    access: Access
    run: Callable[..., Answer]
    params: Sequence[click.Parameter] = ()
    examples: Sequence[str] = ()
    notes: Sequence[str] = ()  # what its form does not tell
    prepare: Callable[[list[str], Config], list[str]] | None = None  # of the words, before they are parsed
    changes: bool = True  # False: it only shows


def without_stop(word: str) -> str:
    """A word without the sign that ends a sentence or a part of one."""
    return word[:-1] if word[1:].endswith((",", ".", ";", ":", "!")) else word


def _team_listed(call: CommandContext, org: str, slug: str) -> bool:
    """Whether a team's members may be listed; in a public thread a secret one is as one that is not there."""
    team = call.app.github.team(org, slug)
    public = call.audience.repo is not None and not call.audience.private
    return team is not None and not (team.secret and public)
