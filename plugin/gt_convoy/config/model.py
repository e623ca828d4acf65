"""The configuration: its values, and what its names mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from gt_convoy.domain.audience import Audience
from gt_convoy.domain.convoy import Lands
from gt_convoy.domain.errors import UserError
from gt_convoy.domain.github_values import Role
from gt_convoy.domain.references import Names, Rig

MENTION = re.compile(r"@[A-Za-z0-9][\w-]*(?:\[bot\]|/[\w.-]+)?", re.ASCII)
AGENT = re.compile(r"@?[A-Za-z0-9][\w-]*\[bot\]", re.ASCII)
RIG_AND_NAME = re.compile(r"([A-Za-z0-9][\w.-]*)/([A-Za-z0-9][\w-]*(?:\[bot\])?)", re.ASCII)


@dataclass(frozen=True)
class Config:
    """What `config.example.yaml` shows, key by key."""

    hq: str
    rigs: tuple[Rig, ...] = ()
    addresses: Mapping[str, str] = field(default_factory=dict)
    human: str | None = None
    notify: tuple[str, ...] = ()
    write_role: Role = Role.WRITE
    read_role: Role = Role.READ
    auto_convoy_on_assign: bool = False
    workers: tuple[str, ...] = ()  # the crew of convoys that are launched without `--to`, by address
    tries: int = 2  # how often an issue is given again
    lands: Lands = Lands.CLOSED  # of convoys for which no command said otherwise
    private_titles: bool = True
    writers: frozenset[str] = frozenset()  # lower case, without @
    sweep_seconds: int = 600
    web: str = "https://github.com"

    @cached_property
    def names(self) -> Names:
        """What references mean under this configuration."""
        return Names(self.hq, self.rigs, self.web)

    @cached_property
    def repositories(self) -> tuple[str, ...]:
        """HQ and the rigs, each once: where commands count, and from where events are wanted."""
        return tuple({repo.lower(): repo for repo in (self.hq, *(rig.repo for rig in self.rigs))}.values())

    @cached_property
    def _addresses(self) -> dict[str, str]:
        return {name.lower(): mention for name, mention in self.addresses.items()}

    def audience(self, repo: str | None = None, private: bool = False, hq_private: bool = False) -> Audience:
        """The readers of a thread of `repo`; None is a terminal, read by the asker alone."""
        return Audience(self.names, repo, private, hq_private, self.private_titles)

    def is_address(self, word: str) -> bool:
        """Whether a word after `--notify` is its value: by form, or by being a name we know."""
        if word.startswith("@") or word.lower() in self._addresses:
            return True
        return "#" not in word and re.fullmatch(r"[\w.-]+/[\w.-]*", word) is not None

    def address(self, text: str) -> str:
        """The `@login` or `@org/team` that an address means. Raises UserError for an unknown one."""
        if found := self._addresses.get(text.lower()):
            return found
        if MENTION.fullmatch(text):
            return text
        named = RIG_AND_NAME.fullmatch(text)
        if named and any(rig.name.lower() == named[1].lower() for rig in self.rigs):
            return f"@{named[2]}"
        known = ", ".join(self.addresses) or "none is configured"
        raise UserError(
            f"{text}: unknown address. Use @login, @org/team, rig/login or a name from `addresses` ({known})"
        )

    def who(self, text: str) -> str | None:
        """As `address`, with None for an unknown one."""
        try:
            return self.address(text)
        except UserError:
            return None

    def worker(self, text: str) -> str | None:
        """The login that an address means as somebody to give work to; None for a team or an unknown one."""
        if AGENT.fullmatch(text):  # an agent's account is a login that nothing else can be
            return text.removeprefix("@")
        mention = self.who(text)
        return mention[1:] if mention and "/" not in mention else None

    def default_subscribers(self) -> tuple[str, ...]:
        """Whom a convoy made without `--notify` tells."""
        return tuple(self.address(name) for name in self.notify)

    def the_human(self) -> str:
        """Whom `--human` means. Raises UserError when the configuration does not say."""
        if not self.human:
            raise UserError(
                "--human: the configuration does not say who that is. Set `human:`, or use --notify @login"
            )
        return self.address(self.human)
