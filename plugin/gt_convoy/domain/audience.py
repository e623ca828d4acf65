"""Who reads a thread, and what may be shown there.

The audience of a thread is whoever can read its repository, not whoever asks.
"""

from dataclasses import dataclass, replace
from enum import Enum

from gt_convoy.domain.convoy import Convoy
from gt_convoy.domain.issue import Issue
from gt_convoy.domain.references import Names


class Channel(Enum):
    """Where a command is typed and its answer is read: on GitHub, an Action included, or in a terminal."""

    GITHUB = "/gt"
    TERMINAL = "gt-convoy"

    def line(self, words: str) -> str:
        """A command as it is typed there: `/gt convoy list`, `gt-convoy list`."""
        if self is Channel.TERMINAL:
            return f"gt-convoy {words.removeprefix('convoy ')}"
        return f"/{words}" if words.startswith("bd ") else f"/gt {words}"


@dataclass(frozen=True, slots=True)
class Audience:
    """The readers of a thread; `repo` None is a terminal, read by the asker alone."""

    names: Names
    repo: str | None = None
    private: bool = False  # the thread's repository is not public
    hq_private: bool = False
    private_titles: bool = True  # HQ may show titles of private rigs where HQ itself is private

    @property
    def channel(self) -> Channel:
        """How commands are typed where it is read."""
        return Channel.TERMINAL if self.repo is None else Channel.GITHUB

    @property
    def link_only(self) -> bool:
        """Whether the thread is more public than HQ: then the answer is a link to HQ and no more."""
        return self.repo is not None and not self.private and self.hq_private

    @property
    def reads_hq(self) -> bool:
        """Whether all of them read HQ, and so what is written there."""
        return self.may_look_into(self.names.hq, private=self.hq_private)

    def may_see(self, issue: Issue) -> bool:
        """Whether the issue's title, assignees and reason may be shown there."""
        return self.may_look_into(issue.ref.repo, private=issue.private)

    def visible(self, convoy: Convoy) -> Convoy:
        """The convoy with those of its issues alone that may be shown there."""
        return replace(
            convoy, tracked=tuple(s for s in convoy.tracked if isinstance(s, Issue) and self.may_see(s))
        )

    def may_look_into(self, repo: str, *, private: bool) -> bool:
        """Whether what stands in a repository, private or not, may be shown there."""
        if self.repo is None or not private or repo.lower() == self.repo.lower():
            return True
        in_hq = self.names.is_hq(self.repo)
        return in_hq and self.hq_private and self.names.is_rig(repo) and self.private_titles
