"""What one works on convoys with."""

from dataclasses import dataclass

from .config import Config
from .convoy import Thread
from .door import Door
from .memory import Memory
from .privacy import Audience
from .tracker import Tracker


@dataclass(frozen=True)
class Desk:
    """What one needs to work on convoys: the configuration, GitHub, and what the runtime remembers."""

    config: Config
    github: Tracker
    memory: Memory
    door: Door = Door.THREAD  # where its answers are read

    def audience(self, repo: str) -> Audience:
        """The readers of that repository's threads."""
        # Never remembered: a repository that was made public must not be shown as private any longer.
        private = self.github.repository(repo).private
        in_hq = self.config.names.is_hq(repo)
        return Audience(
            self.config, repo, private, private if in_hq else self.github.repository(self.config.hq).private
        )

    def audience_of(self, thread: Thread) -> Audience:
        """The readers of a convoy's own thread."""
        if thread.private is None:
            return self.audience(self.config.hq)
        return Audience(self.config, self.config.hq, thread.private, thread.private)
