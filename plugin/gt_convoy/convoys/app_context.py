"""What handlers and commands need to work on convoys."""

from dataclasses import dataclass, field, replace

from gt_convoy.config.model import Config
from gt_convoy.domain.audience import Audience, Channel
from gt_convoy.domain.issue import Thread
from gt_convoy.ports.dry_run import DryRunWriter
from gt_convoy.ports.github import GitHubReader, GitHubWriter
from gt_convoy.ports.state_store import StateStore


@dataclass(frozen=True)
class AppContext:
    """The configuration, GitHub and the state store, as handlers and commands get them."""

    config: Config
    github: GitHubReader
    state: StateStore = field(default_factory=StateStore)
    channel: Channel = Channel.GITHUB  # where its answers are read
    # Nothing else writes to GitHub: who is given no writer makes a dry run.
    writer: GitHubWriter = field(default_factory=DryRunWriter)
    dry: bool = False  # plans are told instead of being applied

    def for_dry_run(self) -> "AppContext":
        """The same for a dry run, which raises DryRun where it would write."""
        return replace(self, writer=DryRunWriter(), dry=True)

    def audience(self, repo: str) -> Audience:
        """The readers of that repository's threads."""
        # Never remembered: a repository that was made public must not be shown as private any longer.
        private = self.github.repository(repo).private
        in_hq = self.config.names.is_hq(repo)
        return self.config.audience(
            repo, private, private if in_hq else self.github.repository(self.config.hq).private
        )

    def audience_of(self, thread: Thread) -> Audience:
        """The readers of a convoy's own thread."""
        if thread.private is None:
            return self.audience(self.config.hq)
        return self.config.audience(self.config.hq, thread.private, thread.private)

    def is_ours(self, login: str) -> bool:
        """Whether this account is ours, now or formerly."""
        return login.lower() == self.github.me().lower() or login.lower() in self.config.writers
